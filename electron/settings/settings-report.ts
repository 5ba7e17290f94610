import { WITHHELD, type SettingsReport } from '../../shared/settings-report.js';
import { isLocked, type SettingsFiles, type SettingsOutcome } from './settings-files.js';
import { describeProblem } from './settings-problems.js';
import { valueAt } from './settings-tree.js';
import { isWithheld, settingKeys, type Settings } from './settings.js';

/** Returns the effective settings by key with their source; for people's data and secrets only that they are set. */
export function settingsReport(read: Extract<SettingsOutcome, { outcome: 'read' }>, files: SettingsFiles): SettingsReport {
  const leaves = settingKeys.filter((key) => !settingKeys.some((other) => other.startsWith(`${key}.`)));
  return {
    files: (['system', 'user'] as const).map((origin) => ({ origin, path: files[origin], there: read.files.includes(files[origin]) })),
    values: leaves.map((key) => ({
      key,
      value: isWithheld(key) ? withheld(valueAt(read.settings, key.split('.'))) : textOf(valueAt(read.settings, key.split('.'))),
      origin: read.origins.get(key) ?? 'default',
      locked: isLocked(key, read.locked),
    })),
    overruled: read.overruled.map(describeProblem),
  };
}

/** Returns every text that the report withholds, to search for it elsewhere. */
export function withheldTexts(settings: Settings): readonly string[] {
  return settingKeys.filter(isWithheld).flatMap((key) => textsIn(valueAt(settings, key.split('.'))));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function withheld(value: unknown): string | null {
  return value === undefined ? null : WITHHELD;
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
