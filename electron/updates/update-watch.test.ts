import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../shared/result.js';
import type { LogFacts } from '../core/log.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { readSigned } from './announcement-source.js';
import { testOffice } from './signed.fixture.js';
import { UpdateWatch, type UpdateWatchDeps } from './update-watch.js';

const office = testOffice();
const log: (readonly [string, LogFacts | undefined])[] = [];
const note = (what: string, facts?: LogFacts): void => {
  log.push([what, facts]);
};

let path: string;
/** The reported versions, in order; null: no newer version. */
let told: unknown[];
let watch: UpdateWatch;
/** Each requested pause, with the work after it. */
let pauses: { readonly ms: number; readonly work: () => void; isCalledOff: boolean }[];

function publish(content: unknown, by = office): void {
  const { announcement, signature } = by.sign(content);
  writeFileSync(path, announcement);
  writeFileSync(`${path}.sig`, signature);
}

function start(
  version: string,
  read: UpdateWatchDeps['read'] = (signal) => readSigned(path, { fetch: () => Promise.reject(new Error('no network')), signal }),
): void {
  watch = new UpdateWatch({
    version,
    publicKey: office.publicKey,
    read,
    schedule: (work, ms) => {
      const pause = { work, ms, isCalledOff: false };
      pauses.push(pause);
      return () => {
        pause.isCalledOff = true;
      };
    },
    log: { info: note, warn: note, error: note },
  });
  watch.start((warning) => {
    told.push(warning);
  });
}

/** Ends the current pause, and waits for the next. */
async function look(): Promise<void> {
  const count = pauses.length;
  pauses.at(-1)?.work();
  await expect.poll(() => pauses.length, { timeout: 10_000, interval: 2 }).toBe(count + 1);
}

beforeEach(() => {
  path = join(testFolder('updates'), 'card-desk.json');
  told = [];
  pauses = [];
  log.length = 0;
});
afterEach(() => {
  watch.stop();
});

describe('a newer version that the office announces', () => {
  it('is reported after the start, with the first line of the notes, and checked once a day', async () => {
    publish({ version: '1.2.0', notes: 'Reads cards of the new supplier.\nMore of it.' });
    start('1.1.9');
    await look();
    expect(told).toEqual([{ code: 'update-available', version: '1.2.0', note: 'Reads cards of the new supplier.' }]);
    await look();
    expect(pauses.map(({ ms }) => ms)).toEqual([120_000, 86_400_000, 86_400_000]);
  });

  it('is no longer reported when the office withdraws it', async () => {
    publish({ version: '1.2.0' });
    start('1.1.0');
    await look();
    publish({ version: '1.1.0' });
    await look();
    expect(told).toEqual([{ code: 'update-available', version: '1.2.0', note: null }, null]);
  });
});

describe('no newer version is reported', () => {
  it.each(['1.2.0', '1.1.9', '0.9.0'])('if an old signed announcement of %s is put back before a station of 1.2.0', async (version) => {
    publish({ version, notes: 'Install this one' });
    start('1.2.0');
    await look();
    expect(told).toEqual([null]);
  });

  it('if another key signed: the log says so, and the earlier announcement stays', async () => {
    publish({ version: '1.2.0' });
    start('1.1.0');
    await look();
    publish({ version: '9.0.0', notes: 'Call 0900 1234' }, testOffice());
    await look();
    expect(told).toEqual([{ code: 'update-available', version: '1.2.0', note: null }]);
    expect(log.at(-1)).toEqual(['the announcement of a newer version is not used', { code: 'wrong-signature' }]);
  });

  it.each<[string, string, () => void, string]>([
    ['the announcement does not exist', '1.1.0', () => undefined, 'not-there'],
    ['it is signed and contains something else', '1.1.0', () => publish({ newest: '1.2.0' }), 'wrong-content'],
    ['the station is not a release itself', '1.1.0-beta.1', () => publish({ version: '1.2.0' }), 'own-version'],
  ])('if %s: only the log says so', async (_what, own, make, code) => {
    make();
    start(own);
    await look();
    expect(told).toEqual([]);
    expect(log).toEqual([['the announcement of a newer version is not used', { code }]]);
  });

  it('once the station ends, even during a check, and no check is started', async () => {
    publish({ version: '1.2.0' });
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let ended = false;
    start('1.1.0', async (signal) => {
      await answered;
      ended = signal.aborted;
      return ok(office.sign({ version: '1.2.0' }));
    });
    pauses.at(-1)?.work();
    watch.stop();
    answer();
    // The remaining work fits into the current turn.
    await new Promise(setImmediate);
    expect(ended).toBe(true);
    expect(pauses).toEqual([expect.objectContaining({ isCalledOff: true })]);
    expect(told).toEqual([]);
    expect(log).toEqual([]);
  });
});
