import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Class names are global, so these rules keep the styles of features apart (docs/decisions, "Plain CSS with a lint rule"): a
 * class belongs to one folder, a feature styles only what is below its own classes, and a component uses no class of a folder
 * whose style sheet it does not load.
 */

interface Sheet {
  readonly folder: string;
  readonly selectors: readonly string[];
}

interface Component {
  readonly folder: string;
  readonly name: string;
  readonly source: string;
}

interface Page {
  readonly sheets: readonly Sheet[];
  readonly components: readonly Component[];
}

/** Loaded with the page, before any feature's. `.` is the page's own folder. */
const shared = ['.', 'design', 'bindings'];
/** A page of its own, which ships nowhere. */
const separatePages = ['gallery'];

/** Selectors without their at-rules and keyframe steps, split at commas outside brackets. */
const selectorsOf = (css: string): string[] =>
  [...css.replaceAll(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]+)\{/g)]
    .map(([, prelude = '']) => prelude.trim())
    .filter((prelude) => !/^(?:@|from$|to$|[\d.]+%)/.test(prelude))
    .flatMap((prelude) => prelude.split(/,(?![^(]*\))/))
    .map((selector) => selector.trim());

const classesIn = (selector: string): string[] => [...selector.matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].map(([, name = '']) => name);

