import { dialog, type BrowserWindow } from 'electron';

export interface FileToSave {
  readonly defaultName: string;
  readonly kinds: readonly { readonly name: string; readonly extension: string }[];
}

export interface FileToOpen {
  /** What the kinds of file are called together, the same in every language, e.g. `CSV, XLSX`. */
  readonly kind: string;
  readonly extensions: readonly string[];
}

/** What the station asks of the system on the operator's behalf. */
export interface Outside {
  /** Asks where to save a file; null: nowhere. */
  chooseFile(file: FileToSave): Promise<string | null>;
  /** Asks which file to open; null: none. The call that asks is refused in a kiosk, see `electron/kiosk/kept-inside.ts`. */
  chooseFileToOpen(file: FileToOpen): Promise<string | null>;
  /** Prints the page as it is laid out for paper, after the system's own dialog. */
  print(): Promise<{ readonly outcome: 'printed' | 'cancelled' } | { readonly outcome: 'failed'; readonly detail: string }>;
}

/** The system's dialogs, in front of the station's window. */
export function outsideOf(window: () => BrowserWindow | null): Outside {
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
    chooseFileToOpen: async ({ kind, extensions }) => {
      const parent = window();
      if (parent === null) return null;
      const { canceled, filePaths } = await dialog.showOpenDialog(parent, {
        properties: ['openFile'],
        filters: [
          { name: kind, extensions: [...extensions] },
          { name: '*', extensions: ['*'] },
        ],
      });
      return canceled ? null : (filePaths[0] ?? null);
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
  };
}
