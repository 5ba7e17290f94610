import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskHealth } from '../../shared/desks.js';
import type { Warnings } from '../../shared/warnings.js';
import { schedule } from '../core/schedule.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { cutOffAfter } from '../store/changed-store.fixture.js';
import { copyJournal } from '../store/copy-journal.fixture.js';
import { JournalFile } from '../store/journal-file.js';
import { startIndependentVerifier } from '../store/verifiers.fixture.js';
import { exportedEntry, exportedHead } from '../store/verify.js';
import { claimsIn, contradictedClaims } from './audit-heads.js';
import { DeskHeads, MOST_DESKS, ownHeadIn } from './desk-heads.js';
import { headFileName, headSeal, readSealedHead, type DeskHead } from './head-file.js';
import { MOST_NOTES } from './note-limit.js';
import { readSeenHeads, writeSeenHeads } from './seen-heads-file.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const health: DeskHealth = {
  program: '1.0.0',
  readers: 1,
  cardService: 'up',
  server: 'up',
  unsettled: 0,
  backup: 'off',
  lastBackupAt: null,
};

/** A desk with its journal, on the share. */
class Desk {
  journal: JournalFile;
  #heads: DeskHeads | null = null;
  warnings: Warnings = [];
  #file = 'journal.db';
  #looks = 0;
  #look: () => void = () => undefined;

  constructor(
    readonly station: string,
    readonly key = `${station.toLowerCase()}-key`,
  ) {
    mkdirSync(this.folder, { recursive: true });
    this.journal = this.open();
    this.journal.note('opened', { version: '1.0.0', mode: 'live' });
  }

  get folder(): string {
    return join(folder, this.station);
  }

  get path(): string {
    return join(this.folder, this.#file);
  }

  /** Copies the journal's current files. A database stays open in this thread, so its path is never used again. */
  copy(to: string): void {
    copyJournal(this.path, join(this.folder, to));
  }

  /** Closes the desk and continues with a copy of its journal. */
  async goOnWith(copy: string, cutAfter?: number): Promise<void> {
    await this.stop();
    this.journal.close();
    if (copy === 'cut.db') this.copy(copy);
    this.#file = copy;
    if (cutAfter !== undefined) await cutOffAfter(this.path, null, cutAfter);
    this.journal = this.open();
  }

  open(): JournalFile {
    return new JournalFile({
      path: this.path,
      key: null,
      context: { operator: 'desk', station: this.station },
      now: () => new Date(),
      monotonicMs: () => performance.now(),
    });
  }

  get heads(): DeskHeads {
    if (this.#heads === null) throw new Error('The desk is not open');
    return this.#heads;
  }

  /** Opens the desk and waits for its first check. */
  async start(): Promise<void> {
    const before = this.#looks;
    const file = join(this.folder, 'desks.json');
    this.#heads = new DeskHeads({
      ...{ folder: share, station: this.station, seal: headSeal(this.key), now: () => new Date(), log: silent },
      journal: {
        entries: (after, limit) => Promise.resolve(this.journal.entries(after, limit)),
        health: () => Promise.resolve(this.journal.health()),
        note: (event, facts) => {
          this.journal.note(event, facts);
          return Promise.resolve();
        },
      },
      seen: await readSeenHeads(file),
      keep: (seen) => writeSeenHeads(file, seen),
      // Checks run when the test says so; everything else that is scheduled is a time limit.
      schedule: (work, ms) => {
        if (ms !== LOOK) return schedule(work, ms);
        this.#look = work;
        return () => undefined;
      },
      lookMs: LOOK,
    });
    this.#heads.start({
      health: () => Promise.resolve(health),
      warn: (warnings) => {
        this.warnings = warnings;
        this.#looks += 1;
      },
    });
    await this.#looked(before);
  }

  /** Runs one more check. */
  async look(): Promise<void> {
    const before = this.#looks;
    this.#look();
    await this.#looked(before);
  }

  async stop(): Promise<void> {
    await this.#heads?.close();
    this.#heads = null;
  }

  write(count: number): void {
    for (let at = 0; at < count; at += 1) this.journal.note('settings-changed', { keys: 'pollSeconds' });
  }

  get noted(): readonly unknown[] {
    return this.journal
      .entries(0, 1_000)
      .map(({ body }) => JSON.parse(body) as { event: string; facts: unknown })
      .filter(({ event }) => event === 'desk-contradicted')
      .map(({ facts }) => facts);
  }

  /** Exports the journal, as for an auditor. */
  export(): string {
    const entries = this.journal.entries(0, 1_000);
    const file = join(this.folder, 'journal.jsonl');
    writeFileSync(file, [...entries.map(exportedEntry), exportedHead(entries.length, entries.at(-1)?.hash ?? '')].join('\n'));
    return file;
  }

  #looked(before: number): Promise<void> {
    return expect.poll(() => this.#looks, { timeout: 10_000, interval: 5 }).toBeGreaterThan(before);
  }
}

