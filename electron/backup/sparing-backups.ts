import type { Outside } from '../app/dialogs.js';
import { refuseBackupFile } from '../core/own-files.js';

/** The system's dialogs, but files to be saved that would take the place of one in the folder of the backups are refused. @param backups null: there is none */
export function sparingBackups(backups: string | null, outside: Outside): Outside {
  if (backups === null) return outside;
  return {
    ...outside,
    chooseFile: async (file) => {
      const chosen = await outside.chooseFile(file);
      if (chosen !== null) await refuseBackupFile(chosen, backups);
      return chosen;
    },
  };
}
