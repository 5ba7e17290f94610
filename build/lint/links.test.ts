import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

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

const sourceFolders = ['.github', 'assets', 'bench', 'build', 'docs', 'e2e', 'electron', 'renderer', 'shared'];
const sourceFiles = [
  ...readdirSync(root),
  ...sourceFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  ),
];
const codeFiles = sourceFiles.filter((name) => /\.(?:[cm]?js|tsx?|json|c|py)$/.test(name));
/** Every word of the code, without the words of the pages themselves. */
const words = new Set(codeFiles.flatMap((name) => readFileSync(join(root, name), 'utf8').match(/\w+/g) ?? []));

/** Returns whether a page may name this file: as a path from the root of the repository, or by the end of a path. */
const isFile = (name: string): boolean => sourceFiles.some((file) => file === name || file.endsWith(`/${name}`));

/**
 * Returns what a page names between backticks and the repository does not have: paths of source folders, files of code, commands of npm,
 * names in camel case that begin with a small letter. Names with a capital are often those of other programs, and `x.test.ts`
 * stands for any test.
 */
function unknownNames(text: string): string[] {
  const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name.replace(/(?<=\w)(?:\/|\(\))$/, ''));
  return named.filter((name) => {
    const [, script] = /^npm run ([\w:-]+)/.exec(name) ?? [];
    if (script !== undefined) return !Object.hasOwn(manifest.scripts, script);
    if (/(?:^|\/)x\./.test(name) || !/^[\w./-]+$/.test(name)) return false;
    if (sourceFolders.some((folder) => name.startsWith(`${folder}/`))) return !existsSync(join(root, name));
    if (/\.(?:tsx?|[cm]js|css)$/.test(name)) return !isFile(name);
    return /^[a-z]+[A-Z]\w*$/.test(name) && !words.has(name);
  });
}

it.each(pages.filter((page) => !/^(?:electron|renderer)\/|^CHANGELOG/.test(page)))(
  '%s names no file, command or function that does not exist',
  (page) => {
    expect(unknownNames(withoutCode(page))).toEqual([]);
  },
);

it('finds a file, a folder, a function and a command that do not exist, and no others', () => {
  // In two parts, because in one it would itself be a name in the code.
  const missing = ['gone', 'Function'].join('');
  const text = `\`electron/gone/\`, \`gone.ts\`, \`${missing}()\`; \`electron/core/\`, \`main.ts\`, \`parseAtr()\`, \`e2e/x.e2e.ts\`, \`*.long.ts\`, \`npm run gone -- 3\`, \`npm run test:long\``;
  expect(unknownNames(text)).toEqual(['electron/gone', 'gone.ts', missing, 'npm run gone -- 3']);
});
