import { execFile, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { insertCard, VPCD_PORTS, VPCD_READERS, type VpcdCard } from '../../e2e/vpcd.js';
import { defaultCardPolicy } from '../cards/card-policy.js';
import { GIDS_ATR, gidsCard, unknownCard } from '../training/virtual-applets.js';
import type { VirtualCard } from '../training/virtual-card.js';
import type { CardToRead } from './card-source.js';
import { bundleReaderHost, forkHost } from './host-bundle.fixture.js';
import { HostedDriver } from './hosted-driver.js';
import { endsOfReadings } from './readings.fixture.js';
import { Recorder } from './recorder.fixture.js';
import { ReaderWatcher, type WatcherEvent } from './watcher.js';

/** The reader host's process and the watcher above it, on a real PC/SC service. */

const [READER] = VPCD_READERS;
const [PORT, OTHER_PORT] = VPCD_PORTS;
const ID = '3ff188bcba833740826246eba1291c6e';
const card: CardToRead = { reader: READER, atr: GIDS_ATR, known: null, isRetry: false, policy: defaultCardPolicy };
/** Longest recovery after a loss, ms; generous for busy machines. The soak measures it. */
const RECOVERED_MS = 10_000;
/** A hang is noticed after unanswered pings, ms. */
const NOTICED_MS = 5_000;

const run = promisify(execFile);
/** Another program: holds the card in the named reader until its standard input ends. */
const HOLD_EXCLUSIVELY = `
  const { Context, SCARD_SHARE_EXCLUSIVE } = require('smartcard');
  const context = new Context();
  (async () => {
    for (;;) {
      const reader = context.listReaders().find(({ name }) => name === process.argv[1]);
      const card = await reader.connect(SCARD_SHARE_EXCLUSIVE).catch(() => null);
      if (card === null) continue;
      process.stdout.write('held');
      process.stdin.on('end', () => card.disconnect(0)).resume();
      return;
    }
  })();
`;

let bundle: Awaited<ReturnType<typeof bundleReaderHost>>;
let pcscd: Pcscd | null = null;
const cards: VpcdCard[] = [];
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  bundle = await bundleReaderHost('reader-host-process-test');
});
afterAll(async () => {
  await bundle.remove();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await Promise.all(cards.splice(0).map((card) => card.remove()));
  await pcscd?.stop();
  pcscd = null;
});

function hosted(drivers?: readonly ('pcsclite' | 'smartcard')[]) {
  const hosts: ReturnType<typeof forkHost>[] = [];
  const driver = new HostedDriver({
    spawn: () => {
      const host = forkHost(bundle.script);
      hosts.push(host);
      return host;
    },
    ...(drivers === undefined ? {} : { drivers }),
  });
  ends.push(() => driver.stop());
  return { driver, hosts };
}

function started(drivers?: readonly ('pcsclite' | 'smartcard')[]) {
  const { driver, hosts } = hosted(drivers);
  const told = new Recorder();
  driver.start(told.listener);
  return { driver, hosts, told };
}

function watched() {
  const { driver, hosts } = hosted();
  const letGo = endsOfReadings(driver);
  const watcher = new ReaderWatcher({ source: driver });
  ends.unshift(() => watcher.stop());
  const told = new Recorder<WatcherEvent>();
  watcher.start(told.listener);
  return { watcher, hosts, told, letGo };
}

async function put(port: number, card = gidsCard(ID)): Promise<VpcdCard> {
  const inserted = await insertCard(port, card);
  cards.push(inserted);
  return inserted;
}

