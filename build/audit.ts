import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { verifyExport } from '../electron/store/verify.js';

/** `npm run audit -- verify FILE`: checks an exported journal; exit code 1 when anything is wrong, 2 for a wrong call. */
const [command, file, ...rest] = process.argv.slice(2);
if (command !== 'verify' || file === undefined || rest.length > 0) {
  process.stderr.write('usage: npm run audit -- verify FILE\n');
  process.exit(2);
}

try {
  const { entries, head, findings } = await verifyExport(createInterface({ input: createReadStream(file, 'utf8') }));
  for (const { line, seq, problem } of findings) {
    process.stdout.write(`line ${String(line)}: ${seq === null ? '' : `entry ${String(seq)}: `}${problem}\n`);
  }
  process.stdout.write(`${String(entries)} entries, ${findings.length === 0 ? 'SOUND' : 'NOT SOUND'}, head ${head}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
