import { safeStorage } from 'electron';

/** The system's key store, as Electron's `safeStorage` offers it. */
export interface KeyStore {
  /** False where there is none worth the name, as on a Linux session without a keyring. */
  isAvailable(): boolean;
  encrypt(text: string): Buffer;
  /** @throws Error when the data was encrypted by another user or machine */
  decrypt(data: Buffer): string;
}

// Newer Electrons have asynchronous forms beside these; the runtime of the tests does not know them yet.
/* oxlint-disable typescript/no-deprecated */
/** What encrypts under Linux; null where Electron cannot say (25), which then has encryption only with a keyring. */
function backend(): unknown {
  const selected: unknown = Reflect.get(safeStorage, 'getSelectedStorageBackend');
  return typeof selected === 'function' ? Reflect.apply(selected, safeStorage, []) : null;
}

/** The key store of this system; to be used once Electron is ready. */
export const systemKeyStore: KeyStore = {
  // Without a keyring, Electron on Linux would only pretend to encrypt, with a key that everybody knows.
  isAvailable: () => safeStorage.isEncryptionAvailable() && (process.platform !== 'linux' || backend() !== 'basic_text'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (data) => safeStorage.decryptString(data),
};
/* oxlint-enable typescript/no-deprecated */