/** Class names that a component's `className` spells out; those it composes of variables are not seen. */
const classesOf = (source: string): string[] =>
  [...source.matchAll(/className=(?:"([^"]*)"|\{([^}]*(?:\$\{[^}]*\}[^}]*)*)\})/g)].flatMap(([, plain, code = '']) =>
    (plain ?? [...code.replaceAll(/\$\{[^}]*\}/g, ' ').matchAll(/['"`]([^'"`]*)['"`]/g)].map(([, text]) => text).join(' ')).split(/\s+/),
  );

/** The folders whose style sheets a folder's components import. */
function loadedBy(page: Page): Map<string, Set<string>> {
  const loaded = new Map<string, Set<string>>();
  for (const { folder, source } of page.components) {
    const sheets = [...source.matchAll(/import '\.\.\/([\w-]+)\/[\w-]+\.css'/g)].map(([, name = '']) => name);
    loaded.set(folder, new Set([...(loaded.get(folder) ?? []), ...sheets]));
  }
  return loaded;
}

/** Each class with the folder it belongs to; null: several folders define it. */
function ownersOf(page: Page): Map<string, string | null> {
  const loaded = loadedBy(page);
  const styledIn = new Map<string, Set<string>>();
  for (const { folder, selectors } of page.sheets)
    for (const name of selectors.flatMap(classesIn)) styledIn.set(name, new Set([...(styledIn.get(name) ?? []), folder]));
  return new Map(
    [...styledIn].map(([name, folders]) => {
      const common = shared.find((folder) => folders.has(folder));
      const refined = [...folders].filter((folder) => ![...folders].some((other) => loaded.get(folder)?.has(other) ?? false));
      return [name, common ?? (refined.length === 1 ? (refined[0] ?? null) : null)];
    }),
  );
}

/** Returns each violation of the rules as a sentence. */
function complaintsAbout(page: Page): string[] {
  const owners = ownersOf(page);
  const loaded = loadedBy(page);
  const words = new Set(page.components.flatMap(({ source }) => source.match(/[\w-]+/g) ?? []));
  return [
    ...[...owners].filter(([, owner]) => owner === null).map(([name]) => `.${name} is styled by several features`),
    ...[...owners.keys()].filter((name) => !words.has(name)).map((name) => `.${name} is used by no component`),
    ...page.sheets
      .filter(({ folder }) => !shared.includes(folder) && !separatePages.includes(folder))
      .flatMap(({ folder, selectors }) =>
        selectors
          .filter((selector) => !classesIn(selector).some((name) => owners.get(name) === folder))
          .map((selector) => `${folder} styles ${selector}, which other features have too`),
      ),
    ...page.components
      .filter(({ folder }) => !separatePages.includes(folder))
      .flatMap(({ folder, name, source }) =>
        classesOf(source)
          .filter((used) => {
            const owner = owners.get(used);
            return (
              owner !== undefined && owner !== folder && !(shared.includes(owner ?? '') || (loaded.get(folder)?.has(owner ?? '') ?? false))
            );
          })
          .map(
            (used) => `${folder}/${name} uses .${used} of ${owners.get(used) ?? 'several features'}, whose style sheet it does not import`,
          ),
      ),
  ];
}

const renderer = join(import.meta.dirname, '../../renderer');
const filesEnding = (end: string): string[] =>
  readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => join(renderer, file));
const folderOf = (file: string): string => relative(renderer, dirname(file)) || '.';

const real: Page = {
  sheets: filesEnding('.css').map((file) => ({ folder: folderOf(file), selectors: selectorsOf(readFileSync(file, 'utf8')) })),
  components: filesEnding('.tsx')
    .filter((file) => !file.endsWith('.component.test.tsx'))
    .map((file) => ({ folder: folderOf(file), name: basename(file), source: readFileSync(file, 'utf8') })),
};

it('the style sheet of a feature styles nothing of another feature', () => {
  expect(complaintsAbout(real)).toEqual([]);
});

it('the shared style sheets are those that the page loads first', () => {
  const first = [...readFileSync(join(renderer, 'main.tsx'), 'utf8').matchAll(/import '\.\/([\w-]+)\/[\w-]+\.css'/g)].map(
    ([, name = '']) => name,
  );
  expect([...new Set(first)].sort()).toEqual(shared.filter((folder) => folder !== '.').sort());
});

describe('a style sheet', () => {
  const page = (css: Record<string, string>, tsx: Record<string, string>): Page => ({
    sheets: Object.entries(css).map(([folder, text]) => ({ folder, selectors: selectorsOf(text) })),
    components: Object.entries(tsx).map(([folder, source]) => ({ folder, name: 'a.tsx', source })),
  });
  const design = '.row { color: red } .head { color: red }';
  const uses = { design: 'className="row head"' };

  it.each<{ readonly why: string; readonly page: Page; readonly says: readonly string[] }>([
    {
      why: 'refuses a feature that restyles a shared class everywhere',
      page: page({ design, stock: '.row { color: blue }' }, { ...uses, stock: 'className="row"' }),
      says: ['stock styles .row, which other features have too'],
    },
    {
      why: 'accepts a shared class below a class of the feature, in any at-rule and in :is()',
      page: page(
        {
          design,
          stock:
            '@media print { .stock :is(td, th) > .row, .stock .head { color: blue } } @keyframes a { from { top: 0 } 50% { top: 1px } }',
        },
        { ...uses, stock: 'className={`stock ${tone}`}' },
      ),
      says: [],
    },
    {
      why: 'refuses one class of two features',
      page: page({ design, stock: '.list { top: 0 }', desk: '.list { top: 1px }' }, { ...uses, stock: 'className="list"', desk: '' }),
      says: [
        '.list is styled by several features',
        'stock styles .list, which other features have too',
        'desk styles .list, which other features have too',
        'stock/a.tsx uses .list of several features, whose style sheet it does not import',
      ],
    },
    {
      why: 'refuses a class of a style sheet that may not be loaded, also one that a condition chooses',
      page: page({ design, stock: '.box { top: 0 }' }, { ...uses, stock: 'className="box"', desk: "className={isOpen ? 'box' : 'row'}" }),
      says: ['desk/a.tsx uses .box of stock, whose style sheet it does not import'],
    },
    {
      why: 'accepts a class of a style sheet that is imported, and refining it',
      page: page(
        { design, report: '.paper { top: 0 }', run: '.paper.run { top: 1px }' },
        { ...uses, report: 'className="paper"', run: `import '../report/report.css'; className="paper run"` },
      ),
      says: [],
    },
    {
      why: 'refuses a class that no component uses',
      page: page({ design, stock: '.gone { top: 0 }' }, { ...uses, stock: '' }),
      says: ['.gone is used by no component'],
    },
  ])('$why', ({ page: tried, says }) => {
    expect(complaintsAbout(tried)).toEqual(says);
  });
});
