import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { claimsIn, contradictedClaims } from '../electron/desks/audit-heads.js';
import { readArchiveText, type OpenedArchive } from '../electron/store/opened-archive.js';
import { verifyExport } from '../electron/store/verify.js';

/**
 * `npm run audit -- verify FILE [FOLDER] [--archive=OPENED]…` verifies an exported journal; with the backup folder, also that
 * it agrees with the heads of the desks there; with opened archives, also that they contain what the journal says. `npm run
 * audit -- verify-archive OPENED` verifies an opened archive alone. Exit code 1 if anything is wrong, 2 for wrong
 * arguments.
 */
const args = process.argv.slice(2);
const archiveFiles = args.flatMap((arg) => (arg.startsWith('--archive=') ? [arg.slice('--archive='.length)] : []));
const [command, file, folder, ...rest] = args.filter((arg) => !arg.startsWith('--archive='));
const isArchive = command === 'verify-archive' && folder === undefined && archiveFiles.length === 0;
if ((command !== 'verify' && !isArchive) || file === undefined || rest.length > 0) {
  process.stderr.write(
    'usage: npm run audit -- verify FILE [FOLDER OF THE BACKUPS] [--archive=OPENED ARCHIVE]...\n       npm run audit -- verify-archive OPENED ARCHIVE\n',
  );
  process.exit(2);
}
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const lines = () => createInterface({ input: createReadStream(file, 'utf8') });

/** Reads an opened archive and prints what is wrong with it. */
function opened(name: string): OpenedArchive {
  const archive = readArchiveText(readFileSync(name, 'utf8'));
  for (const { line, seq, problem } of archive.findings)
    say(`${name}: line ${String(line)}: ${seq === null ? '' : `entry ${String(seq)}: `}${problem}`);
  return archive;
}

async function verifyJournal(): Promise<boolean> {
  const archives = archiveFiles.map((name) => ({ name, ...opened(name) }));
  const texts = new Map(archives.flatMap(({ entries }) => entries.map(({ seq, body }) => [seq, body] as const)));
  const { entries, head, archived, findings } = await verifyExport(lines(), texts);
  for (const { line, seq, problem } of findings) say(`line ${String(line)}: ${seq === null ? '' : `entry ${String(seq)}: `}${problem}`);
  const strange = archives.filter(({ range }) => !archived.some(({ digest }) => digest === range.digest));
  for (const { name } of strange) say(`${name}: the journal says nothing of this archive`);
  let contradicted = 0;
  if (folder !== undefined) {
    const { claims, unreadable } = await claimsIn(folder);
    for (const name of unreadable) say(`${name}: no head, or its seal does not fit`);
    const wrong = await contradictedClaims(lines(), claims);
    for (const { by, position: standing, problem } of wrong)
      say(
        `${by} saw ${String(standing.entries)} entries: entry ${String(standing.entries)} ${problem === 'missing' ? 'is missing' : 'is another one now'}`,
      );
    contradicted = wrong.length;
  }
  for (const { file: name, digest, entries: count } of archived) {
    const isThere = archives.some(({ range }) => range.digest === digest);
    say(`${String(count)} entries are in the archive ${name}${isThere ? ', which holds them' : ', which was not checked'}`);
  }
  const isSound = findings.length + strange.length + contradicted === 0 && archives.every((one) => one.findings.length === 0);
  say(`${String(entries)} entries, ${isSound ? 'SOUND' : 'NOT SOUND'}, head ${head}`);
  return isSound;
}

function verifyArchive(name: string): boolean {
  const { range, findings } = opened(name);
  say(`${String(range.entries)} archived entries, ${findings.length === 0 ? 'SOUND' : 'NOT SOUND'}, digest ${range.digest}`);
  return findings.length === 0;
}

try {
  const isSound = isArchive ? verifyArchive(file) : await verifyJournal();
  process.exitCode = isSound ? 0 : 1;
} catch (error) {
  process.stderr.write(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
