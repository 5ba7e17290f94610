import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import babelPackage from '@babel/core/package.json' with { type: 'json' };
import react from '@vitejs/plugin-react';
import compilerPackage from 'babel-plugin-react-compiler/package.json' with { type: 'json' };
import { defineConfig, type Plugin, type PluginOption } from 'vite';
import * as z from 'zod';
import { valuesInOrder, type TextTree } from './i18n/text-values.js';

/** Compiled code and source map, as the bundler takes them. */
interface Compiled {
  readonly code: string;
  readonly map: string | null;
}

const COMPILER = 'babel-plugin-react-compiler';
/** Cache of compiled sources by hash: the bundle, the component tests and `npm run dev` share it, so each is compiled once. */
const kept = join(import.meta.dirname, '../.cache/react-compiler');

async function compiled(code: string, filename: string): Promise<Compiled | null> {
  const key = createHash('sha256').update([babelPackage.version, compilerPackage.version, filename, code].join('\0')).digest('hex');
  const file = join(kept, `${key}.json`);
  const known = await readFile(file, 'utf8').catch(() => null);
  // Files here are complete, because they are renamed into place.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, and nowhere else
  if (known !== null) return JSON.parse(known) as Compiled;
  // Takes half a second to load, which every start of the test runner would pay, and most builds find all files here.
  const { transformAsync } = await import('@babel/core');
  const made = await transformAsync(code, {
    filename,
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['typescript', 'jsx'] },
    plugins: [COMPILER],
    sourceMaps: true,
  });
  if (typeof made?.code !== 'string') return null;
  const result = { code: made.code, map: made.map ? JSON.stringify(made.map) : null };
  await mkdir(kept, { recursive: true });
  const part = `${file}.${String(process.pid)}`;
  await writeFile(part, JSON.stringify(result));
  await rename(part, file);
  return result;
}

/**
 * React's compiler, which lets a component render only what changed: reading a card renders its reader, not the whole desk.
 * The bundler's built-in way of running it requires a newer Node than this build uses.
 */
function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    transform: {
      // Only components and hooks are changed: what has no element and uses no hook has neither.
      filter: { id: /\/renderer\/.*\.tsx?$/, code: /<\/|\/>|\buse[A-Z]/ },
      handler: (code, id) => compiled(code, id),
    },
  };
}

/** Fetches the font alongside the scripts and delays text until it is there; text in the system font would move when it arrives. */
function fontFirst(): Plugin {
  return {
    name: 'font-first',
    enforce: 'pre',
    transform: {
      filter: { id: /@fontsource-variable\/.*\.css$/ },
      handler: (code) => code.replaceAll('font-display: swap', 'font-display: block'),
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => /\/inter-latin-wght-normal-[^/]*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', href: `./${file}`, as: 'font', type: 'font/woff2', crossorigin: '' },
            injectTo: 'head-prepend' as const,
          })),
    },
  };
}

/** Ships the texts of the other languages without their keys, which are those of English: a quarter less to load. */
function textsWithoutKeys(): Plugin {
  return {
    name: 'texts-without-keys',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]locales[\\/](?:nl|de|fr)\.json$/ },
      handler: async (code, id) => {
        const english = await readFile(join(dirname(id), 'en.json'), 'utf8');
        return JSON.stringify(valuesInOrder(textTreeSchema.parse(JSON.parse(english)), textTreeSchema.parse(JSON.parse(code))));
      },
    },
  };
}

const textTreeSchema: z.ZodType<TextTree> = z.record(
  z.string(),
  z.lazy(() => z.union([z.string(), textTreeSchema])),
);

/** Vite plugins that build the page; used by every server of the page. */
export const pagePlugins = (): PluginOption[] => [reactCompiler(), fontFirst(), textsWithoutKeys(), react()];

/** The renderer is served by the station's own scheme under a strict content security policy: nothing inline, nothing remote. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: pagePlugins(),
  publicDir: false,
  build: {
    outDir: '../dist/app/renderer',
    emptyOutDir: true,
    target: 'chrome114',
    assetsInlineLimit: 0,
    // kB. The script comes from the disk; a second chunk would only be a second read.
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One chunk for everything the start imports, in that order. By default the bundler makes a chunk for each set of
        // screens that share a module, and then what main.tsx imports first is not what runs first.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'start', tags: ['$initial'], priority: 1 },
            { name: 'screens', test: (id) => !/[\\/](?:locales[\\/]\w+\.json|i18n[\\/][\w-]+\.ts)$/.test(id) },
          ],
        },
      },
    },
  },
});
