import { maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { visitsPath } from '../paths/visits-path.ts';
import type { ScanLimits } from './json-scan.ts';

const mebibyte = 1_048_576;

/** The limits of a request's body. */
export type BodyLimits = ScanLimits & { readonly bytes: number };

/**
 * E-3: the largest size of a body, and the most values in it. The first line whose path matches applies. A checkpoint of 5,000
 * tokens has some 25,000 values, an act of 1,000 edits some 20,000.
 */
const bodyLimits: readonly (readonly [pathPrefix: string, limits: BodyLimits])[] = [
  ['/sync/push', { bytes: 32 * mebibyte, values: 500_000, acts: 1_000, edits: maxEditsPerAct }], // devices send fewer acts when these are large
  ['/acts', { bytes: 8 * mebibyte, values: 250_000, acts: 100, edits: maxEditsPerAct }],
  ['/sync/', { bytes: 4 * mebibyte, values: 50_000 }],
  ['/records/', { bytes: mebibyte, values: 20_000 }],
  ['/api/v1/acts', { bytes: 8 * mebibyte, values: 250_000, acts: 100, edits: maxEditsPerAct }],
  ['/api/v1/records', { bytes: mebibyte, values: 20_000 }],
  ['/scim/', { bytes: mebibyte, values: 50_000 }], // a group with all of its members
  [visitsPath, { bytes: 8_192, values: 20 }], // a token, a path and a title
  ['', { bytes: 65_536, values: 5_000 }],
];

/** Returns the limits of a path. */
export const bodyLimitsOf = (path: string): BodyLimits =>
  bodyLimits.find(([prefix]) => path.startsWith(prefix))?.[1] ?? { bytes: 0, values: 0 };

/** Chosen: a body of this size is read, parsed and judged in some milliseconds. Larger bodies are processed in slices. */
export const smallBody = 65_536;

/** Returns whether a content type is JSON in UTF-8, under any name. */
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

/**
 * Refuses a value that Postgres can't store: one with U+0000 or half of a surrogate pair. `text` is the JSON that the value was
 * parsed from.
 */
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

/** Refuses text that Postgres could not store. Text that is not JSON passes: the route's parser refuses it. */
export function checkBody(text: string): Result<string> {
  if (!escapedUnstorable.test(text)) return accept(text);
  const read = parseJson(text);
  const kept = read.ok ? storable(read.value, { text, path: 'body' }) : read;
  return read.ok && !kept.ok ? kept : accept(text); // the route's parser refuses text that is not JSON
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Returns the place of the first text that can't be stored. The caller has bounded the depth. */
function findUnstorable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path.slice(0, 200);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = isStorable(key) ? findUnstorable(inner, `${path}.${key}`) : path.slice(0, 200);
    if (found !== undefined) return found;
  }
  return undefined;
}
