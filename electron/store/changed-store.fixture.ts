import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SOURCE = `
  const Database = require('libsql');
  const { workerData: { path, key, sql } } = require('node:worker_threads');
  const db = new Database(path, key === null ? {} : { encryptionCipher: 'aes256cbc', encryptionKey: key });
  globalThis.last = db.prepare('SELECT 1');
  db.exec(sql);
  db.close();
`;

/** For tests: changes a store that no thread has open, by SQL; its file is open no more when this resolves. */
export async function changeStore(path: string, key: string | null, sql: string): Promise<void> {
  // Only a thread that has ended lets go of the file.
  const thread = new Worker(SOURCE, { eval: true, execArgv: [], workerData: { path, key, sql } });
  await once(thread, 'exit');
}

/** For tests: makes a store that no thread has open one of another version of the program. */
export async function makeOtherVersion(path: string, key: string): Promise<void> {
  await changeStore(path, key, 'PRAGMA user_version = 99');
}

/** For tests: removes the end of a journal that no thread has open, as somebody with its key could; what is left is sound by itself. */
export async function cutOffAfter(path: string, key: string | null, seq: number): Promise<void> {
  await changeStore(path, key, `DROP TRIGGER entries_are_never_removed; DELETE FROM entries WHERE seq > ${String(seq)}`);
}

/** For tests: cuts off the text of a binding's row in a journal that no thread has open, as a fault of the disk may. */
export async function cutRow(path: string, key: string | null, bindingId: string): Promise<void> {
  await changeStore(path, key, `UPDATE bindings SET view = substr(view, 1, 60) WHERE binding_id = '${bindingId}'`);
}
