import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { texts } from './screen-texts.fixture.js';

const root = join(import.meta.dirname, '../..');
const manuals = [
  'README.md',
  ...['administrator.md', 'operator.md', 'operator-more.md', 'windows.md'].map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'docs/administrator')).map((name) => `docs/administrator/${name}`),
];

/** Returns what a page has in bold, outside code: by convention the labels of Card Desk's screens. */
function labelsOf(page: string): string[] {
  const prose = readFileSync(join(root, page), 'utf8')
    .replaceAll(/^ *```[^]*?^ *```/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label = '']) => label.replaceAll(/\s+/g, ' '));
}

it.each(manuals)('%s has in bold only texts of the English screens', (page) => {
  expect(labelsOf(page).filter((label) => !texts.includes(label))).toEqual([]);
});

it('finds the labels of a manual, also those that a line break divides', () => {
  expect(labelsOf('docs/operator.md')).toContain('Ready to bind');
  expect(manuals.flatMap(labelsOf).length).toBeGreaterThan(30);
});

it('has a heading for every section of the administrator guide that a screen names', () => {
  const guide = manuals.filter((page) => page.startsWith('docs/administrator'));
  const headings = guide.flatMap((page) => readFileSync(join(root, page), 'utf8').match(/^#+ .+$/gm) ?? []);
  const named = texts.flatMap((text) => /“([^”]+)” in the administrator guide/.exec(text)?.[1] ?? []);
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !headings.some((heading) => heading.replace(/^#+ /, '').startsWith(name)))).toEqual([]);
});
