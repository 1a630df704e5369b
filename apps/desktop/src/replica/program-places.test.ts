import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programPlaces } from './program-places.ts';

const source = join(import.meta.dirname, '..');

describe('the places of a program', () => {
  it.each(['replica', 'browser-shell', 'cli'])(
    '%s: are the source of the readers and the folder of the build',
    (name) => {
      const start = join(source, name, 'start.ts');
      expect(existsSync(start)).toBe(true);
      const { readerWorker, out } = programPlaces(start);
      expect(existsSync(readerWorker)).toBe(true);
      expect(out).toBe(join(source, '..', 'out'));
    },
  );

  it('are beside the built program', () => {
    const out = join(source, '..', 'out');
    expect(programPlaces(join(out, 'main', 'cli.js'))).toEqual({
      readerWorker: join(out, 'main', 'reader-worker.js'),
      out,
    });
  });
});
