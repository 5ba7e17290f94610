import { removeFile } from '../core/files.js';
import type { Unpacked } from './backup-worker.js';
import type { CopyFacts } from './check-copy.js';
import type { BackupOptions, BackupOutcome } from './make-backup.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore } from './worker-protocol.js';

/** Makes and extracts backups in a worker thread of its own. */
export interface BackupStore {
  make(order: BackupOptions): Promise<BackupOutcome>;
  unpack(file: string, passphrase: string, to: string): Promise<Unpacked>;
  settle(from: string, key: string, to: string): Promise<CopyFacts>;
  check(path: string, key: string): Promise<CopyFacts>;
  close(): Promise<void>;
}

/**
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if the worker cannot be started
 */
export async function openBackupStore(script: string): Promise<BackupStore> {
  return remoteStore('backup', await startStoreWorker(script, { store: 'backup' }));
}

/** Makes one backup in a worker of its own. After that thread has ended, no file is open and the temporary copies can be removed. */
export async function backUpInWorker(script: string, order: BackupOptions): Promise<BackupOutcome> {
  const store = await openBackupStore(script);
  try {
    return await store.make(order);
  } finally {
    await store.close();
    await removeFile(order.workFolder);
  }
}
