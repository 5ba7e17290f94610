import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The station under test, made by `build/test/packaged-station.mjs`. */
    station: {
      /** The packaged station; it accepts Electron's switches and its own. */
      executable: string;
      /** Plain Electron, to be started with {@link app} as its first argument. */
      electron: string;
      /** Folder of the bundle. */
      app: string;
      electronVersion: string;
    };
  }
}
