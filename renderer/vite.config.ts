import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transformAsync, version } from '@babel/core';
import react from '@vitejs/plugin-react';
import compilerPackage from 'babel-plugin-react-compiler/package.json' with { type: 'json' };
import { defineConfig, type Plugin, type PluginOption } from 'vite';

/** What a source became, and where from; both as the bundler takes them. */
interface Compiled {
  readonly code: string;
  readonly map: string | null;
}

const COMPILER = 'babel-plugin-react-compiler';
/** Compiled sources by their hash: a bundle, the component tests and `npm run dev` compile each once between them. */
const kept = join(import.meta.dirname, '../.cache/react-compiler');

async function compiled(code: string, filename: string): Promise<Compiled | null> {
  const key = createHash('sha256').update([version, compilerPackage.version, filename, code].join('\0')).digest('hex');
  const file = join(kept, `${key}.json`);
  const known = await readFile(file, 'utf8').catch(() => null);
  // What lies there was put there whole, by a rename.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, and by nobody else
  if (known !== null) return JSON.parse(known) as Compiled;
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
 * React's compiler, which lets a component draw only what has changed: a card that is read draws its reader, not the whole
 * desk. The bundler's own way of calling it wants a newer Node than the one this is built with.
 */
function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    transform: {
      filter: { id: /\/renderer\/.*\.tsx?$/ },
      handler: (code, id) => compiled(code, id),
    },
  };
}

/**
 * Has the font fetched beside the scripts, and nothing drawn in another one meanwhile: words that are drawn in the system's font
 * first jump when it comes.
 */
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

/** What makes the page of its sources, for whoever serves it. */
export const pagePlugins = (): PluginOption[] => [reactCompiler(), fontFirst(), react()];

/** The renderer is served by the station's own scheme under a strict policy: nothing inline, nothing remote. */
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
    // kB. It comes from the disk; a second chunk would only be a second read.
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One script for all that the start imports, in that order: left to itself the bundler makes one for each set of screens that
        // share a module, and what main.tsx imports first is then not what runs first.
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