describe.each(['pcsclite', 'smartcard'] as const)('the process that runs %s', (name) => {
  it('is replaced at once when killed, and every card reported again', async () => {
    pcscd = await startPcscd();
    const { driver, hosts, told } = started([name]);
    await put(PORT);
    await told.told({ type: 'card-inserted', reader: READER });
    const from = told.all.length;
    hosts[0]?.child.kill('SIGKILL');
    await told.told({ type: 'service-down', reason: 'host-lost' }, { from });
    await told.told({ type: 'card-inserted', reader: READER, atr: GIDS_ATR }, { from, limitMs: RECOVERED_MS });
    expect(told.all.slice(from).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['card-removed', 'reader-removed', 'service-down', 'service-up', 'reader-added', 'card-inserted']),
    );
    expect(await driver.read(card, new AbortController().signal).identification).toMatchObject({ state: 'identified' });
  });

  it('is replaced when it hangs', async () => {
    pcscd = await startPcscd();
    const { hosts, told } = started([name]);
    await put(PORT);
    await told.told({ type: 'card-inserted', reader: READER });
    const from = told.all.length;
    hosts[0]?.child.kill('SIGSTOP');
    await told.told({ type: 'service-down', reason: 'host-lost' }, { from, limitMs: NOTICED_MS + RECOVERED_MS });
    await told.told({ type: 'card-inserted', reader: READER }, { from, limitMs: RECOVERED_MS });
    expect(hosts).toHaveLength(2);
  });

  it('is replaced when the computer wakes from sleep, and every card reported again', async () => {
    pcscd = await startPcscd();
    const { driver, hosts, told } = started([name]);
    await put(PORT);
    await told.told({ type: 'card-inserted', reader: READER });
    const from = told.all.length;
    driver.restart();
    expect(told.all.slice(from, from + 2).map(({ type }) => type)).toEqual(['card-removed', 'reader-removed']);
    await told.told({ type: 'card-inserted', reader: READER }, { from, limitMs: RECOVERED_MS });
    expect(hosts).toHaveLength(2);
  });

  it('fails the current reading when killed', async () => {
    pcscd = await startPcscd();
    const { driver, hosts, told } = started([name]);
    const silent = await put(PORT, gidsCard(ID, { quirk: 'silent' }));
    await told.told({ type: 'card-inserted', reader: READER });
    const reading = driver.read(card, new AbortController().signal);
    await expect.poll(() => silent.commands).toBe(1);
    hosts[0]?.child.kill('SIGKILL');
    expect(await reading.identification).toEqual({ state: 'unidentified', problem: { code: 'communication', pcscCode: null } });
    await reading.ended;
  });

  it('ends with the station, also when a card does not answer', async () => {
    pcscd = await startPcscd();
    const { driver, hosts, told } = started([name]);
    const silent = await put(PORT, gidsCard(ID, { quirk: 'silent' }));
    await told.told({ type: 'card-inserted', reader: READER });
    const reading = driver.read(card, new AbortController().signal);
    await expect.poll(() => silent.commands).toBe(1);
    await driver.stop();
    const [host] = hosts;
    expect(host?.child.exitCode ?? host?.child.signalCode).not.toBeNull();
    await reading.ended;
  });

  it('exits when the station is gone', async () => {
    const host = forkHost(bundle.script);
    const exit = new Promise((resolve) => host.child.once('exit', resolve));
    host.postMessage({ type: 'start', drivers: [name] });
    host.child.disconnect();
    await exit;
  });

  it('reports denied access when the service refuses the user', async () => {
    // Like pcscd 1.9 when polkit refuses: accepts the connection and closes it.
    await mkdir('/run/pcscd', { recursive: true });
    const service: Server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => service.listen('/run/pcscd/pcscd.comm', resolve));
    ends.push(async () => {
      await new Promise((resolve) => service.close(resolve));
      await rm('/run/pcscd/pcscd.comm', { force: true });
    });
    const { told } = started([name]);
    await told.told({ type: 'service-down', reason: 'not-allowed' });
  });
});

