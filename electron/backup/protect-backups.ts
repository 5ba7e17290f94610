import type { SystemDialogs } from '../app/system-dialogs.js';
import { refuseBackupFile } from '../core/own-files.js';

/** The system's dialogs, but files to be saved that would take the place of one in the folder of the backups are refused. @param backups null: there is none */
export function protectBackups(backups: string | null, dialogs: SystemDialogs): SystemDialogs {
  if (backups === null) return dialogs;
  return {
    ...dialogs,
    chooseFile: async (file) => {
      const chosen = await dialogs.chooseFile(file);
      if (chosen !== null) await refuseBackupFile(chosen, backups);
      return chosen;
    },
  };
}
