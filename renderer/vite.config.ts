import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type PluginOption } from 'vite';
import * as z from 'zod';
import { valuesInOrder, type TextTree } from './i18n/text-values.js';

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
export const pagePlugins = (): PluginOption[] => [fontFirst(), textsWithoutKeys(), react()];

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
