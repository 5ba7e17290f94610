import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ask } from './run.mjs';
import { UserError } from './terminal.mjs';

/**
 * Downloads one version of a package from the npm registry and unpacks it, if the file matches its pinned hash.
 * @param {object} pinned
 * @param {string} pinned.package With its version.
 * @param {string} pinned.sha512 Base64.
 * @param {string} folder Recreated; the package's content is in its subfolder `package`.
 * @param {readonly string[]} [only] Paths in the archive; by default all.
 * @throws {UserError} If it cannot be downloaded, or does not match.
 */
export async function fetchPinned({ package: name, sha512 }, folder, only = []) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const packed = ask('npm', ['pack', name, '--silent', '--prefer-offline', '--pack-destination', folder], { cwd: folder });
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (!packed.ok || archive === undefined) throw new UserError(`${name} could not be downloaded: ${packed.output.trim()}`);
  const hash = createHash('sha512');
  await pipeline(createReadStream(join(folder, archive)), hash);
  if (hash.digest('base64') !== sha512) throw new UserError(`${name} does not match its pinned hash (SHA-512)`);
  // Archives made on macOS have headers that GNU tar would warn about, file by file.
  const { ok, output } = ask('tar', ['--warning=no-unknown-keyword', '-xzf', archive, ...only], { cwd: folder });
  if (!ok) throw new UserError(`${name} could not be unpacked: ${output.trim()}`);
  await rm(join(folder, archive));
}
