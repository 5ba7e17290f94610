import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders = ['electron', 'renderer'].flatMap((top) =>
  readdirSync(join(root, top), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${top}/${name}`),
);

it.each(folders)('%s describes its folder in at most 20 lines, and names only existing files', (folder) => {
  const text = readFileSync(join(root, folder, 'README.md'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  const named = [...text.matchAll(/`([\w./-]+\.(?:tsx?|css|py|md|json))`/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !existsSync(join(root, folder, name)) && !existsSync(join(root, name)))).toEqual([]);
});

it('the contributing guide names only existing files', () => {
  const named = [
    ...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(/`((?:electron|renderer|shared|build|docs)\/[\w./-]+)`/g),
  ].map(([, name = '']) => name);
  expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

it('keeps the operator manual to two printed pages: some 880 words beside two pictures, A4 in 10 points', () => {
  const manual = readFileSync(join(root, 'docs/operator.md'), 'utf8');
  expect(manual.split(/\s+/).length).toBeLessThanOrEqual(880);
  expect(manual.match(/!\[/g)).toHaveLength(2);
});
