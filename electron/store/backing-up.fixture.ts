import { testOrder } from './backup.fixture.js';
import { makeBackup } from './make-backup.js';

/** For tests, a program: backs up the journal in the folder that its first argument names, at the time of its second. */
const [folder = '', now = ''] = process.argv.slice(2);
const order = testOrder(folder, { now });
process.stdout.write('begun\n');
const outcome = makeBackup(order);
process.stdout.write(`${outcome.outcome}\n`);
