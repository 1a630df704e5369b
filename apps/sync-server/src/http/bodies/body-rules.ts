import { maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ScanLimits } from './json-scan.ts';

const mebibyte = 1_048_576;

/** What the body of a request may be. */
export type BodyLimits = ScanLimits & { readonly bytes: number };

/**
 * E-3: how large a body may be, and how many values it may have. The first line whose path fits holds. A checkpoint of 5,000 tokens has
 * some 25,000 values, an act of 1,000 edits some 20,000.
 */
const bodyLimits: readonly (readonly [pathPrefix: string, limits: BodyLimits])[] = [
  ['/sync/push', { bytes: 32 * mebibyte, values: 500_000, acts: 1_000, edits: maxEditsPerAct }], // devices send fewer when they are large
  ['/acts', { bytes: 8 * mebibyte, values: 250_000, acts: 100, edits: maxEditsPerAct }],
  ['/sync/', { bytes: 4 * mebibyte, values: 50_000 }],
  ['/records/', { bytes: mebibyte, values: 20_000 }],
  ['', { bytes: 65_536, values: 5_000 }],
];

/** The limits of a path. */
export const bodyLimitsOf = (path: string): BodyLimits =>
  bodyLimits.find(([prefix]) => path.startsWith(prefix))?.[1] ?? { bytes: 0, values: 0 };

/** Chosen: a body of this size is read, parsed and judged in some milliseconds. Larger ones are dealt with in slices. */
export const smallBody = 65_536;

/** Whether a content type is JSON in UTF-8, by whatever name. */
export const isJsonType = (contentType: string | undefined): boolean =>
  contentType !== undefined &&
  /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(contentType.trim());

const escapedUnstorable = /\\u(?:0000|d[89a-f])/i;

/** Reads JSON. `path` is the place of the text in its body. */
export function parseJson(text: string, path = 'body'): Result<unknown> {
  try {
    return accept(JSON.parse(text) as unknown);
  } catch {
    return refuse('request/invalid', `${path}: is not JSON`, { path });
  }
}

/** What Postgres can store of what was read from a text: no U+0000, no half of a surrogate pair. */
export function storable(
  value: unknown,
  { text, path }: { readonly text: string; readonly path: string },
): Result<unknown> {
  const found = escapedUnstorable.test(text) ? findUnstorable(value, path) : undefined;
  return found === undefined
    ? accept(value)
    : refuse('request/invalid', `${found}: has a character that can't be stored (U+0000 or half of a surrogate pair)`, {
        path: found,
      });
}

/** Text that is no JSON at all passes: the route's parser says so. What it refuses is text that Postgres could not store. */
export function checkBody(text: string): Result<string> {
  if (!escapedUnstorable.test(text)) return accept(text);
  const read = parseJson(text);
  const kept = read.ok ? storable(read.value, { text, path: 'body' }) : read;
  return read.ok && !kept.ok ? kept : accept(text); // what is no JSON, the route's parser refuses
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** The place of the first text that can't be stored. Depth is bounded before. */
function findUnstorable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path.slice(0, 200);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = isStorable(key) ? findUnstorable(inner, `${path}.${key}`) : path.slice(0, 200);
    if (found !== undefined) return found;
  }
  return undefined;
}
