import { transformAsync } from '@babel/core';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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
      handler: async (code, id) => {
        const compiled = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          parserOpts: { plugins: ['typescript', 'jsx'] },
          plugins: ['babel-plugin-react-compiler'],
          sourceMaps: true,
        });
        return typeof compiled?.code === 'string' ? { code: compiled.code, map: compiled.map ?? null } : null;
      },
    },
  };
}

/** The renderer is served by the station's own scheme under a strict policy: nothing inline, nothing remote. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [reactCompiler(), react()],
  publicDir: false,
  build: {
    outDir: '../dist/app/renderer',
    emptyOutDir: true,
    target: 'chrome114',
    assetsInlineLimit: 0,
    // kB. It comes from the disk; a second chunk would only be a second read.
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
  },
});
