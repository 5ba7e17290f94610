// npm run checksums: writes SHA-256 sums of the files that `npm run dist` made, and of files put beside them.
import './setup/node-version.mjs';

const path = await import('node:path');
const { dist } = await import('./lib/paths.mjs');
const { printLine, runScript } = await import('./lib/terminal.mjs');
const { writeChecksums } = await import('./package/checksums.mjs');

await runScript(async () => {
  const folder = path.join(dist, 'installers');
  printLine(`SHA256SUMS: ${await writeChecksums(folder)} files in ${folder}`);
});
