'use strict';
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const paths = require('node:path');
const { fileURLToPath } = require('node:url');

/**
 * Windows' rules for open files, on Linux: `node --require ./build/windows/open-files.cjs`. For tests: what Windows refuses
 * is refused here with the same error codes; everything else works as usual.
 *
 * - A file that SQLite has open can be neither removed nor renamed, because SQLite does not share the right to delete
 * (os_win.c, winOpen).
 * - A folder with an open file in it cannot be renamed.
 * - An open file cannot be replaced by a rename. Node may remove or rename files that it opened itself, because libuv shares
 * that right.
 *
 * The kernel reports the open files of the whole process with all its threads; each thread loads this file.
 */

/** @returns {{ path: string, isDatabase: () => boolean }[]} What this process has open. */
function openFiles() {
  return fs.readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = fs.readlinkSync(`/proc/self/fd/${descriptor}`);
      return path.startsWith('/') ? [{ path, isDatabase: () => isOfSqlite(descriptor) }] : [];
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
}

/** @param {string} descriptor */
function isOfSqlite(descriptor) {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1] ?? '0';
    // SQLite opens all of its files with this flag (os_unix.c), Node none.
    return (Number.parseInt(flags, 8) & fs.constants.O_NOFOLLOW) !== 0;
  } catch {
    return false;
  }
}

/**
 * Returns a path as the kernel has it, of a link itself and not of its target.
 * @param {unknown} given
 */
function kernelPath(given) {
  const path = paths.resolve(given instanceof URL ? fileURLToPath(given) : String(given));
  try {
    return paths.join(fs.realpathSync(paths.dirname(path)), paths.basename(path));
  } catch {
    return path;
  }
}

/**
 * @param {string} code
 * @param {string} syscall
 * @param {string} path
 */
function refusal(code, syscall, path) {
  return Object.assign(new Error(`${code}: as under Windows, ${syscall} '${path}'`), { code, syscall, path });
}

/** @param {readonly unknown[]} args */
function mayRemove([given]) {
  const path = kernelPath(given);
  const held = openFiles().find((file) => (file.path === path || file.path.startsWith(path + paths.sep)) && file.isDatabase());
  if (held !== undefined) throw refusal('EBUSY', 'unlink', held.path);
}

/** @param {readonly unknown[]} args */
function mayRename([from, to]) {
  const [source, target] = [kernelPath(from), kernelPath(to)];
  for (const { path, isDatabase } of openFiles()) {
    if (path === source && isDatabase()) throw refusal('EBUSY', 'rename', source);
    if (path.startsWith(source + paths.sep) || path === target) throw refusal('EPERM', 'rename', source);
  }
}

/**
 * @param {object} holder
 * @param {string} name Name of one of its functions.
 * @param {(call: (args: readonly unknown[]) => unknown) => (...args: readonly unknown[]) => unknown} put Makes the replacement.
 */
function replace(holder, name, put) {
  const call = /** @type {unknown} */ (Reflect.get(holder, name));
  if (typeof call !== 'function') throw new Error(`This Node has no fs.${name}`);
  Reflect.set(
    holder,
    name,
    put((args) => /** @type {unknown} */ (Reflect.apply(call, holder, args))),
  );
}

for (const [name, check] of /** @type {const} */ ([
  ['rename', mayRename],
  ['rm', mayRemove],
  ['unlink', mayRemove],
])) {
  replace(fs, `${name}Sync`, (call) => (...args) => {
    check(args);
    return call(args);
  });
  replace(fs, name, (call) => (...args) => {
    try {
      check(args);
    } catch (error) {
      const callback = args.at(-1);
      if (typeof callback === 'function') process.nextTick(() => void Reflect.apply(callback, undefined, [error]));
      return undefined;
    }
    return call(args);
  });
  replace(fs.promises, name, (call) => async (...args) => {
    check(args);
    return await call(args);
  });
}
syncBuiltinESMExports();

/** Lets the tests check whether the rules are in force. */
Reflect.set(globalThis, Symbol.for('card-desk.open-files'), true);