const LOOK = 77_777;
let folder: string;
let share: string;
let first: Desk;
let second: Desk;
beforeEach(async () => {
  folder = testFolder('desks');
  share = join(folder, 'share');
  mkdirSync(share);
  [first, second] = [new Desk('DESK-01'), new Desk('DESK-02')];
  await first.start();
  await second.start();
});
afterEach(async () => {
  for (const desk of [first, second]) {
    await desk.stop();
    desk.journal.close();
  }
});

/** Both write and see each other; the second writes last. */
async function day(): Promise<void> {
  first.write(10);
  await first.look();
  await second.look();
  await first.look();
}

const verified = async (file: string): Promise<readonly string[]> => {
  const { claims } = await claimsIn(share);
  const lines = async function* (): AsyncGenerator<string> {
    for (const line of readFileSync(file, 'utf8').split('\n')) yield await Promise.resolve(line);
  };
  return (await contradictedClaims(lines(), claims)).map(
    ({ by, position: standing, problem }) => `${by} ${String(standing.entries)} ${problem}`,
  );
};
const independent = startIndependentVerifier();
afterAll(() => {
  independent.stop();
});

it('desks that see each other find no contradiction, also across a restart, and neither does an auditor', async () => {
  await day();
  await first.stop();
  await first.start();
  await second.look();
  expect([first.warnings, second.warnings, first.noted, second.noted]).toEqual([[], [], [], []]);
  const board = second.heads.report();
  expect(board).toMatchObject({
    state: 'on',
    unreadable: [],
    desks: [
      { station: 'DESK-01', isThis: false, contradiction: null, health },
      { station: 'DESK-02', isThis: true, contradiction: null },
    ],
  });
  expect(await verified(first.export())).toEqual([]);
  expect((await independent.verdict([first.export(), share]))?.status ?? 0).toBe(0);
});

describe('a journal', () => {
  it.each([
    ['whose end was cut off', 'cut'],
    ['that is an older copy', 'copy'],
  ])('%s is reported at its own desk, at the other desk and to an auditor', async (_name, how) => {
    first.write(5);
    const shorter = first.journal.health().entries;
    first.copy('older.db');
    await day();
    const { entries } = first.journal.health();
    await (how === 'cut' ? first.goOnWith('cut.db', shorter) : first.goOnWith('older.db'));
    const file = first.export();
    expect((await verified(file)).map((one) => one.split(' ')[0])).toEqual(expect.arrayContaining(['DESK-01', 'DESK-02']));
    const byPython = await independent.verdict([file, share]);
    expect(byPython?.status ?? 1).toBe(1);
    for (const desk of ['DESK-01', 'DESK-02'])
      if (byPython !== null) expect(byPython.said).toMatch(new RegExp(`${desk} saw \\d+ entries: entry \\d+ is missing`));

    const [firstEntry] = first.journal.entries(0, 1);
    const own = await ownHeadIn(share, { station: 'DESK-01', journal: firstEntry?.hash ?? '' }, headSeal(first.key).key);
    expect(own?.head.entries).toBe(entries);
    await first.start();
    const found = shorter;
    expect(first.warnings).toMatchObject([{ code: 'journal-contradicted', by: null, known: entries, found }]);
    expect(first.noted).toMatchObject([
      { station: 'DESK-01', by: 'own', contradiction: 'went-back', known: entries, found },
      { station: 'DESK-01', by: 'DESK-02', contradiction: 'went-back', found },
    ]);
    await second.look();
    expect(second.warnings).toEqual([{ code: 'desk-contradicted', stations: ['DESK-01'] }]);
    expect(second.heads.report()).toMatchObject({ desks: [{ station: 'DESK-01', contradiction: 'went-back' }, { contradiction: null }] });
  });

  it('that was rewritten and is longer than before is reported by its own desk, at the other desk too', async () => {
    first.copy('older.db');
    await day();
    await first.goOnWith('older.db');
    first.write(40);
    await first.start();
    expect(first.warnings).toMatchObject([{ code: 'journal-contradicted', by: null }]);
    await second.look();
    expect(second.warnings).toEqual([{ code: 'desk-contradicted', stations: ['DESK-01'] }]);
    expect(second.noted).toMatchObject([{ station: 'DESK-01', by: 'DESK-01', contradiction: 'rewritten' }]);
  });

  it('whose own head on the share was set back too is reported from the head that the neighbor saw', async () => {
    first.copy('older.db');
    const name = headFileName({ station: 'DESK-01', journal: first.journal.entries(0, 1)[0]?.hash ?? '' });
    copyFileSync(join(share, name), join(folder, 'head.json'));
    await day();
    await first.goOnWith('older.db');
    copyFileSync(join(folder, 'head.json'), join(share, name));
    await first.start();
    expect(first.warnings).toMatchObject([{ code: 'journal-contradicted', by: 'DESK-02' }]);
  });
});

