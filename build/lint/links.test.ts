import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = [
  ...readdirSync(root),
  ...['.github', 'docs', 'electron', 'renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  ),
].filter((name) => name.endsWith('.md'));

/** Returns the anchors of a page's headings, made the way GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    anchors.add(anchor);
  }
  return anchors;
}

/** Returns the text of a page without its fenced blocks, which may hold lines that look like headings. */
const withoutCode = (page: string): string => readFileSync(join(root, page), 'utf8').replaceAll(/^ *```[^]*?^ *```/gm, '');

it.each(pages)('every link of %s leads to a file and a heading of the repository', (page) => {
  const links = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
  const broken = links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : posix.join(posix.dirname(page), file);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
  expect(broken).toEqual([]);
});

it('reaches every page of docs from the README', () => {
  const reached = new Set<string>(['README.md']);
  for (const page of reached)
    for (const [, file = ''] of readFileSync(join(root, page), 'utf8').matchAll(/\]\(([\w./-]+\.md)(?:#[\w-]*)?\)/g)) {
      const target = posix.join(posix.dirname(page), file);
      if (existsSync(join(root, target))) reached.add(target);
    }
  expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});
