import { dialog, type BrowserWindow } from 'electron';
import { refuseOwnFile, type OwnFolders } from '../core/own-files.js';

export interface FileToSave {
  readonly defaultName: string;
  readonly kinds: readonly { readonly name: string; readonly extension: string }[];
}

export interface FileToOpen {
  /** The dialog's title, in the operator's language. */
  readonly title: string;
  /** What the kinds of file are called together, in the operator's language. */
  readonly kind: string;
  readonly extensions: readonly string[];
}

/** A question that a person must answer before something is done that a page alone must not do. */
export interface Question {
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
  readonly no: string;
}

/** What the station asks of the system on the operator's behalf. */
export interface SystemDialogs {
  /** Asks where to save a file; null: nowhere. Rejects with an `OwnFileError` where it would take the place of the station's own. */
  chooseFile(file: FileToSave): Promise<string | null>;
  /** Asks which file to open; null: none. The call that asks says so in `shared/contract.ts` (`opensDialog`): a locked desk refuses it. */
  chooseFileToOpen(file: FileToOpen): Promise<string | null>;
  /** Asks in a window of the system's own, which no page can answer; a key that is pressed unawares says no. */
  ask(question: Question): Promise<boolean>;
  /** Prints the page as it is laid out for paper, after the system's own dialog. */
  print(): Promise<{ readonly outcome: 'printed' | 'cancelled' } | { readonly outcome: 'failed'; readonly detail: string }>;
  /** The page as it is laid out for paper, as PDF; its own style says how large the paper is. */
  pdf(): Promise<{ readonly outcome: 'made'; readonly bytes: Uint8Array } | { readonly outcome: 'failed'; readonly detail: string }>;
}

/** The system's dialogs, in front of the station's window. */
export function systemDialogs(window: () => BrowserWindow | null): SystemDialogs {
  return {
    chooseFile: async ({ defaultName, kinds }) => {
      const parent = window();
      if (parent === null) return null;
      const { canceled, filePath } = await dialog.showSaveDialog(parent, {
        defaultPath: defaultName,
        filters: kinds.map(({ name, extension }) => ({ name, extensions: [extension] })),
      });
      return canceled || filePath === '' ? null : filePath;
    },
    chooseFileToOpen: async ({ title, kind, extensions }) => {
      const parent = window();
      if (parent === null) return null;
      const { canceled, filePaths } = await dialog.showOpenDialog(parent, {
        title,
        properties: ['openFile'],
        filters: [
          { name: kind, extensions: [...extensions] },
          { name: '*', extensions: ['*'] },
        ],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    ask: async ({ title, message, detail, yes, no }) => {
      const parent = window();
      if (parent === null) return false;
      const { response } = await dialog.showMessageBox(parent, {
        type: 'question',
        title,
        message,
        detail,
        buttons: [no, yes],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      });
      return response === 1;
    },
    print: () =>
      new Promise((resolve) => {
        const contents = window()?.webContents;
        if (contents === undefined) {
          resolve({ outcome: 'cancelled' });
          return;
        }
        contents.print({ silent: false, printBackground: false }, (printed, detail) => {
          if (printed) resolve({ outcome: 'printed' });
          else resolve(/cancel/i.test(detail) ? { outcome: 'cancelled' } : { outcome: 'failed', detail });
        });
      }),
    pdf: async () => {
      const contents = window()?.webContents;
      if (contents === undefined) return { outcome: 'failed', detail: 'There is no window' };
      try {
        // The paper is white: what is coloured there is meant to be.
        return {
          outcome: 'made',
          bytes: await contents.printToPDF({
            preferCSSPageSize: true,
            printBackground: true,
            margins: { top: 0, bottom: 0, left: 0, right: 0 },
          }),
        };
      } catch (error) {
        return { outcome: 'failed', detail: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** The same, but for files to be saved that are among the station's own: they are refused, whoever named them. */
export function protectOwnFiles(places: OwnFolders, dialogs: SystemDialogs): SystemDialogs {
  return {
    ...dialogs,
    chooseFile: async (file) => {
      const chosen = await dialogs.chooseFile(file);
      if (chosen !== null) await refuseOwnFile(chosen, places);
      return chosen;
    },
  };
}
