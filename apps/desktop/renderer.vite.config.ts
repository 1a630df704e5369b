import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The renderer alone: `electron.vite.config.ts` builds it beside main and preload; the browser shell serves the same files.
 * No inline scripts or styles come out of it: the page's policy forbids them.
 */
export default defineConfig({
  root: fileURLToPath(new URL('src/renderer', import.meta.url)),
  base: './', // the custom protocol and the browser shell serve it from different roots
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome140', // Electron's own, and what the browser shell is opened with
    modulePreload: { polyfill: false }, // it would be an inline script
    assetsInlineLimit: 0, // fonts and images stay files: font-src has no data:
    chunkSizeWarningLimit: 1_500, // read from the disk beside it, not over a network
  },
});
