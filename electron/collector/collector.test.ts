import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Warnings } from '../../shared/warnings.js';
import { binding } from '../bindings/bindings.fixture.js';
import { nodeTrust } from '../cm/authorities.js';
import { testAuthority } from '../cm/test-certificate.js';
import { schedule } from '../core/schedule.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { JournalFile } from '../store/journal-file.js';
import { Collector } from './collector.js';
import { startCuttingProxy } from './cutting-proxy.fixture.js';
import { openDelivery } from './delivery.js';
import type { Health } from './health-message.js';
import { readPosition, writePosition } from './position.js';
import { readMessage, sequenceOf } from './syslog.fixture.js';
import { startTestCollector, type TestCollector } from './test-collector.fixture.js';

const authority = testAuthority();
const server = authority.issue('localhost');
const other = testAuthority();
const nothingToldOf = { operator: false, people: false, requests: false, cards: false };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const pauses = { lookMs: 5, quietMs: 20, firstRetryMs: 5, longestRetryMs: 10, alarmMs: 30 };

let folder: string;
let journal: JournalFile;
let journals = 0;
let collector: TestCollector;
let sender: Collector | null = null;
let warned: Warnings[number] | null = null;

const openOne = (name: string): JournalFile =>
  new JournalFile({
    path: join(folder, `${name}.db`),
    key: null,
    context: { operator: 'EXAMPLE\\desk', station: 'DESK-01' },
    now: () => new Date(),
    monotonicMs: () => performance.now(),
  });
const health: Health = {
  ...{ version: '1.0.0', station: 'DESK-01', readers: 2, cardService: 'up', server: 'up', unsettled: 3 },
  ...{ entries: 7, head: 'a'.repeat(64), lastBackupAt: null, backup: 'off' },
};

interface Start {
  readonly host?: string;
  readonly trusted?: string;
  readonly healthMs?: number | null;
  readonly limitMs?: number;
  readonly quietMs?: number;
  readonly port?: number;
}

/** Starts sending from the stored position, as a station does when it opens. */
async function startSender({
  host = 'localhost',
  trusted = authority.certificate,
  healthMs = null,
  limitMs,
  quietMs,
  port = collector.port,
}: Start = {}): Promise<void> {
  const file = join(folder, `position-${String(journals)}.json`);
  sender = new Collector({
    journal: { entries: (after, limit) => Promise.resolve(journal.entries(after, limit)) },
    ...{ host, version: '1.0.0', include: nothingToldOf, healthMs, schedule, log: silent },
    open: (signal) =>
      openDelivery({
        host,
        port,
        trust: nodeTrust([trusted], new Date()),
        schedule,
        signal,
        ...(limitMs === undefined ? {} : { limitMs }),
      }),
    position: await readPosition(file),
    keep: (position) => writePosition(file, position),
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    pauses: { ...pauses, quietMs: quietMs ?? pauses.quietMs },
  });
  sender.start({
    health: () => Promise.resolve(health),
    warn: (warning) => {
      warned = warning;
    },
  });
}

const note = (count: number): void => {
  for (let at = 0; at < count; at += 1) journal.note('settings-changed', { keys: 'pollSeconds' });
};
const numbers = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at);
const received = (): number[] => sequenceOf(collector.messages);
const positionIs = (seq: number): Promise<void> =>
  expect
    .poll(async () => (await readPosition(join(folder, `position-${String(journals)}.json`)))?.seq, { timeout: 10_000, interval: 5 })
    .toBe(seq);

beforeAll(() => {
  folder = testFolder('collector');
});
beforeEach(async () => {
  journals += 1;
  warned = null;
  journal = openOne(`journal-${String(journals)}`);
  collector = await startTestCollector({ cert: server.certificate, key: server.key });
});
afterEach(async () => {
  await sender?.close();
  sender = null;
  await collector.stop();
  journal.close();
});
afterAll(() => {
  sender = null;
});

