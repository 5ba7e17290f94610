// Which folder may import from which: A folder that is not named here may import from nowhere.
// Held by `npm run lint`; planted bad cases are in build/lint/arrows.test.ts.

/** What stands below the features and knows none of them. Nothing but these may be imported, not even for its types. */
const foundations = {
  'electron/core': [],
  'electron/pcsc': [],
  'electron/store': ['electron/core'],
  'electron/cm': ['electron/core'],
  'electron/tables': ['electron/core'],
  'renderer/i18n': [],
  'renderer/keys': [],
  'renderer/state': ['renderer/i18n', 'renderer/keys'],
  'renderer/design': ['renderer/keys', 'renderer/state'],
};

/** What may be imported to run, besides what stands below. The types of every feature of the same process are free. */
const features = {
  'electron/after-care': [],
  'electron/app': [],
  'electron/automation': [],
  'electron/backup': ['electron/bindings'],
  'electron/bindings': ['electron/prepared', 'electron/requests'],
  'electron/boot': [
    'electron/automation',
    'electron/backup',
    'electron/bindings',
    'electron/history',
    'electron/kiosk',
    'electron/settings',
  ],
  'electron/cards': [],
  'electron/collector': [],
  'electron/desks': [],
  'electron/diagnostics': [],
  'electron/history': [],
  'electron/kiosk': ['electron/roles'],
  'electron/people': [],
  'electron/prepared': ['electron/cards', 'electron/requests'],
  'electron/probe': [],
  'electron/readers': ['electron/cards'],
  'electron/report': [],
  'electron/requests': [],
  'electron/roles': [],
  'electron/settings': ['electron/kiosk', 'electron/roles'],
  'electron/sign-in': ['electron/app'],
  'electron/stock': ['electron/cards'],
  'electron/training': ['electron/people'],
  'electron/updates': [],
  'renderer/attention': ['renderer/bindings'],
  'renderer/bindings': ['renderer/roles'],
  'renderer/cards': ['renderer/bindings'],
  'renderer/desk': ['renderer/bindings', 'renderer/cards', 'renderer/prepared', 'renderer/roles', 'renderer/stock'],
  'renderer/diagnostics': ['renderer/roles'],
  'renderer/gallery': ['renderer/bindings'],
  'renderer/history': ['renderer/bindings', 'renderer/roles'],
  'renderer/kiosk': ['renderer/desk'],
  'renderer/prepared': ['renderer/bindings', 'renderer/roles'],
  'renderer/report': ['renderer/attention', 'renderer/bindings', 'renderer/roles'],
  'renderer/roles': ['renderer/sign-in'],
  'renderer/settings': ['renderer/bindings', 'renderer/roles'],
  'renderer/sign-in': [],
  'renderer/stock': ['renderer/roles'],
};

/** What puts the features together, and may import all of its process; the last is for tests alone. */
const compositions = ['electron/composition', 'renderer/shell', 'renderer/testing'];

/** Files that only tests import. */
const TEST = String.raw`\.(test|fixture|long)\.tsx?$`;
/** The texts of a feature, which `renderer/i18n` joins. */
const TEXTS = '^renderer/[^/]+/locales/';
/** Besides the station: what the measurements start, and the app that a bare Electron would show. */
const STARTED_BY_ELECTRON = ['^bench/references/.*\\.cjs$', '^build/setup/default-app/', '^build/dev/page\\.ts$'];
/** @type {{ dependencyTypesNot: import('dependency-cruiser').DependencyType[] }} */
const isNoType = { dependencyTypesNot: ['type-only'] };

/** @param {readonly string[]} folders */
const within = (folders) => `^(${folders.join('|')})/`;
/** @param {string} folder */
const processOf = (folder) => folder.slice(0, folder.indexOf('/'));
const named = [...Object.keys(foundations), ...Object.keys(features), ...compositions];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files need each other to run.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: isNoType },
    },
    ...['electron', 'renderer', 'shared'].map((folder) => ({
      name: `${folder} stands beside the others`,
      comment: 'Page and main process share shared/, and nothing else.',
      severity: /** @type {const} */ ('error'),
      from: { path: `^${folder}/`, pathNot: TEST },
      to: {
        dependencyTypes: /** @type {import('dependency-cruiser').DependencyType[]} */ (['local']),
        pathNot: within([folder, 'shared', 'assets']),
      },
    })),
    { name: 'preload-stands-alone', severity: 'error', from: { path: '^electron/app/preload\\.ts$' }, to: { path: '^electron/' } },
    {
      name: 'ships-no-tests',
      comment: 'What ships imports nothing that is for tests.',
      severity: 'error',
      from: { pathNot: [TEST, '^(e2e|bench)/'] },
      to: { path: TEST },
    },
    {
      name: 'every-folder-is-named',
      comment: 'A new folder says in .dependency-cruiser.mjs what it may import.',
      severity: 'error',
      from: { path: '^(electron|renderer)/[^/]+/', pathNot: within(named) },
      to: {},
    },
    ...Object.entries(foundations).map(([folder, may]) => ({
      name: `${folder} knows no feature`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^${folder}/`, pathNot: TEST },
      to: { path: `^${processOf(folder)}/`, pathNot: [within([folder, ...may]), TEXTS] },
    })),
    ...Object.entries(features).map(([folder, may]) => ({
      name: `${folder} imports what it may`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^${folder}/`, pathNot: TEST },
      to: { path: `^${processOf(folder)}/`, pathNot: within([folder, ...may, ...Object.keys(foundations)]), ...isNoType },
    })),
    {
      name: 'one database',
      comment: 'SQL has one door.',
      severity: 'error',
      from: { pathNot: '^electron/store/' },
      to: { path: 'node_modules/libsql/' },
    },
    {
      name: 'PC/SC addons',
      severity: 'error',
      from: { pathNot: '^electron/readers/' },
      to: { path: 'node_modules/(pcsclite|smartcard)/' },
    },
    {
      name: 'electron',
      comment: 'Only the main process knows Electron.',
      severity: 'error',
      from: { pathNot: ['^(electron|e2e)/', ...STARTED_BY_ELECTRON] },
      to: { path: '(^|/)electron(/|$)', pathNot: '^(electron|e2e)/' },
    },
    {
      name: 'no Node in the page',
      severity: 'error',
      from: { path: '^(renderer|shared)/', pathNot: [TEST, '^renderer/vite\\.config\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no programs',
      comment: 'The station starts none, but asks Windows who may change a file, and who is signed in.',
      severity: 'error',
      from: { path: '^(electron|renderer|shared)/', pathNot: [TEST, '^electron/core/(access-list|ask-windows)\\.ts$'] },
      to: { path: '^(node:)?child_process$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    cache: { folder: '.cache/dependency-cruiser', strategy: 'content' },
  },
};
