// Which folder may import from which. A folder that is not named here is a feature, which may import what stands below the features
// and no other one.
// Held by `npm run lint`; planted bad cases are in build/lint/arrows.test.ts.

/** What stands below the features and knows none of them. Nothing but these may be imported, not even for its types. */
const foundations = {
  'electron/core': [],
  'electron/pcsc': [],
  'electron/store': ['electron/core'],
  'electron/cm': ['electron/core'],
  'electron/tables': ['electron/core'],
  'renderer/i18n': [],
  'renderer/keys': ['renderer/i18n'],
  'renderer/state': ['renderer/i18n', 'renderer/keys'],
  'renderer/design': ['renderer/i18n', 'renderer/keys', 'renderer/state'],
};

/** Features that may import others to run. Types of every feature of the same process are free. */
const alsoImports = {
  'electron/after-care': ['electron/bindings'],
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
  'electron/kiosk': ['electron/roles'],
  'electron/prepared': ['electron/cards', 'electron/requests'],
  'electron/readers': ['electron/cards'],
  'electron/run': ['electron/requests'],
  'electron/settings': ['electron/kiosk', 'electron/roles'],
  'electron/sign-in': ['electron/app'],
  'electron/stock': ['electron/cards'],
  'electron/training': ['electron/people'],
  'renderer/attention': ['renderer/bindings'],
  'renderer/bindings': ['renderer/roles'],
  'renderer/cards': ['renderer/bindings'],
  'renderer/desk': ['renderer/bindings', 'renderer/cards', 'renderer/prepared', 'renderer/roles', 'renderer/stock'],
  'renderer/gallery': ['renderer/bindings'],
  'renderer/history': ['renderer/bindings'],
  'renderer/kiosk': ['renderer/desk'],
  'renderer/prepared': ['renderer/bindings'],
  'renderer/report': ['renderer/attention', 'renderer/bindings'],
  'renderer/roles': ['renderer/sign-in'],
  'renderer/run': ['renderer/bindings', 'renderer/cards', 'renderer/desk', 'renderer/prepared', 'renderer/report'],
  'renderer/settings': ['renderer/bindings', 'renderer/roles'],
};

/** What puts the features together, and may import all of its process; the last is for tests alone. */
const compositions = ['electron/composition', 'renderer/shell', 'renderer/testing'];

/** Files that only tests import. */
const TEST = String.raw`\.(test|fixture|long)\.tsx?$`;
/** The list of the features' texts and screens, of which `renderer/i18n` joins the texts. */
const FEATURES = '^renderer/features\\.ts$';
/** Besides the station: what the measurements start, and the app that a bare Electron would show. */
const STARTED_BY_ELECTRON = ['^bench/references/.*\\.cjs$', '^build/setup/default-app/', '^build/dev/page\\.ts$'];
/** @type {{ dependencyTypesNot: import('dependency-cruiser').DependencyType[] }} */
const isNoType = { dependencyTypesNot: ['type-only'] };

/** @param {readonly string[]} folders */
const within = (folders) => `^(${folders.join('|')})/`;
/** @param {string} folder */
const processOf = (folder) => folder.slice(0, folder.indexOf('/'));
const named = [...Object.keys(foundations), ...Object.keys(alsoImports), ...compositions];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files need each other to start.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
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
    ...Object.entries(foundations).map(([folder, may]) => ({
      name: `${folder} knows no feature`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^${folder}/`, pathNot: TEST },
      to: { path: `^${processOf(folder)}/`, pathNot: [within([folder, ...may]), FEATURES] },
    })),
    {
      name: 'features stand beside each other',
      comment: 'A feature imports no other to run; the few that may are named in .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: '^(electron|renderer)/([^/]+)/', pathNot: [TEST, within(named)] },
      to: { path: '^$1/', pathNot: ['^$1/$2/', within(Object.keys(foundations))], ...isNoType },
    },
    ...Object.entries(alsoImports).map(([folder, may]) => ({
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
      from: { path: '^(electron|renderer|shared)/', pathNot: [TEST, '^electron/core/(access-list|run-windows-program)\\.ts$'] },
      to: { path: '^(node:)?child_process$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
