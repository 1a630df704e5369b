import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlantedBug } from './planted-bug.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Replaces one text of one source file when this process loads it. Call it before that file is imported. */
export function plant(bug: PlantedBug): void {
  const planted = pathToFileURL(join(root, bug.file)).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== planted || loaded.source === undefined) return loaded;
      const source = textOf(loaded.source);
      if (source.split(bug.text).length !== 2) throw new Error(`${bug.file} does not have this text once: ${bug.text}`);
      return { ...loaded, source: source.replace(bug.text, () => bug.instead) };
    },
  });
}

const textOf = (source: string | ArrayBuffer | NodeJS.TypedArray): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source);
