import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer is served by the station's own scheme under a strict policy: nothing inline, nothing remote. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
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
