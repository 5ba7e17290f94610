import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { bindingsOf, makeProfile, openJournalFile, type ProfileContents } from '../suite/fixtures.js';
import { recordsOf } from '../suite/desk.js';
import { quantile } from '../suite/statistics.js';
import { ENTRIES, ENTRIES_OF_A_BINDING, REQUESTS, type Figure } from '../suite/bench-deps.js';

const LOOKUPS = 500;

/** Measures the journal's queries before each binding, at three sizes. */
export const lookups: Figure = {
  name: 'lookups',
  measure: async ({ folder, say }) => {
    const claims: { size: number; cost: number }[] = [];
    const finds: { size: number; cost: number }[] = [];
    for (const size of ENTRIES) {
      say(`lookups, journal of ${size} entries`);
      const contents: ProfileContents = {
        records: recordsOf(REQUESTS[0]),
        origin: 'http://127.0.0.1',
        cached: false,
        done: Math.round(size / ENTRIES_OF_A_BINDING),
        outbox: 0,
      };
      const profile = await makeProfile(await mkdtemp(join(folder, 'lookups-')), contents);
      const journal = openJournalFile(join(profile, 'journal', 'journal.db'));
      const bindings = [...bindingsOf(contents)];
      const costOf = (look: (binding: (typeof bindings)[number]) => unknown): number =>
        quantile(
          Array.from({ length: LOOKUPS }, (_, index) => {
            const binding = bindings[(index * 7919) % bindings.length];
            const began = performance.now();
            if (binding === undefined || look(binding) === null) throw new Error('A binding is not in the journal');
            return performance.now() - began;
          }),
          0.5,
        );
      claims.push({ size, cost: costOf(({ cardId }) => journal.claimOf({ cardId: cardId.text })) });
      finds.push({ size, cost: costOf(({ bindingId }) => journal.find(bindingId)) });
      journal.close();
    }
    return {
      rows: [],
      growth: [
        { what: 'whose card this is, by the journal', unit: 'ms', of: 'journal entries', kind: 'lookup', points: claims },
        { what: 'a binding, by the journal', unit: 'ms', of: 'journal entries', kind: 'lookup', points: finds },
      ],
      notes: [],
    };
  },
};
