import { readFile, writeFile } from 'node:fs/promises';

/**
 * Owner and access list of the folder with the administrator's settings, in SDDL: administrators own it, they and the system
 * can change it, users can read it, and nothing is inherited. It replaces the whole list; `installer.nsh` lets icacls reset
 * the list and then grant the same.
 */
export const SETTINGS_FOLDER_SDDL = 'O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)';

/** Identifies the component in every version of the installer. */
const COMPONENT = '5b0a3a0e-6a2f-4d0e-9d53-0c1f7a9e2b64';

const FOLDER = `
      <Directory Id="CommonAppDataFolder">
        <Directory Id="SETTINGSFOLDER" Name="Card Desk">
          <Component Id="SettingsFolder" Guid="${COMPONENT}" KeyPath="yes" Permanent="yes">
            <CreateFolder><PermissionEx Sddl="${SETTINGS_FOLDER_SDDL}"/></CreateFolder>
          </Component>
        </Directory>
      </Directory>`;

/**
 * Makes an MSI create the folder with the administrator's settings, protected, and keep it when the station is removed.
 * @param {string} project electron-builder's WiX project.
 * @returns {string}
 * @throws If the project does not have the expected form.
 */
export function withSettingsFolder(project) {
  return [
    ['<Directory Id="TARGETDIR" Name="SourceDir">', FOLDER],
    ['<ComponentGroupRef Id="ProductComponents"/>', '\n      <ComponentRef Id="SettingsFolder"/>'],
  ].reduce((text, [place = '', added = '']) => {
    if (text.split(place).length !== 2)
      throw new Error(`electron-builder's MSI project has no single ${place}: look at build/package/msi.mjs`);
    return text.replace(place, `${place}${added}`);
  }, project);
}

/**
 * electron-builder's hook.
 * @param {string} file The WiX project's file.
 */
export async function msiProjectCreated(file) {
  await writeFile(file, withSettingsFolder(await readFile(file, 'utf8')));
}
