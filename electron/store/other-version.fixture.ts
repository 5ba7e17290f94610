import { openDatabase } from './database.js';

/** For tests: makes a store that no thread has open one of another version of the program. */
export function makeOtherVersion(path: string, key: string): void {
  const db = openDatabase(path, key);
  db.exec('PRAGMA user_version = 99');
  db.close();
}
