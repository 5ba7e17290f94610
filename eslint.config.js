import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { noSql } from './build/lint/no-sql.mjs';
import { oneDoor } from './build/lint/one-door.mjs';

const sources = ['{electron,renderer,shared}/**/*.{ts,tsx}'];
const tests = ['**/*.{test,fixture}.{ts,tsx}', '**/*.{e2e,ad,long}.ts'];

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', '.cache/', 'coverage/', 'build/setup/default-app/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'vitest.config.ts', 'build/test/shipped-station.mjs'] }, tsconfigRootDir: import.meta.dirname } },
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
    plugins: { house: { rules: { 'one-door': oneDoor, 'no-sql': noSql } } },
    rules: { 'house/one-door': 'error', 'house/no-sql': 'error' },
  },
  { files: ['electron/store/**', 'build/lint/**'], rules: { 'house/no-sql': 'off' } },
  { files: [...tests, 'e2e/security/*-checks.ts'], rules: { '@typescript-eslint/no-unsafe-type-assertion': 'off' } },
  {
    files: [...sources, 'build/**/*.mjs'],
    ignores: tests,
    rules: { 'max-lines': ['error', 320] },
  },
  { files: sources, ignores: tests, rules: { 'no-console': 'error' } },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    // It speaks of what the React Compiler would skip; the renderer is not compiled by it.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    // What Electron starts by itself in the measurements; the oldest one cannot start from an ES module.
    files: ['bench/references/**/*.cjs'],
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
  }
);
