import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

/**
 * Files of the native modules that are needed at run time, without sources and compiler output. A new dependency of such a
 * module must be added here; otherwise starting the packaged station fails in the end-to-end tests.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const shipped = {
  libsql: ['package.json', 'LICENSE', 'index.js', 'auth.js', 'sqlite-error.js'],
  '@neon-rs/load': ['package.json', 'LICENSE', 'dist'],
  'detect-libc': ['package.json', 'LICENSE', 'lib'],
  smartcard: ['package.json', 'LICENSE', 'dist/lib', 'build/Release/smartcard_napi.node'],
  pcsclite: ['package.json', 'LICENSE', 'index.js', 'lib'],
  bindings: ['package.json', 'LICENSE.md', 'bindings.js'],
  'file-uri-to-path': ['package.json', 'LICENSE', 'index.js'],
};

/**
 * @param {string} folder The bundle's `node_modules`.
 * @param {string} pcsclite File of pcsclite's compiled addon.
 */
export async function stageNativeModules(folder, pcsclite) {
  /**
   * @param {string} name
   * @param {readonly string[]} paths
   */
  const stage = (name, paths) =>
    paths.map((path) =>
      cp(join(root, 'node_modules', name, path), join(folder, name, path), {
        recursive: true,
        filter: (source) => !/\.(map|d\.ts)$/.test(source),
      }),
    );
  await Promise.all([
    ...Object.entries(shipped).flatMap(([name, paths]) => stage(name, paths)),
    ...stage(await libsqlPlatform(), ['package.json', 'index.node']),
    cp(pcsclite, join(folder, 'pcsclite/build/Release/pcsclite.node')),
  ]);
}

/** Returns the name of libsql's prebuilt package for this system. Under Linux npm installs those of both C libraries. */
async function libsqlPlatform() {
  const system = `${process.platform}-${process.arch}`;
  const installed = (await readdir(join(root, 'node_modules/@libsql'))).filter((name) => name.startsWith(system));
  const other = usesGlibc() ? 'musl' : 'gnu';
  const name = installed.find((candidate) => !candidate.includes(other));
  if (name === undefined) throw new Error(`libsql has no prebuilt part for ${system}`);
  return `@libsql/${name}`;
}

function usesGlibc() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime !== undefined;
}
