import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { noSql } from './build/lint/no-sql.mjs';

const sources = ['{electron,renderer,shared}/**/*.{ts,tsx}'];
const tests = ['**/*.{test,fixture}.{ts,tsx}', '**/*.{e2e,ad,long}.ts'];

/** What nobody may import, but for some names of Electron's. Which folder may import which: `.dependency-cruiser.mjs`. */
const importsBut = (/** @type {string[]} */ ...allowed) => ({
  paths: [
    { names: ['ipcMain'], message: 'Calls are answered in electron/app/ipc.ts, which checks them.' },
    { names: ['ipcRenderer', 'contextBridge'], message: 'The bridge to the page is electron/app/preload.ts.' },
    { names: ['shell'], message: 'The station opens nothing outside itself.' },
  ].flatMap(({ names, message }) => {
    const importNames = names.filter((name) => !allowed.includes(name));
    return importNames.length === 0 ? [] : [{ name: 'electron', importNames, message }];
  }),
  patterns: [
    {
      regex: String.raw`^\.(?!.*\.(js|mjs|cjs|json|css|svg|png|mp3|wav)(\?\w+)?$)`,
      message: 'A relative import carries its file extension (.js for TypeScript).',
    },
  ],
});

/** What is written nowhere. */
const refused = [
  { selector: 'TSEnumDeclaration', message: 'A union of literals says the same, and is gone at run time.' },
  {
    selector: ":matches(ImportExpression[source.value='electron'], CallExpression[callee.name='require'][arguments.0.value='electron'])",
    message: 'Import the names you need from electron.',
  },
];

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', '.cache/', 'coverage/', 'build/setup/default-app/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    rules: {
      // A quarter of the time all rules take. There are no enums (see below), and a test's object may stand for an instance.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            'eslint.config.js',
            '.dependency-cruiser.mjs',
            'vitest.config.ts',
            'build/test/shipped-station.mjs',
            'build/windows/file-tests.mjs',
          ],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'no-warning-comments': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { house: { rules: { 'no-sql': noSql } } },
    rules: {
      'house/no-sql': 'error',
      'no-restricted-imports': ['error', importsBut()],
      'no-restricted-syntax': ['error', ...refused],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    ignores: ['**/*.mocked.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...refused,
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock|hoisted|resetModules|stubGlobal)$/]",
          message: 'It would reach other files, which run in the same process: call this file *.mocked.test.ts.',
        },
      ],
    },
  },
  { files: ['electron/app/ipc.ts'], rules: { 'no-restricted-imports': ['error', importsBut('ipcMain')] } },
  { files: ['electron/app/preload.ts'], rules: { 'no-restricted-imports': ['error', importsBut('ipcRenderer', 'contextBridge')] } },
  { files: ['electron/store/**', 'build/lint/**'], rules: { 'house/no-sql': 'off' } },
  { files: [...tests, 'e2e/security/*-checks.ts'], rules: { '@typescript-eslint/no-unsafe-type-assertion': 'off' } },
  {
    files: [...sources, 'build/**/*.mjs'],
    ignores: tests,
    rules: { 'max-lines': ['error', 360] },
  },
  { files: sources, ignores: tests, rules: { 'no-console': 'error' } },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    rules: {
      // It warns of what the React Compiler leaves as it is.
      'react-hooks/incompatible-library': 'off',
      // What opens by a key has the keyboard where work goes on (WAI-ARIA Authoring Practices, dialog).
      'jsx-a11y/no-autofocus': 'off',
      // Named places that scroll have to be reached by keyboard.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: ['aside'], roles: ['group', 'region'] }],
      // In a list the keyboard stays in the search, which names the row (aria-activedescendant).
      'jsx-a11y/click-events-have-key-events': 'off',
      'jsx-a11y/interactive-supports-focus': 'off',
      // A screen takes keys for all that stands in it.
      'jsx-a11y/no-noninteractive-element-interactions': ['error', { handlers: ['onClick', 'onMouseDown', 'onMouseUp'] }],
      'jsx-a11y/no-static-element-interactions': ['error', { handlers: ['onClick', 'onMouseDown', 'onMouseUp'] }],
    },
  },
  {
    // What Electron starts by itself in the measurements (the oldest one cannot start from an ES module), and what each thread of a
    // test loads first (a module would take longer to start).
    files: ['bench/references/**/*.cjs', 'build/windows/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off', '@typescript-eslint/no-unsafe-call': 'off' },
  },
  {
    // Plain JavaScript, typed by its comments; what npm's JSON holds is not worth a schema there.
    files: ['**/*.{js,mjs,cjs}'],
    rules: {
      'no-undef': 'off', // TypeScript knows better
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
