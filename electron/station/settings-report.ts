import type { SettingsReport } from '../../shared/settings-report.js';
import type { SettingsFiles, SettingsOutcome } from './settings-files.js';
import { describeProblem } from './settings-problems.js';
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
      locked: read.locked.some((lock) => key === lock || key.startsWith(`${lock}.`)),
    })),
    overruled: read.overruled.map(describeProblem),
  };
}

function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return step === undefined ? value : undefined;
  return Object.hasOwn(value, step) ? valueAt(Object.entries(value).find(([key]) => key === step)?.[1], rest) : undefined;
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
