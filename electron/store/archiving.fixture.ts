import { archiveOrder, openTestJournal, today } from './archive.fixture.js';

/** A test program: archives the journal of its first argument into the file of its second, and exits at a step as in a power failure. */
const [path = '', file = '', step = ''] = process.argv.slice(2);
openTestJournal(path, { now: today }).archive(archiveOrder(file), (at) => {
  if (at === step) process.kill(process.pid, 'SIGKILL');
});
