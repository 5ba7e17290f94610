import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { calls } from '../../shared/contract.js';
import { isAtLeast, roles } from '../../shared/roles.js';

it('the administrator guide lists the role of each call', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/administrator/roles.md'), 'utf8');
  const rows = guide
    .split('\n')
    .filter((line) => /^\| `[a-zA-Z]+\/[a-zA-Z]+` \|/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const told = rows.map(([call = '', , ...cells]) => [call.replaceAll('`', ''), ...cells]);
  const above = roles.filter((role) => role !== 'viewer');
  const is = Object.entries(calls)
    .filter(([, { role: needs }]) => needs !== 'viewer')
    .map(([call, { role: needs }]) => [call, ...above.map((role) => (isAtLeast(role, needs) ? 'yes' : 'no'))]);
  const lines = (rows: readonly (readonly string[])[]): string[] => rows.map((cells) => cells.join(' | '));
  const missing = lines(is).filter((row) => !lines(told).includes(row));
  const wrong = lines(told).filter((row, index, all) => !lines(is).includes(row) || all.indexOf(row) !== index);
  expect({ missing, wrong }, 'rows of the table “call | operator | supervisor | administrator” in docs/administrator/roles.md').toEqual({
    missing: [],
    wrong: [],
  });
});
