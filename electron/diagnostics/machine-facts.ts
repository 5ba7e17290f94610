import { randomBytes } from 'node:crypto';
import { arch, homedir, platform, release } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import type { DiagnosticsDeps } from './diagnostics-handlers.js';
import { logFileOf } from '../core/log.js';

/** Returns facts about the machine and program versions for Diagnostics. */
export function machineFacts(options: {
  readonly profile: string;
  readonly version: string;
}): Omit<DiagnosticsDeps, 'station' | 'protection' | 'settings' | 'withheld' | 'timings' | 'connection'> {
  return {
    versions: {
      'Card Desk': options.version,
      Electron: process.versions.electron,
      Chromium: process.versions.chrome,
      'Node.js': process.versions.node,
      system: `${platform()} ${release()} ${arch()}`,
    },
    profile: options.profile,
    home: homedir(),
    logFile: logFileOf(join(options.profile, 'logs')),
    memoryBytes: () => app.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize * 1_024, 0),
    newSalt: () => randomBytes(32),
  };
}
