import { fileURLToPath } from 'node:url';
import babel from '@rolldown/plugin-babel';
import react, { reactCompilerPreset } from '@vitejs/plugin-react';
import { defineConfig, type Rolldown } from 'vite';

/**
 * Small scripts load faster: the page's first one is 1.3 MB instead of 2.8. Function names are kept for the stack traces in
 * error reports, and for the counts of drawn components (proof/testbed/screen-work.ts).
 * The scripts of the first page are one file and one style sheet, instead of some 100 that each need a request to the main process.
 */
export const smallScripts = {
  minify: { compress: { keepNames: { function: true, class: true } }, mangle: { keepNames: true }, codegen: true },
  codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] },
} satisfies Rolldown.OutputOptions;

/**
 * Components and hooks are compiled by React Compiler: what did not change is not drawn again. Another filter of a list draws
 * half as many components (ADR 0127).
 *
 * Builds only the renderer: `electron.vite.config.ts` builds it together with main and preload. The browser shell
 * serves the same files. The result has no inline scripts or styles, because the page's policy forbids them.
 */
export default defineConfig({
  root: fileURLToPath(new URL('src/renderer', import.meta.url)),
  base: './', // the custom protocol and the browser shell serve it from different roots
  plugins: [react(), babel({ presets: [reactCompilerPreset()] })],
  build: {
    outDir: fileURLToPath(new URL('out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome140', // Electron's own version, and the oldest for the browser shell
    modulePreload: { polyfill: false }, // it would be an inline script
    assetsInlineLimit: 0, // fonts and images stay files: font-src has no data:
    chunkSizeWarningLimit: 1_500, // read from the disk, not over a network
    rollupOptions: { output: smallScripts },
  },
});
