import type { SettingsReport } from '../../shared/settings-report.js';
import { isLocked, type SettingsFiles, type SettingsOutcome } from './settings-files.js';
import { describeProblem } from './settings-problems.js';
import { valueAt } from './settings-tree.js';
import { settingKeys } from './settings.js';

/** The settings as they count, key by key, and where each comes from. */
export function settingsReport(read: Extract<SettingsOutcome, { outcome: 'read' }>, files: SettingsFiles): SettingsReport {
  const leaves = settingKeys.filter((key) => !settingKeys.some((other) => other.startsWith(`${key}.`)));
  return {
    files: (['system', 'user'] as const).map((origin) => ({ origin, path: files[origin], there: read.files.includes(files[origin]) })),
    values: leaves.map((key) => ({
      key,
      value: textOf(valueAt(read.settings, key.split('.'))),
      origin: read.origins.get(key) ?? 'default',
      locked: isLocked(key, read.locked),
    })),
    overruled: read.overruled.map(describeProblem),
  };
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