describe('the watcher with a reader host', () => {
  it('reads, presents, and reads again', async () => {
    pcscd = await startPcscd();
    const { watcher, told } = watched();
    await put(PORT);
    await told.told({ name: 'cards/identified' });
    const identified = { state: 'identified', cardId: { raw: ID, source: 'gids' } };
    expect(watcher.presentation(1)).toMatchObject({ readerName: READER, atr: GIDS_ATR, identification: identified });
    expect(await watcher.identifyAgain(1)).toMatchObject(identified);
    expect(watcher.service()).toEqual({ state: 'up', driver: 'pcsclite' });
  });

  it("never gives one card's id to another's presentation", async () => {
    pcscd = await startPcscd();
    const { watcher, told } = watched();
    const card = await put(PORT);
    await told.told({ name: 'cards/identified' });
    // Faster than the service polls: it still reports the first card.
    await card.remove();
    await put(PORT, unknownCard());
    expect(await watcher.identifyAgain(1)).not.toMatchObject({ state: 'identified' });
    await told.until(() => watcher.presentation(1) === undefined);
  });

  it('releases the card for other programs, which read the same', async () => {
    pcscd = await startPcscd();
    const { told } = watched();
    await put(PORT);
    await told.told({ name: 'cards/identified' });
    const { stdout } = await run('opensc-tool', [
      ...['--reader', '0', '--card-driver', 'default'],
      ...['--send-apdu', '00A404000BA00000039742544659020100', '--send-apdu', '00CBA012045C02DF2000'],
    ]);
    // A dump of 16 bytes per line: hex in the first 48 columns, then characters.
    const [, ...lines] = stdout.slice(stdout.lastIndexOf('Received (SW1=0x90, SW2=0x00)')).split('\n');
    const bytes = lines.map((line) => line.slice(0, 48).replaceAll(' ', '')).join('');
    expect(bytes.toLowerCase()).toBe(`df2010${ID}`);
  });

  it('waits for a card that another program holds, and reads it when released', async () => {
    pcscd = await startPcscd();
    const holder = spawn(process.execPath, ['-e', HOLD_EXCLUSIVELY, READER], { stdio: ['pipe', 'pipe', 'inherit'] });
    ends.push(async () => {
      holder.kill('SIGKILL');
      await Promise.resolve();
    });
    await put(PORT);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const { watcher, told } = watched();
    await told.told({ name: 'cards/identified' }, { limitMs: 10_000 });
    expect(watcher.presentation(1)?.identification).toEqual({ state: 'unidentified', problem: { code: 'in-use' } });
    holder.stdin.end();
    await told.until(() => watcher.presentation(1)?.identification.state === 'identified', 10_000);
  });

  it('ends in the true state after a storm of cards', async () => {
    pcscd = await startPcscd();
    const { watcher, told } = watched();
    await told.until(() => watcher.readers().length === 2);
    // The service handles one card per slot and poll, every 400 ms; the watcher's tests have a faster storm.
    for (let move = 0; move < 16; move++) {
      const card = await put(move % 2 === 0 ? PORT : OTHER_PORT, move % 3 === 0 ? unknownCard() : gidsCard(ID));
      if (move % 7 !== 0) await card.snatch();
      else await Promise.race([card.noticed, card.snatch()]);
    }
    await Promise.all(cards.splice(0).map((card) => card.remove()));
    await told.until(() => watcher.readers().every(({ state }) => state.state === 'empty'));
    const from = told.all.length;
    await put(PORT);
    await told.told({ name: 'cards/identified' }, { from });
    expect(watcher.readers()).toMatchObject([
      { state: { identification: { state: 'identified', cardId: { raw: ID } } } },
      { state: { state: 'empty' } },
    ]);
  });

  it('reports the problem of each faulty card, and reads the good one after it', async () => {
    pcscd = await startPcscd();
    const { watcher, told, letGo } = watched();
    await told.until(() => watcher.readers().length === 2);
    const state = () => watcher.readers().find(({ readerId }) => readerId === READER)?.state;
    const faulty: [VirtualCard, object][] = [
      [unknownCard(), { identification: { problem: { code: 'unknown-applet', kind: 'unknown' } } }],
      [gidsCard(null), { identification: { problem: { code: 'no-card-id' } } }],
      [gidsCard('00'.repeat(16)), { identification: { problem: { code: 'blank-card-id' } } }],
      [gidsCard('3ff1'), { identification: { problem: { code: 'malformed-card-id' } } }],
      [gidsCard(ID, { quirk: 'fickle' }), { identification: { problem: { code: 'malformed-card-id' } } }],
      [gidsCard(ID, { quirk: 'garbage' }), { identification: { problem: { code: 'malformed-card-id' } } }],
      [gidsCard(ID, { quirk: 'silent' }), { identification: { problem: { code: 'timeout' } } }],
      [gidsCard(ID, { quirk: 'mute' }), { state: 'mute' }],
      [gidsCard(ID), { identification: { state: 'identified', cardId: { raw: ID } } }],
    ];
    for (const [card, expected] of faulty) {
      const inserted = await put(PORT, card);
      await told.until(() => {
        const now = state();
        return now?.state === 'mute' || (now?.state === 'card' && now.identification.state !== 'identifying');
      }, 10_000);
      expect(state()).toMatchObject(expected);
      await inserted.remove();
      await told.until(() => state()?.state === 'empty', 10_000);
      // The reset of a silent card ends after it left: pcscd 1.9 then applies it to the next card before polling, and reports that
      // forever if it was mute.
      await letGo();
    }
  });

  it('continues with the next card after one was pulled out during a reading', async () => {
    pcscd = await startPcscd();
    const { told } = watched();
    const silent = await put(PORT, gidsCard(ID, { quirk: 'silent' }));
    await told.told({ name: 'cards/inserted' });
    await silent.remove();
    await told.told({ name: 'cards/removed' });
    const from = told.all.length;
    await put(OTHER_PORT);
    await told.told({ name: 'cards/identified' }, { from });
  });

  it('starts a new presentation for every card after the service was killed', async () => {
    pcscd = await startPcscd();
    const { watcher, told } = watched();
    await put(PORT);
    await told.told({ name: 'cards/identified' });
    await pcscd.kill();
    await told.until(() => watcher.service().state === 'down' && watcher.readers().length === 0);
    expect(await watcher.identifyAgain(1)).toMatchObject({ problem: { code: 'removed' } });
    pcscd = await startPcscd();
    await told.until(() => watcher.service().state === 'up', RECOVERED_MS);
    await put(PORT);
    await told.until(() => watcher.presentation(2)?.identification.state === 'identified');
  });
});
