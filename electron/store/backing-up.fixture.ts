import { testOrder } from './backup.fixture.js';
import { makeBackup } from './make-backup.js';

/** A test program: backs up the journal in the folder of its first argument, at the time of its second. */
const [folder = '', now = ''] = process.argv.slice(2);
const order = testOrder(folder, { now });
process.stdout.write('begun\n');
const outcome = makeBackup(order);
process.stdout.write(`${outcome.outcome}\n`);
