// npm run checksums: writes SHA-256 sums of the files that `npm run dist` made, and of files put beside them.
import './setup/node-version.mjs';

const path = await import('node:path');
const { dist } = await import('./lib/paths.mjs');
const { say, script } = await import('./lib/say.mjs');
const { writeChecksums } = await import('./package/checksums.mjs');

await script(async () => {
  const folder = path.join(dist, 'installers');
  say(`SHA256SUMS: ${await writeChecksums(folder)} files in ${folder}`);
});
