import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { claimsIn, contradictedClaims } from '../../electron/desks/audit-heads.js';
import { readArchiveText, type OpenedArchive } from '../../electron/store/opened-archive.js';
import { verifyExport } from '../../electron/store/verify.js';

const USAGE = `usage: npm run audit -- verify FILE [FOLDER OF THE BACKUPS] [--archive=OPENED ARCHIVE]...
       npm run audit -- verify-archive OPENED ARCHIVE`;

/** Where the command prints lines: its result, and why there is none. */
export interface AuditOutput {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * Runs the command `npm run audit` (see `build/audit.ts`).
 * @param args as on the command line
 * @returns its exit code: 1 if anything is wrong, 2 for wrong arguments and files that cannot be read
 */
export async function auditJournal(args: readonly string[], { say, complain }: AuditOutput): Promise<0 | 1 | 2> {
  const archiveFiles = args.flatMap((arg) => (arg.startsWith('--archive=') ? [arg.slice('--archive='.length)] : []));
  const [command, file, folder, ...rest] = args.filter((arg) => !arg.startsWith('--archive='));
  const isArchive = command === 'verify-archive' && folder === undefined && archiveFiles.length === 0;
  if ((command !== 'verify' && !isArchive) || file === undefined || rest.length > 0) {
    complain(USAGE);
    return 2;
  }
  try {
    const isSound = isArchive ? verifyArchive(file, say) : await verifyJournal({ file, folder, archiveFiles }, say);
    return isSound ? 0 : 1;
  } catch (error) {
    complain(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

/** Reads an opened archive and prints what is wrong with it. */
function opened(name: string, say: AuditOutput['say']): OpenedArchive {
  const archive = readArchiveText(readFileSync(name, 'utf8'));
  for (const { line, seq, problem } of archive.findings)
    say(`${name}: line ${String(line)}: ${seq === null ? '' : `entry ${String(seq)}: `}${problem}`);
  return archive;
}

async function verifyJournal(
  { file, folder, archiveFiles }: { readonly file: string; readonly folder: string | undefined; readonly archiveFiles: readonly string[] },
  say: AuditOutput['say'],
): Promise<boolean> {
  const lines = () => createInterface({ input: createReadStream(file, 'utf8') });
  const archives = archiveFiles.map((name) => ({ name, ...opened(name, say) }));
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

function verifyArchive(name: string, say: AuditOutput['say']): boolean {
  const { range, findings } = opened(name, say);
  say(`${String(range.entries)} archived entries, ${findings.length === 0 ? 'SOUND' : 'NOT SOUND'}, digest ${range.digest}`);
  return findings.length === 0;
}
