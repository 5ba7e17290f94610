import { auditJournal } from './lib/audit-journal.js';

/**
 * `npm run audit -- verify FILE [FOLDER] [--archive=OPENED]…` verifies an exported journal; with the backup folder, also that
 * it agrees with the heads of the desks there; with opened archives, also that they contain what the journal says. `npm run
 * audit -- verify-archive OPENED` verifies an opened archive alone. Exit code 1 if anything is wrong, 2 for wrong
 * arguments.
 */
process.exitCode = await auditJournal(process.argv.slice(2), {
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
