import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, inject } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { Check } from './check.js';

/** Returns whether a fuse is on; the binary stores the digits 0 and 1. */
const standsOn = (state: number | undefined): boolean => state === 0x31;

/** Checks of the shipped program. Its fuses one by one: `build/package/package.e2e.ts`. */
export const packageChecks: readonly Check[] = [
  {
    item: 'Electron is one exact version, and a current one',
    rules: '16, ELECTRON_VERSION, AVAILABLE_SECURITY_FIXES',
    how: 'read back',
    holds: () => {
      expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
      // Electron supports its latest three majors; 45 was the latest when this was pinned.
      expect(Number.parseInt(manifest.devDependencies.electron, 10)).toBeGreaterThanOrEqual(43);
      return Promise.resolve();
    },
  },
  {
    item: 'fuses: no Node.js, no options from external, the archive alone, cookies encrypted',
    rules: '19',
    how: 'read back',
    holds: async () => {
      const fuses = await getCurrentFuseWire(inject('station').executable);
      const on = [
        FuseV1Options.RunAsNode,
        FuseV1Options.EnableNodeOptionsEnvironmentVariable,
        FuseV1Options.OnlyLoadAppFromAsar,
        FuseV1Options.EnableCookieEncryption,
      ].map((fuse) => standsOn(fuses[fuse]));
      expect(on).toEqual([false, false, true, true]);
    },
  },
];