describe('journal entries', () => {
  it('arrive once and in order, existing and new ones, and the confirmed position is stored', async () => {
    note(250);
    await startSender();
    await positionIs(250);
    note(3);
    journal.intend(binding(1));
    await positionIs(254);
    expect(received()).toEqual(numbers(254));
  });

  it('continue after a restart from the confirmed position', async () => {
    note(5);
    await startSender();
    await positionIs(5);
    await sender?.close();
    note(5);
    await startSender();
    await positionIs(10);
    expect(received()).toEqual(numbers(10));
  });

  it('are kept while the collector is unavailable, and arrive when it is back', async () => {
    const { port } = collector;
    await collector.stop();
    await startSender();
    note(120);
    await expect
      .poll(() => warned, { timeout: 10_000, interval: 5 })
      .toMatchObject({ code: 'collector-away', host: 'localhost', takenAt: null });
    const away = { state: 'on', host: 'localhost', taken: 0, takenAt: null, failure: expect.stringMatching(/ECONNREFUSED/) as string };
    expect(sender?.report()).toEqual(away);
    collector = await startTestCollector({ cert: server.certificate, key: server.key }, port);
    await positionIs(120);
    expect(received()).toEqual(numbers(120));
    await expect.poll(() => warned, { timeout: 10_000, interval: 5 }).toBeNull();
    expect(sender?.report()).toMatchObject({ taken: 120, takenAt: expect.any(String) as string, failure: null });
  });

  it('arrive again after a broken connection, so that none is missing; the number identifies copies', async () => {
    note(150);
    let broken = 0;
    // Each break discards what the collector had read of the connection's last bytes.
    collector.onMessage = (count) => (count % 40 === 0 && broken++ < 4 ? 'break' : 'take');
    await startSender();
    await positionIs(150);
    expect(broken).toBeGreaterThan(0);
    expect(new Set(received())).toEqual(new Set(numbers(150)));
    // In order within each connection, which starts no later than the first missing one.
    expect(received().filter((seq, at) => at > 0 && seq > (received()[at - 1] ?? 0) + 1)).toEqual([]);
  });

  it('count as received only if the collector answered the close; a collector that closes first gets them again', async () => {
    note(10);
    let ended = 0;
    collector.onMessage = (count) => (count === 4 && ended++ === 0 ? 'end' : 'take');
    await startSender();
    await positionIs(10);
    expect(ended).toBe(1);
    expect(received()).toEqual([...numbers(4), ...numbers(10)]);
  });

  it.each(['FIN', 'RST'] as const)('arrive again if a proxy that lost the collector closes the connection by %s', async (by) => {
    const proxy = await startCuttingProxy(collector, { by: [by, by], after: 20_000 });
    try {
      note(250);
      await startSender({ port: proxy.port });
      await positionIs(250);
      expect(proxy.cuts).toBe(2);
      expect(new Set(received())).toEqual(new Set(numbers(250)));
      // Some had arrived before the proxy lost the collector.
      expect(received().length).toBeGreaterThan(250);
    } finally {
      await sender?.close();
      await proxy.stop();
    }
  });

  it('never count as received if the connection always ends without the close_notify of TLS, and the screen says so', async () => {
    // Everything reaches the collector, but its answer to the close does not return.
    const proxy = await startCuttingProxy(collector, { by: Array<'FIN'>(1_000).fill('FIN'), after: 'end' });
    try {
      note(3);
      await startSender({ port: proxy.port });
      await expect
        .poll(() => warned, { timeout: 10_000, interval: 5 })
        .toMatchObject({ code: 'collector-away', detail: expect.stringMatching(/close_notify/) as string });
      expect(new Set(received())).toEqual(new Set(numbers(3)));
      expect(await readPosition(join(folder, `position-${String(journals)}.json`))).toBeNull();
    } finally {
      await sender?.close();
      await proxy.stop();
    }
  });

  it('wait for a collector that reads nothing, which blocks neither the journal nor the exit of the station', async () => {
    collector.isReading = false;
    await startSender({ limitMs: 100, quietMs: 1 });
    const begun = performance.now();
    note(500);
    expect(performance.now() - begun).toBeLessThan(5_000);
    await expect.poll(() => warned, { timeout: 10_000, interval: 5 }).toMatchObject({ code: 'collector-away' });
    expect(await readPosition(join(folder, `position-${String(journals)}.json`))).toBeNull();
    const closing = performance.now();
    await sender?.close();
    expect(performance.now() - closing).toBeLessThan(1_000);
  });

  it('are all sent, under another identifier, if the journal is not the one the collector knows', async () => {
    note(3);
    await startSender();
    await positionIs(3);
    await sender?.close();
    journal.close();
    journal = openOne(`another-${String(journals)}`);
    note(2);
    await startSender();
    await positionIs(2);
    expect(received()).toEqual([1, 2, 3, 1, 2]);
    const chains = collector.messages.map((line) => readMessage(line).data['journal@32473']?.['chain']);
    expect(new Set(chains).size).toBe(2);
  });

  it('contain the previous hash, so that a receiver can follow the chain', async () => {
    note(20);
    await startSender();
    await positionIs(20);
    const links = collector.messages.map((line) => readMessage(line).data['journal@32473'] ?? {});
    expect(links.slice(1).map(({ previous }) => previous)).toEqual(links.slice(0, -1).map(({ hash }) => hash));
    expect(links.map(({ hash }) => hash)).toEqual(journal.entries(0, 20).map(({ hash }) => hash));
  });
});

describe('a collector', () => {
  it.each([
    ['a certificate of an untrusted issuer', { trusted: other.certificate }],
    ['a certificate for another name', { host: '127.0.0.1' }],
  ])('with %s gets nothing, and the screen says why', async (_name, start) => {
    note(3);
    await startSender(start);
    await expect
      .poll(() => warned, { timeout: 10_000, interval: 5 })
      .toMatchObject({ code: 'collector-away', detail: expect.stringMatching(/certificate|altnames/i) as string });
    expect(collector.messages).toEqual([]);
  });

  it('with TLS 1.1 at most gets nothing', async () => {
    await collector.stop();
    collector = await startTestCollector({
      cert: server.certificate,
      key: server.key,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    note(3);
    await startSender();
    await expect.poll(() => warned, { timeout: 10_000, interval: 5 }).toMatchObject({ code: 'collector-away' });
    expect(collector.messages).toEqual([]);
  });
});

describe('the health message', () => {
  it('is sent at the start and at intervals, with the number of unconfirmed entries and no entry number', async () => {
    note(1);
    await startSender({ healthMs: 50 });
    const healths = (): ReturnType<typeof readMessage>[] => collector.messages.map(readMessage).filter(({ eventId }) => eventId === 9001);
    await expect.poll(() => healths().length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(2);
    const [first, second] = healths();
    expect(first?.data['event@32473']).toEqual({
      ...{ event: 'health', readers: '2', cardService: 'up', server: 'up', unsettled: '3', entries: '7', head: 'a'.repeat(64) },
      ...{ lastBackupAt: 'none', backup: 'off', unsent: '7' },
    });
    expect(second?.data['event@32473']?.['unsent']).toBe('6');
    expect(first?.data['journal@32473']).toBeUndefined();
    expect(received()).toEqual([1]);
  });
});
