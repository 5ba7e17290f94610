import { safeStorage } from 'electron';

/** The system's key store, as Electron's `safeStorage` offers it. */
export interface KeyStore {
  /** False if there is no secure store, e.g. in a Linux session without a keyring. */
  isAvailable(): boolean;
  encrypt(text: string): Buffer;
  /** @throws Error if another user or machine encrypted the data */
  decrypt(data: Buffer): string;
}

// Newer versions of Electron add asynchronous forms, which the test runtime does not have yet.
/* oxlint-disable typescript/no-deprecated */
/** Returns the encryption backend on Linux; null in Electron 25, which cannot report it and encrypts only with a keyring. */
function backend(): unknown {
  const selected: unknown = Reflect.get(safeStorage, 'getSelectedStorageBackend');
  return typeof selected === 'function' ? Reflect.apply(selected, safeStorage, []) : null;
}

/** The system's key store. Use it only after Electron is ready. */
export const systemKeyStore: KeyStore = {
  // On Linux without a keyring, Electron "encrypts" with a well-known key.
  isAvailable: () => safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || backend() !== 'basic_text'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (data) => safeStorage.decryptString(data),
};
/* oxlint-enable typescript/no-deprecated */
