import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { othersWhoMayChange } from '../../electron/core/access-list.js';
import { SETTINGS_FOLDER_SDDL, withSettingsFolder } from './msi.mjs';

const root = join(import.meta.dirname, '../..');

describe('the folder with the administrator’s settings', () => {
  it('that an MSI makes can be changed by administrators alone', () => {
    expect(othersWhoMayChange(SETTINGS_FOLDER_SDDL)).toEqual([]);
  });

  it('is a part of electron-builder’s MSI project, which stays when the station is removed', () => {
    const template = readFileSync(join(root, 'node_modules/app-builder-lib/templates/msi/template.xml'), 'utf8');
    const project = withSettingsFolder(template);
    expect(project).toContain(`<CreateFolder><PermissionEx Sddl="${SETTINGS_FOLDER_SDDL}"/></CreateFolder>`);
    expect(project).toMatch(/<Component Id="SettingsFolder"[^>]* Permanent="yes">/);
    expect(project.indexOf('<Directory Id="CommonAppDataFolder">')).toBeGreaterThan(project.indexOf('<Directory Id="TARGETDIR"'));
    expect(project).toMatch(/<Feature [^>]*>\s*<ComponentGroupRef Id="ProductComponents"\/>\s*<ComponentRef Id="SettingsFolder"\/>/);
  });

  it('is not left out of an MSI whose project has another form', () => {
    expect(() => withSettingsFolder('<Product/>')).toThrow('look at build/package/msi.mjs');
  });

  it('is protected by the other installer with whole paths, and each answer of Windows is looked at', () => {
    const script = readFileSync(join(root, 'build/resources/installer.nsh'), 'utf8');
    const calls = script.split('\n').filter((line) => line.includes('icacls.exe'));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain('"$SYSDIR\\icacls.exe" "$APPDATA\\Card Desk"');
    expect(script).toMatch(/ExecToLog .*icacls.*\n\s*Pop \$0\n\s*\$\{If\} \$0 != "0"/);
    // A silent installation must not wait for a person.
    expect(
      script
        .split('MessageBox')
        .slice(1)
        .every((box) => /\/SD IDOK$/m.test(box.split('\n')[0] ?? '')),
    ).toBe(true);
  });
});
