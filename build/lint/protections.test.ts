import { expect, it } from 'vitest';
import { protectedThings, protections } from '../../electron/settings/protections.js';
import { numberedRows, referencesIn } from './test-references.js';

/** Checks that the table of protections, the threat model and the security tests agree. */

const rows = new Map(numberedRows('docs/threat-model.md').map((cells) => [Number(cells[0]), cells.at(-1) ?? '']));

it('every row of the threat model names an existing protection, and every protection names existing rows', () => {
  expect(protections.flatMap((one) => one.rows).sort((a, b) => a - b)).toEqual([...rows.keys()].sort((a, b) => a - b));
});

it.each(protections)('$id: has a test with the packaged station or a complete station', ({ rows: answered }) => {
  const files = answered.flatMap((row) => referencesIn(rows.get(row) ?? '')).map(({ file }) => file);
  expect(files.filter((file) => /\.e2e\.ts$|^e2e\//.test(file))).not.toEqual([]);
});

it('everything that settings declare to protect is covered by a protection that locks it', () => {
  const locked = new Set(protections.flatMap(({ lockedWhere, restsOn }) => (lockedWhere === null ? [] : restsOn.settings)));
  expect([...locked].sort()).toEqual(protectedThings.filter((thing) => thing !== 'nothing').sort());
  expect(protections.filter(({ lockedWhere, restsOn }) => (lockedWhere === null) !== (restsOn.settings.length === 0))).toEqual([]);
});
