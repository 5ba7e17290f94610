import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { claimsIn, contradictedClaims } from '../electron/desks/audit-heads.js';
import { verifyExport } from '../electron/store/verify.js';

/**
 * `npm run audit -- verify FILE [FOLDER]`: checks an exported journal, and with the folder of the backups that it agrees with the heads
 * of the desks there; exit code 1 when anything is wrong, 2 for a wrong call.
 */
const [command, file, folder, ...rest] = process.argv.slice(2);
if (command !== 'verify' || file === undefined || rest.length > 0) {
  process.stderr.write('usage: npm run audit -- verify FILE [FOLDER OF THE BACKUPS]\n');
  process.exit(2);
}
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const lines = () => createInterface({ input: createReadStream(file, 'utf8') });

try {
  const { entries, head, findings } = await verifyExport(lines());
  for (const { line, seq, problem } of findings) say(`line ${String(line)}: ${seq === null ? '' : `entry ${String(seq)}: `}${problem}`);
  let contradicted = 0;
  if (folder !== undefined) {
    const { claims, unreadable } = await claimsIn(folder);
    for (const name of unreadable) say(`${name}: no head, or its seal does not fit`);
    const wrong = await contradictedClaims(lines(), claims);
    for (const { by, standing, problem } of wrong)
      say(
        `${by} saw ${String(standing.entries)} entries: entry ${String(standing.entries)} ${problem === 'missing' ? 'is missing' : 'is another one now'}`,
      );
    contradicted = wrong.length;
  }
  const isSound = findings.length === 0 && contradicted === 0;
  say(`${String(entries)} entries, ${isSound ? 'SOUND' : 'NOT SOUND'}, head ${head}`);
  process.exitCode = isSound ? 0 : 1;
} catch (error) {
  process.stderr.write(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
