/**
 * Who may import what: the arrows between the rooms of the house, and the dangerous things that have one door each.
 * A pattern ending in `/` means a folder, any other a file.
 */

/**
 * Each room, and the rooms it may import from besides itself. Others (build, e2e, bench) may import from all, and so may
 * tests of the main process, which need each other's fixtures and e2e's virtual cards.
 */
export const arrows = [
  { from: 'electron/preload.ts', to: ['shared/'] },
  { from: 'electron/store/', to: ['shared/', 'electron/core/'] },
  { from: 'electron/', to: ['shared/', 'assets/'] },
  { from: 'renderer/', to: ['shared/', 'assets/'] },
  { from: 'shared/', to: ['assets/'] },
];

/**
 * Modules, or single exports of one, that only certain files may import.
 * @type {readonly { module: RegExp, names?: readonly string[], only: readonly string[], testsToo: boolean, why: string }[]}
 */
export const doors = [
  { module: /^libsql$/, only: ['electron/store/'], testsToo: true, why: 'the database has one door, electron/store' },
  { module: /^(pcsclite|smartcard)$/, only: ['electron/readers/'], testsToo: true, why: 'the PC/SC addons are loaded by electron/readers only' },
  { module: /^electron$/, names: ['ipcMain'], only: ['electron/ipc.ts'], testsToo: true, why: 'calls are answered in electron/ipc.ts, which checks them' },
  {
    module: /^electron$/,
    names: ['ipcRenderer', 'contextBridge'],
    only: ['electron/preload.ts'],
    testsToo: true,
    why: 'the bridge to the page is electron/preload.ts',
  },
  { module: /^electron$/, names: ['shell'], only: ['electron/station/external.ts'], testsToo: true, why: 'what leaves the station is opened in electron/station/external.ts' },
  { module: /^electron$/, only: ['electron/', 'e2e/'], testsToo: true, why: 'only the main process knows Electron' },
  // Tests are run by Node, whatever room they stand in.
  { module: /^(node:)?child_process$/, only: ['build/', 'e2e/', 'bench/', 'electron/core/access-list.ts'], testsToo: false, why: 'the station starts no programs, but asks Windows’ own who may change a file' },
  { module: /^node:/, only: ['electron/', 'build/', 'e2e/', 'bench/', 'vitest.config.ts', 'renderer/vite.config.ts'], testsToo: false, why: 'renderer and shared run without Node' },
];

/**
 * @param {string} path
 * @param {string} pattern
 */
export function isWithin(path, pattern) {
  return pattern.endsWith('/') ? path.startsWith(pattern) : path === pattern;
}
