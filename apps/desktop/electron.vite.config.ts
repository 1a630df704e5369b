import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import renderer, { smallScripts } from './renderer.vite.config.ts';

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));
const out = (path: string): string => fileURLToPath(new URL(`out/${path}`, import.meta.url));

/**
 * Packages with native binaries: they are loaded from node_modules. Everything else is bundled, so that the packed app needs
 * no other packages.
 */
const external = ['electron', 'better-sqlite3', '@node-rs/argon2'];

/**
 * Builds the three processes of the app. In addition to `start` the main build makes the programs of further processes
 * and threads: the replica (a utility process) and its readers (worker threads), the browser shell and the command line. A built
 * program starts in a third of the time of its some 2,000 source files.
 */
export default defineConfig({
  main: {
    build: {
      outDir: out('main'),
      externalizeDeps: false,
      rollupOptions: {
        external,
        input: {
          start: source('main/start.ts'),
          replica: source('replica/start.ts'),
          'browser-shell': source('browser-shell/start.ts'),
          cli: source('cli/start.ts'),
          'reader-worker': source('replica/storage/reading/reader-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: out('preload'),
      externalizeDeps: false,
      rollupOptions: {
        external,
        input: { start: source('preload/start.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      }, // a sandboxed preload is CommonJS
    },
  },
  renderer: {
    ...renderer,
    build: { ...renderer.build, rollupOptions: { input: source('renderer/index.html'), output: smallScripts } },
  },
});
