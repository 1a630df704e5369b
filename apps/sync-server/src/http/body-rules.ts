import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';

const mebibyte = 1_048_576;

/** E-3: how large a body may be. The first line whose path fits holds. */
export const bodyLimits: readonly (readonly [pathPrefix: string, bytes: number])[] = [
  ['/sync/push', 32 * mebibyte], // 1,000 acts; devices send fewer when they are large
  ['/acts', 8 * mebibyte],
  ['/sync/', 4 * mebibyte], // a checkpoint of 5,000 tokens
  ['/records/', mebibyte],
  ['', 65_536],
];

/** The limit of a path, in bytes. */
export const bodyLimitOf = (path: string): number => bodyLimits.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 0;

/** Chosen: twice what the deepest value of the wire has; parsers that call themselves stay far from their stack's end. */
const mostDepth = 64;

/** Whether a content type is JSON in UTF-8, by whatever name. */
export const isJsonType = (contentType: string | undefined): boolean =>
  contentType !== undefined &&
  /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(contentType.trim());

/**
 * What every JSON body must keep, whatever its schema: bounded depth, and text that Postgres can store (no U+0000, no half of a
 * surrogate pair). Text that is no JSON at all passes: the parser says so.
 */
export function checkBody(text: string): Result<string> {
  if (depthOf(text) > mostDepth)
    return refuse('request/invalid', `body: nested more than ${mostDepth} deep`, { path: 'body' });
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return accept(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return accept(text); // the route's parser refuses it
  }
  const path = findUnstorable(value, 'body');
  return path === undefined
    ? accept(text)
    : refuse('request/invalid', `${path}: has a character that can't be stored (U+0000 or half of a surrogate pair)`, {
        path,
      });
}

/** How deep brackets are nested outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text.charCodeAt(i);
    if (letter === 0x22) {
      for (i += 1; i < text.length && text.charCodeAt(i) !== 0x22; i += 1) if (text.charCodeAt(i) === 0x5c) i += 1; // to the end of the string
    } else if (letter === 0x7b || letter === 0x5b) {
      depth += 1;
      if (depth > most) most = depth;
    } else if (letter === 0x7d || letter === 0x5d) {
      depth -= 1;
    }
  }
  return most;
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
