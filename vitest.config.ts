import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { hasDisplay } from './build/lib/display.mjs';
import { browserLaunch } from './build/lib/browser.mjs';
import { machinePool } from './build/test/machine-pool.mjs';
import { randomTests } from './build/test/random-tests.mjs';
import { testMachines } from './build/test/test-machines.mjs';
import { fileTests } from './build/windows/file-tests.mjs';
import { pagePlugins } from './renderer/vite.config.js';

/** The stations of tests keep the heads of their journals here, and nothing in the home of who runs them. */
const stateHome = join(tmpdir(), 'card-desk-test-state');

/** What a whole run leaves to the project `windows-files`. */
const elsewhere = process.env['CARD_DESK_FILES_ELSEWHERE'] === undefined ? [] : fileTests();

/** Projects whose tests use PC/SC or fixed ports run on machines of their own, several at once where this system can make them. */
const machines = testMachines();
const onMachines = (needsDisplay: boolean, count = machines.count) => ({
  pool: machinePool(machines.prefix, needsDisplay && !hasDisplay()),
  maxWorkers: count,
});

/**
 * The files of a project share one process, which takes half the time: what would reach other files is called *.mocked.test.ts.
 *
 * One runner for all tests. `npm test` runs the projects one after the other; by hand:
 * `npx vitest run --project unit`, or with a file's name.
 */
export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{bench,build,e2e,electron,renderer,shared}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.integration.test.ts', '**/*.mocked.test.ts', '**/*.component.test.tsx', ...elsewhere],
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          globalSetup: ['build/test/temporary-files.mjs'],
          // A bound, not a measure: some start compilers, on machines that are busy.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      ...[false, true].map((isMocked) => ({
        // What makes files, under Windows' rules for open files, on Linux.
        test: {
          name: isMocked ? 'windows-files-mocked' : 'windows-files',
          include: fileTests().filter((file) => file.endsWith('.mocked.test.ts') === isMocked),
          isolate: isMocked,
          restoreMocks: true,
          unstubEnvs: true,
          execArgv: ['--require', join(import.meta.dirname, 'build/windows/open-files.cjs')],
          globalSetup: ['build/test/temporary-files.mjs'],
          setupFiles: ['build/windows/under-rules.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 5 },
        },
      })),
      {
        // Tests that put something else in a module's place.
        test: {
          name: 'unit-mocked',
          include: ['{build,e2e,electron,renderer,shared}/**/*.mocked.test.ts'],
          exclude: [...elsewhere],
          globalSetup: ['build/test/temporary-files.mjs'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // The page in a real browser, beside a main process that the test writes.
        plugins: pagePlugins(),
        test: {
          name: 'component',
          include: ['renderer/**/*.component.test.tsx'],
          globalSetup: ['renderer/testing/settings-form.fixture.ts'],
          // All files share one page: reading the sources again for each would take most of the time.
          isolate: false,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: browserLaunch }),
            instances: [{ browser: 'chromium', viewport: { width: 1440, height: 900 } }],
            screenshotFailures: false,
          },
          expect: { poll: { timeout: 10_000, interval: 10 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          name: 'integration',
          isolate: false,
          include: ['{e2e,electron,renderer,shared}/**/*.integration.test.ts'],
          globalSetup: ['build/test/temporary-files.mjs'],
          ...onMachines(false),
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Beside a real Active Directory; only `npm run test:ad` installs it.
        test: {
          name: 'ad',
          include: ['e2e/ad/*.ad.ts'],
          globalSetup: ['build/test/temporary-files.mjs', 'build/test/packaged-station.mjs'],
          ...onMachines(true, 1),
          testTimeout: 180_000,
          // A domain is made first.
          hookTimeout: 300_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: ['{build,e2e}/**/*.e2e.ts'],
          globalSetup: ['build/test/temporary-files.mjs', 'build/test/packaged-station.mjs'],
          env: { XDG_STATE_HOME: stateHome },
          ...onMachines(true),
          testTimeout: 90_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // What proves more than every change needs: every case, every screen, whole days. Only `npm run test:long` runs it.
        test: {
          name: 'long',
          isolate: false,
          include: ['{build,e2e,electron,shared}/**/*.long.ts', ...randomTests()],
          globalSetup: ['build/test/temporary-files.mjs', 'build/test/packaged-station.mjs'],
          env: { XDG_STATE_HOME: stateHome, CARD_DESK_ALL_RUNS: '1' },
          ...onMachines(true),
          testTimeout: 90_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
