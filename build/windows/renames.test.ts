import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';

it('only one place in the station replaces a file with a rename, and it waits for programs that have the file open', () => {
  const sources = readdirSync(join(root, 'electron'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|fixture|long)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  expect(sources.length).toBeGreaterThan(100);
  const codeOf = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const renaming = sources.filter((file) => /\brename(?:Sync)?\b/.test(codeOf(file)));
  expect(renaming).toEqual(['electron/core/files.ts']);
});
