import type { TestProject } from 'vitest/node';
import { settingFields } from '../../electron/settings/settings-draft.js';
import type { SettingsForm } from '../../shared/settings-draft.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The settings form as the main process returns it if no file sets anything. */
    readonly settingsForm: SettingsForm;
  }
}

/** Provides component tests with the main process's description of every key: type, limits and default. */
export function setup(project: TestProject): void {
  project.provide('settingsForm', {
    fields: settingFields({ written: { system: {}, user: {} }, locked: [] }),
    files: { system: '/etc/card-desk/settings.json', user: '/home/desk/settings.json' },
  });
}
