import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { othersWhoMayChange } from '../../electron/core/access-list.js';
import { afterIcacls, madeBy, sddlOf } from '../../electron/core/icacls.fixture.js';
import { SETTINGS_FOLDER_SDDL, withSettingsFolder } from './msi.mjs';

const root = join(import.meta.dirname, '../..');

describe('the folder with the administrator’s settings', () => {
  it('made by an MSI can be changed only by administrators', () => {
    expect(othersWhoMayChange(SETTINGS_FOLDER_SDDL)).toEqual([]);
  });

  it('is a component of electron-builder’s MSI project that stays when the station is removed', () => {
    const template = readFileSync(join(root, 'node_modules/app-builder-lib/templates/msi/template.xml'), 'utf8');
    const project = withSettingsFolder(template);
    expect(project).toContain(`<CreateFolder><PermissionEx Sddl="${SETTINGS_FOLDER_SDDL}"/></CreateFolder>`);
    expect(project).toMatch(/<Component Id="SettingsFolder"[^>]* Permanent="yes">/);
    expect(project.indexOf('<Directory Id="CommonAppDataFolder">')).toBeGreaterThan(project.indexOf('<Directory Id="TARGETDIR"'));
    expect(project).toMatch(/<Feature [^>]*>\s*<ComponentGroupRef Id="ProductComponents"\/>\s*<ComponentRef Id="SettingsFolder"\/>/);
  });

  it('is never left out of an MSI: a project of another form is refused', () => {
    expect(() => withSettingsFolder('<Product/>')).toThrow('look at build/package/msi.mjs');
  });

  it('is protected by the setup program with full paths, and each result of Windows is checked', () => {
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

  it('keeps no entry of the account that made it, with the setup program', () => {
    const script = readFileSync(join(root, 'build/resources/installer.nsh'), 'utf8');
    const calls = [...script.matchAll(/!insertmacro protectSettingsFolder '(.*)'/g)].map(
      ([, call = '']) => `"$APPDATA\\Card Desk" ${call}`,
    );
    const { folder } = afterIcacls(madeBy('S-1-5-21-1-2-3-1001'), calls);
    expect(othersWhoMayChange(sddlOf(folder))).toEqual([]);
  });

  it('is protected by the commands in the guide, even with an existing file', () => {
    const guide = readFileSync(join(root, 'docs/windows.md'), 'utf8');
    // In "Protect the settings", and again in the script for Intune.
    const blocks = guide.split('New-Item -ItemType Directory').slice(1);
    expect(blocks).toHaveLength(2);
    for (const block of blocks) {
      const calls = [...(block.split('```')[0] ?? '').matchAll(/icacls\.exe (.*)/g)].map(([, call = '']) =>
        call.replace('$_.FullName', "'$folder\\*'").replace('$file', "'$folder\\*'"),
      );
      const { folder, file } = afterIcacls(madeBy('S-1-5-21-1-2-3-1001'), calls);
      expect(othersWhoMayChange(sddlOf(folder))).toEqual([]);
      expect(othersWhoMayChange(sddlOf(file))).toEqual([]);
    }
  });
});
