import type { SystemDialogs } from '../app/system-dialogs.js';
import { refuseBackupFile } from '../core/own-files.js';

/**
 * Returns the system's dialogs, but refuses output files that would replace one in the backup folder. @param backups null if
 * there is none
 */
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
