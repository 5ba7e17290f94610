import { copyFileSync, existsSync, rmSync } from 'node:fs';

/** For tests: copies a journal that is not being written, including its log. */
export function copyJournal(from: string, to: string): void {
  for (const end of ['', '-wal']) {
    rmSync(to + end, { force: true });
    if (existsSync(from + end)) copyFileSync(from + end, to + end);
  }
}
