import { join } from 'node:path';
import type { Warnings } from '../../shared/warnings.js';
import { hasUnfinished } from '../bindings/mark-restored.js';
import { holdOlderJournal } from '../boot/start-journal.js';
import type { Log } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import { compareOwn } from '../desks/compare-heads.js';
import { DeskHeads, ownHeadIn } from '../desks/desk-heads.js';
import { headSeal } from '../desks/head-file.js';
import { readSeenHeads, writeSeenHeads } from '../desks/seen-heads-file.js';
import type { Settings } from '../settings/settings.js';
import type { Journal } from '../store/journal.js';
import { requireStore } from '../store/require-store.js';

export interface LiveDesksDeps {
  readonly journal: Journal;
  /** Folder and key of the journal. */
  readonly folder: string;
  readonly key: string;
  readonly station: string;
  readonly log: Log;
}

/** Returns the exchange of journal heads with other desks, or null if no backup folder is configured. */
export async function liveDesks(settings: Settings['backup'], deps: LiveDesksDeps): Promise<DeskHeads | null> {
  if (settings === undefined) return null;
  const { journal, folder, key, station, log } = deps;
  const file = join(folder, 'desks.json');
  return new DeskHeads({
    ...{ journal, station, log, schedule },
    folder: settings.folder,
    seal: headSeal(key),
    seen: await readSeenHeads(file),
    keep: (seen) => writeSeenHeads(file, seen),
    now: () => new Date(),
  });
}

interface OpenedJournal {
  readonly journal: Journal;
  readonly warnings: Warnings;
  readonly key: string;
  readonly station: string;
}

/**
 * Checks whether the journal lacks entries that this desk's own sealed head in the backup folder names. Then it was truncated,
 * or an older copy was restored together with its local head, and nothing unfinished in it is sent automatically. If nothing is
 * unfinished, this does not wait for the share; the later check by the desks reports such a journal anyway.
 * @returns the warnings from opening the journal, plus this one
 * @throws StartError if the journal cannot be written
 */
export async function holdByOwnHead(
  settings: Pick<NonNullable<Settings['backup']>, 'folder'> | undefined,
  { journal, warnings, key, station }: OpenedJournal,
): Promise<Warnings> {
  if (settings === undefined || warnings.some(({ code }) => code === 'journal-put-back')) return warnings;
  const [first] = await requireStore(journal.entries(0, 1));
  if (first === undefined || !(await requireStore(hasUnfinished(journal)))) return warnings;
  const sealed = await ownHeadIn(settings.folder, { station, journal: first.hash }, headSeal(key).key);
  if (sealed === null) return warnings;
  const { entries, head } = await requireStore(journal.health());
  const hashOf = async (seq: number): Promise<string | undefined> => (await requireStore(journal.entries(seq - 1, 1)))[0]?.hash;
  const own = { station, journal: first.hash, entries, head, hashOf, key: sealed.key };
  const finding = await compareOwn(own, sealed.head, 'own');
  if (finding === null) return warnings;
  await requireStore(holdOlderJournal(journal, { known: finding.known, found: finding.found }));
  return [...warnings, { code: 'journal-put-back' }];
}