describe('a head on the share', () => {
  const headOf = (desk: Desk): DeskHead => {
    const name = headFileName({ station: desk.station, journal: desk.journal.entries(0, 1)[0]?.hash ?? '' });
    const sealed = readSealedHead(readFileSync(join(share, name), 'utf8'));
    if (sealed === null) throw new Error('There is no head');
    return sealed.head;
  };

  it('that was forged for another desk is reported, journaled once, and stops nothing', async () => {
    await day();
    const forged = { ...headOf(second), entries: 9_000, head: 'f'.repeat(64) };
    writeFileSync(join(share, headFileName(forged)), headSeal('another-key').seal(forged));
    await first.look();
    await first.look();
    expect(first.warnings).toEqual([{ code: 'desk-contradicted', stations: ['DESK-02'] }]);
    expect(first.noted).toMatchObject([{ station: 'DESK-02', contradiction: 'another-key' }]);
    first.write(1);
    expect(first.journal.health().entries).toBeGreaterThan(0);
  });

  it('that was replaced by an older one is reported by the desk that saw the newer', async () => {
    await day();
    const name = headFileName(headOf(second));
    copyFileSync(join(share, name), join(folder, 'older.json'));
    second.write(3);
    await second.look();
    await first.look();
    copyFileSync(join(folder, 'older.json'), join(share, name));
    await first.look();
    expect(first.warnings).toEqual([{ code: 'desk-contradicted', stations: ['DESK-02'] }]);
  });

  it.each([
    ['a head of this desk with another seal', (head: DeskHead) => headSeal('another-key').seal(head)],
    ['a head that was changed', (head: DeskHead) => headSeal('desk-01-key').seal(head).replace('\\"entries\\":', '\\"entries\\":9')],
    ['a file that is not a head', () => 'nothing'],
    [
      'a head whose desk name is displayed differently from how it is stored',
      (head: DeskHead) => headSeal('desk-01-key').seal({ ...head, station: 'DESK-\u202e10' }),
    ],
  ])('%s does not delay a binding, because only this desk can seal its own', async (_name, made) => {
    const head = headOf(first);
    const forged = { ...head, entries: head.entries + 100, head: 'f'.repeat(64) };
    writeFileSync(join(share, headFileName(forged)), made(forged));
    expect(await ownHeadIn(share, head, headSeal(first.key).key)).toBeNull();
  });

  it('that is one of hundreds of new ones at each check does not fill the journal or hide a known desk', async () => {
    await day();
    const real = headOf(first);
    const before = first.journal.health().entries;
    const seal = headSeal('another-key');
    for (let look = 0; look < 6; look += 1) {
      for (const name of readdirSync(share).filter((one) => one.includes('_AAA-'))) rmSync(join(share, name));
      for (let at = 0; at < MOST_DESKS; at += 1) {
        const journal = createHash('sha256')
          .update(`${String(look)} ${String(at)}`)
          .digest('hex');
        const seen = [{ station: 'DESK-01', journal: real.journal, entries: 1, head: journal }];
        const forged = { ...real, station: `AAA-${String(look)}-${String(at)}`, journal, seen };
        writeFileSync(join(share, headFileName(forged)), seal.seal(forged));
      }
      await first.look();
    }
    expect(first.warnings).toMatchObject([{ code: 'journal-contradicted', by: expect.stringMatching(/^AAA-/) as string }]);
    const board = first.heads.report();
    expect(board.state === 'on' && board.desks.map(({ station }) => station)).toEqual(expect.arrayContaining(['DESK-01', 'DESK-02']));
    expect(first.journal.health().entries - before).toBeLessThanOrEqual(MOST_NOTES);
    expect((await readSeenHeads(join(first.folder, 'desks.json'))).length).toBeLessThanOrEqual(MOST_DESKS);
    // Changes of a known desk are still seen.
    second.write(3);
    await second.look();
    await first.look();
    expect((await readSeenHeads(join(first.folder, 'desks.json'))).find(({ station }) => station === 'DESK-02')?.entries).toBe(
      headOf(second).entries,
    );
  });

  it('contains no names, only the state of the desk', () => {
    const { health: told, ...head } = headOf(first);
    expect(told).toEqual(health);
    expect(Object.keys(head).sort()).toEqual(['at', 'contradiction', 'entries', 'head', 'journal', 'seen', 'station']);
  });
});

it('an unavailable share is reported, and read again when it is back', async () => {
  await day();
  rmSync(share, { recursive: true });
  await first.look();
  expect(first.heads.report()).toMatchObject({ failure: expect.stringContaining('ENOENT') as string });
  mkdirSync(share);
  await first.look();
  expect(first.heads.report()).toMatchObject({ failure: null });
});
