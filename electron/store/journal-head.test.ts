import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { bindOne, KEY } from './backup.fixture.js';
import { copyJournal } from './copy-journal.fixture.js';
import { JournalFile } from './journal-file.js';
import { headFileOf, readHead } from './journal-head.js';

let folder: string;
let headFile: string;
let path: string;
let journal: JournalFile;
beforeEach(() => {
  folder = testFolder('journal-head');
  headFile = join(folder, 'state', 'journal.head');
  path = join(folder, 'journal.db');
  journal = open();
  journal.keepHead();
});
afterEach(() => {
  journal.close();
});

function open(key = KEY): JournalFile {
  return new JournalFile({
    path,
    key,
    headFile,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(0),
    monotonicMs: () => 0,
  });
}

/** Copies the journal in its current state, to be opened later. */
function snapshot(): () => void {
  const copy = join(folder, 'copy.db');
  copyJournal(path, copy);
  return () => {
    path = copy;
  };
}

/** Closes the journal, changes the files, and opens it again. */
function reopened(change: () => void): JournalFile {
  journal.close();
  change();
  journal = open();
  return journal;
}

describe('the journal head outside the journal', () => {
  it('follows every entry on the disk, and none that was rolled back', () => {
    bindOne(journal, 1);
    const { head, entries } = journal.health();
    expect(readHead(headFile)).toMatchObject({ entries: 3, head });
    expect(() => {
      journal.groupCommit([
        () => journal.intend(binding(2)),
        () => {
          throw new Error('undone');
        },
      ]);
    }).toThrow('undone');
    expect(readHead(headFile)).toMatchObject({ entries, head });
    journal.groupCommit([() => journal.intend(binding(2)), () => journal.intend(binding(3))]);
    expect(readHead(headFile)).toMatchObject({ entries: 5, head: journal.health().head });
  });

  it('recognizes the journal as it was left, however it was closed', () => {
    expect(reopened(() => undefined).compareHead()).toEqual({ standing: 'current' });
    journal.keepHead();
    bindOne(journal, 1);
    expect(reopened(() => undefined).compareHead()).toEqual({ standing: 'current' });
  });

  it('raises no alarm after a power failure between entries and their head', () => {
    bindOne(journal, 1);
    const putBack = readFileSync(headFile);
    bindOne(journal, 2);
    expect(
      reopened(() => {
        writeFileSync(headFile, putBack);
      }).compareHead(),
    ).toEqual({ standing: 'current' });
  });

  it('raises no alarm after a power failure during a write of the head', () => {
    bindOne(journal, 1);
    const before = readFileSync(headFile);
    journal.intend(binding(2));
    journal.close();
    const after = readFileSync(headFile);
    const slot = before.subarray(0, 512).equals(after.subarray(0, 512)) ? 512 : 0;
    for (let bytes = 0; bytes <= 512; bytes += 7) {
      const torn = Buffer.from(before);
      after.copy(torn, slot, slot, slot + bytes);
      writeFileSync(headFile, torn);
      journal = open();
      expect(journal.compareHead(), `${String(bytes)} bytes`).toEqual({ standing: 'current' });
      journal.close();
    }
    journal = open();
  });

  it('detects a restored copy of the journal by fewer entries', () => {
    bindOne(journal, 1);
    journal.close();
    const putBack = snapshot();
    journal = open();
    journal.keepHead();
    bindOne(journal, 2);
    expect(reopened(putBack).compareHead()).toEqual({ standing: 'behind', known: 6, found: 3 });
  });

  it('detects a copy that continued separately, even with equally many entries', () => {
    bindOne(journal, 1);
    journal.close();
    const putBack = snapshot();
    journal = open();
    journal.keepHead();
    bindOne(journal, 2);
    reopened(putBack);
    // An export or training mode writes notes without tracking the head.
    for (let n = 3; n < 8; n += 1) bindOne(journal, n);
    expect(reopened(() => undefined).compareHead()).toEqual({ standing: 'behind', known: 6, found: 18 });
  });

  it('detects an empty journal in place of one with entries, and a journal with another key', () => {
    bindOne(journal, 1);
    expect(
      reopened(() => {
        path = join(folder, 'empty.db');
      }).compareHead(),
    ).toEqual({ standing: 'behind', known: 3, found: 0 });
    journal.close();
    path = join(folder, 'other.db');
    journal = open('cd'.repeat(32));
    expect(journal.compareHead()).toMatchObject({ standing: 'behind' });
  });

  it.each<[string, () => void]>([
    [
      'missing',
      () => {
        rmSync(headFile);
      },
    ],
    [
      'empty',
      () => {
        truncateSync(headFile, 0);
      },
    ],
    [
      'damaged in both its slots',
      () => {
        writeFileSync(headFile, readFileSync(headFile).fill(0x20, 3, 9).fill(0x20, 515, 521));
      },
    ],
    [
      'something else',
      () => {
        writeFileSync(headFile, 'x'.repeat(5_000));
      },
    ],
  ])('does not recognize a journal with entries if the head is %s', (_what, change) => {
    bindOne(journal, 1);
    expect(reopened(change).compareHead()).toEqual({ standing: 'unknown', found: 3 });
    journal.keepHead();
    expect(reopened(() => undefined).compareHead()).toEqual({ standing: 'current' });
  });

  it('stays unchanged until it is tracked, so that an interrupted check is repeated', () => {
    bindOne(journal, 1);
    reopened(() => {
      rmSync(headFile);
    });
    journal.note('journal-put-back', { found: 3, known: 0 });
    expect(reopened(() => undefined).compareHead()).toMatchObject({ standing: 'unknown' });
  });

  it('is not required for a new journal', () => {
    reopened(() => {
      rmSync(headFile);
    });
    expect(journal.compareHead()).toEqual({ standing: 'current' });
  });
});

it('lies outside the profile, at a different path for each', () => {
  const fileOf = (...args: Parameters<typeof headFileOf>): string => headFileOf(...args).replaceAll('\\', '/');
  const one = fileOf('/home/noor/.config/Card Desk/journal', 'linux', {}, '/home/noor');
  expect(one).toMatch(/^\/home\/noor\/\.local\/state\/card-desk\/journal-heads\/[0-9a-f]{32}\.head$/);
  expect(fileOf('/srv/other/journal', 'linux', {}, '/home/noor')).not.toBe(one);
  expect(fileOf('/srv/other/journal', 'linux', { XDG_STATE_HOME: '/state' }, '/home/noor')).toMatch(/^\/state\/card-desk/);
  expect(fileOf('/p', 'win32', { LOCALAPPDATA: '/local' }, '/home/noor')).toMatch(/^\/local\/card-desk/);
  expect(fileOf('/p', 'darwin', {}, '/Users/noor')).toMatch(/^\/Users\/noor\/Library\/Application Support\/card-desk/);
});
