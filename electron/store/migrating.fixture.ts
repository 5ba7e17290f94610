import { JournalFile } from './journal-file.js';
import { nextSchema } from './next-schema.fixture.js';

/** A test program: opens the journal of its argument with the next version's schema, when told to. */
const [path = ''] = process.argv.slice(2);
process.stdin.once('data', () => {
  const journal = new JournalFile({
    path,
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(),
    monotonicMs: () => 0,
    schema: nextSchema,
  });
  process.stdout.write('open\n');
  journal.close();
  process.stdin.destroy();
});
process.stdout.write('ready\n');
