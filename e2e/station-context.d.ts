import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The station under test, made by `build/test/packaged-station.mjs`. */
    station: {
      /** The packaged station; it takes Electron's and its own switches. */
      executable: string;
      /** The bare Electron, to be started with {@link app} as its first argument. */
      electron: string;
      /** The bundle's folder. */
      app: string;
      electronVersion: string;
    };
  }
}
