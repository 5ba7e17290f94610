import { archiveOrder, openTestJournal, today } from './archive.fixture.js';

/** For tests, a program: archives the journal named by its first argument into the file named by its second, and ends at a step, as by a power cut. */
const [path = '', file = '', step = ''] = process.argv.slice(2);
openTestJournal(path, { now: today }).archive(archiveOrder(file), (at) => {
  if (at === step) process.kill(process.pid, 'SIGKILL');
});
