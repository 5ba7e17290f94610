import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A test that a page of `docs/` names: `` `FILE`: NAME ``. */
export interface TestReference {
  readonly file: string;
  readonly name: string;
}

/** Returns the tests that a table cell names, separated by semicolons. */
export function referencesIn(cell: string): TestReference[] {
  return cell
    .split(/; (?=`)/)
    .map((text) => /^`([^`]+)`: (.+)$/.exec(text.trim()))
    .map((found) => ({ file: found?.[1] ?? '', name: found?.[2] ?? '' }));
}

/** Returns whether a file has a test of that name. */
export function testExists({ file, name }: TestReference): boolean {
  if (file === '' || name === '' || !existsSync(join(root, file))) return false;
  const source = readFileSync(join(root, file), 'utf8');
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name.replaceAll(quote, `\\${quote}`)}${quote}`));
}

/** Returns the rows of a page's tables that begin with a number, as cells. */
export function numberedRows(page: string): string[][] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
