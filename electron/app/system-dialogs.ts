import { dialog, type BrowserWindow } from 'electron';

export interface FileToSave {
  readonly defaultName: string;
  readonly kinds: readonly { readonly name: string; readonly extension: string }[];
}

export interface FileToOpen {
  /** Title of the dialog, in the operator's language. */
  readonly title: string;
  /** Name for the kinds of file, in the operator's language. */
  readonly kind: string;
  readonly extensions: readonly string[];
}

/** A question for a person, before an action that the page must not take alone. */
export interface Question {
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
  readonly no: string;
}

/** The system dialogs and print functions that the station uses. */
export interface SystemDialogs {
  /** Asks where to save a file; null if canceled. Rejects with `OwnFileError` if it would replace one of the station's own files. */
  chooseFile(file: FileToSave): Promise<string | null>;
  /**
   * Asks which file to open; null if canceled. A call that uses this declares `opensDialog` in its contract, so that a locked
   * desk refuses it.
   */
  chooseFileToOpen(file: FileToOpen): Promise<string | null>;
  /** Asks a question in a system dialog, which no page can answer. An accidental key press means no. */
  ask(question: Question): Promise<boolean>;
  /** Prints the page in its print layout, after the system's print dialog. */
  print(): Promise<{ readonly outcome: 'printed' | 'cancelled' } | { readonly outcome: 'failed'; readonly detail: string }>;
  /** Returns the page in its print layout as PDF. Its styles define the paper size. */
  pdf(): Promise<{ readonly outcome: 'made'; readonly bytes: Uint8Array } | { readonly outcome: 'failed'; readonly detail: string }>;
}

/** Returns the system's dialogs in front of the station's window. */
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
        // Paper is white, so every colored background is intended.
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

/** Returns the same dialogs, but `check` refuses output files by throwing, for example those that would replace the station's own. */
export function checkChosenFiles(dialogs: SystemDialogs, check: (file: string) => Promise<void>): SystemDialogs {
  return {
    ...dialogs,
    chooseFile: async (file) => {
      const chosen = await dialogs.chooseFile(file);
      if (chosen !== null) await check(chosen);
      return chosen;
    },
  };
}
