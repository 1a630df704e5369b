import { dirname, join } from 'node:path';

/** The files that a program with a replica uses and that are not part of its own file. */
export type ProgramPlaces = {
  /** The program of the reader threads. */
  readonly readerWorker: string;
  /** The folder of the build, with the window's page and the base map. */
  readonly out: string;
};

/**
 * Returns the places of a program. `start`: its own file (`import.meta.filename`), which is `src/<program>/start.ts` where the source
 * runs, and `out/main/<program>.js` in the build.
 */
export function programPlaces(start: string): ProgramPlaces {
  const folder = dirname(start);
  return start.endsWith('.ts')
    ? {
        readerWorker: join(folder, '../replica/storage/reading/reader-worker.ts'),
        out: join(folder, '../../out'),
      }
    : { readerWorker: join(folder, 'reader-worker.js'), out: join(folder, '..') };
}
