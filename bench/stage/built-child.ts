import { join } from 'node:path';
import { build } from 'vite';

/** In the desktop's own workspace, so that its native modules are found, and where no check and no package looks. */
const builtFolder = join(import.meta.dirname, '../../apps/desktop/node_modules/.cache/bench-child');

/** The program of one side of a measurement (`child/start.ts`), as `buildChild` made it. */
export const builtChildFile = join(builtFolder, 'start.js');

/**
 * Builds that program as the app is built (apps/desktop/electron.vite.config.ts), in about two seconds: what users run is JavaScript in one piece,
 * and not source that Node strips of its types in each thread. The reader threads' program lies beside it. Throws what could not be built.
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
