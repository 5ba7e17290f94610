import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { guid } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { PreparedStoreFile } from './prepared-store-file.js';
import type { StoredAssignment, StoredPreparedFile } from './prepared-store.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = testFolder('prepared-store');
  path = join(folder, 'prepared.db');
});

const at = '2026-01-05T08:00:00.000Z';
const file = (name: string, digest = 'd'): StoredPreparedFile => ({ name, origin: 'folder', takenAt: at, digest, isRemoved: false });
const line = (n: number, name = 'a.csv', requestId: string | null = guid(n)): StoredAssignment => ({
  view: { file: name, line: n, card: guid(100 + n), requestId, person: [{ by: 'name', value: 'Noor van der Velden' }], template: null },
  cardText: guid(100 + n),
  cardRaw: null,
  cardKey: `key ${String(n)}`,
  presentedAt: null,
});

describe('the store of prepared cards', () => {
  it('keeps files and lines across a restart, encrypted', () => {
    const first = new PreparedStoreFile(path, 'a'.repeat(64));
    first.stage([line(2), line(3)]);
    first.replace(file('a.csv'));
    first.presented('a.csv', 3, at);
    first.presented('a.csv', 3, '2026-02-02T08:00:00.000Z');
    first.close();
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    expect(files.some((text) => text.includes('Noor'))).toBe(false);
    const second = new PreparedStoreFile(path, 'a'.repeat(64));
    expect(second.files()).toEqual([file('a.csv')]);
    expect(second.page(0, 10)).toEqual([line(2), { ...line(3), presentedAt: at }]);
    expect(second.page(1, 1)).toEqual([{ ...line(3), presentedAt: at }]);
    second.close();
  });

  it('replaces the lines of a file and leaves other files unchanged', () => {
    const store = new PreparedStoreFile(path, null);
    store.stage([line(2), line(3)]);
    store.replace(file('a.csv'));
    store.stage([line(4, 'b.csv')]);
    store.replace(file('b.csv'));
    store.stage([line(3)]);
    store.replace(file('a.csv', 'e'));
    expect(store.page(0, 10).map(({ view }) => `${view.file} ${String(view.line)}`)).toEqual(['a.csv 3', 'b.csv 4']);
    store.close();
  });

  it('accepts no line of a file with a card or request that another file has', () => {
    const store = new PreparedStoreFile(path, null);
    store.stage([line(2)]);
    store.replace(file('a.csv'));
    for (const clash of [{ ...line(9, 'b.csv'), cardKey: 'key 2' }, line(8, 'b.csv', guid(2))]) {
      store.stage([line(7, 'b.csv', null), clash]);
      expect(() => {
        store.replace(file('b.csv'));
      }).toThrow();
    }
    expect(store.page(0, 10)).toEqual([line(2)]);
    expect(store.files()).toEqual([file('a.csv')]);
    store.close();
  });

  it('remembers that a file was removed', () => {
    const store = new PreparedStoreFile(path, null);
    store.stage([line(2)]);
    store.replace(file('a.csv'));
    store.remove('a.csv');
    expect(store.page(0, 10)).toEqual([]);
    expect(store.files()).toEqual([{ ...file('a.csv'), isRemoved: true }]);
    store.close();
  });
});
