import { join } from 'node:path';
import { build } from 'vite';

/**
 * The folder of the built program. It is in the desktop's workspace, so that native modules are found, and no check or package
 * reads it.
 */
const builtFolder = join(import.meta.dirname, '../../apps/desktop/node_modules/.cache/bench-child');

/** The program of one side of a measurement (`child/start.ts`), as `buildChild` made it. */
export const builtChildFile = join(builtFolder, 'start.js');

/**
 * Builds that program like the app (apps/desktop/electron.vite.config.ts), in about two seconds. Users run bundled JavaScript,
 * and not source whose types Node strips in each thread. The reader threads' program is written beside it. Throws build errors.
 */
export async function buildChild(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      minify: false,
      outDir: builtFolder,
      emptyOutDir: true,
      rolldownOptions: {
        external: ['better-sqlite3', '@node-rs/argon2', 'pg'],
        input: {
          start: join(import.meta.dirname, '../child/start.ts'),
          'reader-worker': join(import.meta.dirname, '../../apps/desktop/src/replica/storage/reading/reader-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
}
