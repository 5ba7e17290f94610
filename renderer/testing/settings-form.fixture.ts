import type { TestProject } from 'vitest/node';
import { settingFields } from '../../electron/settings/settings-draft.js';
import type { SettingsForm } from '../../shared/settings-draft.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The form of the settings as the main process gives it where no file says anything. */
    readonly settingsForm: SettingsForm;
  }
}

/** Tells the component tests what the main process says of every key: its kind, limits and default. */
export function setup(project: TestProject): void {
  project.provide('settingsForm', {
    fields: settingFields({ written: { system: {}, user: {} }, locked: [] }),
    files: { system: '/etc/card-desk/settings.json', user: '/home/desk/settings.json' },
  });
}
