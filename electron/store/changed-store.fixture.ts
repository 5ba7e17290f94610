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

/** For tests: changes a closed store by SQL. Its file is closed again when this resolves. */
export async function changeStore(path: string, key: string | null, sql: string): Promise<void> {
  // Only an ended thread has closed the file.
  const thread = new Worker(SOURCE, { eval: true, execArgv: [], workerData: { path, key, sql } });
  await once(thread, 'exit');
}

/** For tests: gives a closed store another version number. */
export async function makeOtherVersion(path: string, key: string): Promise<void> {
  await changeStore(path, key, 'PRAGMA user_version = 99');
}

/** For tests: removes the end of a closed journal, as someone with its key could; the rest is valid. */
export async function cutOffAfter(path: string, key: string | null, seq: number): Promise<void> {
  await changeStore(path, key, `DROP TRIGGER entries_are_never_removed; DELETE FROM entries WHERE seq > ${String(seq)}`);
}

/** For tests: cuts off the text of a binding's row in a closed journal, as a disk error might. */
export async function cutRow(path: string, key: string | null, bindingId: string): Promise<void> {
  await changeStore(path, key, `UPDATE bindings SET view = substr(view, 1, 60) WHERE binding_id = '${bindingId}'`);
}
