import { hash53 } from '../../text/hash53.ts';
import { type JsonValue, canonicalJson } from '../../json.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import type { KeyKind } from '../../entities/field-types.ts';
import { isId } from '../../ids.ts';
import type { ListQuery } from '../../questions/list-query.ts';
import type { QueryGround } from '../query-engine.ts';

/** The place of a row in an order: its sort keys, null where empty, and its id. */
export type WindowPlace = { readonly keys: readonly (string | number | null)[]; readonly id: string };

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const place = new Map(Array.from(alphabet, (letter, index) => [letter, index]));

/** Encodes UTF-8 as base64url without padding (RFC 4648, section 5). The domain has neither Buffer nor TextEncoder. */
function encode(text: string): string {
  const bytes = encodeURIComponent(text).replaceAll(/%([0-9A-F]{2})/g, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  let coded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three =
      (bytes.charCodeAt(at) << 16) | ((bytes.charCodeAt(at + 1) || 0) << 8) | (bytes.charCodeAt(at + 2) || 0);
    const letters = Math.min(3, bytes.length - at) + 1;
    for (let letter = 0; letter < letters; letter += 1) coded += alphabet[(three >> (18 - 6 * letter)) & 63] ?? '';
  }
  return coded;
}

/** Reverses `encode`; returns `undefined` for any text that `encode` has not written. */
function decode(coded: string): string | undefined {
  let bits = 0;
  let held = 0;
  let escaped = '';
  for (const letter of coded) {
    const value = place.get(letter);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0x3fff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined; // not UTF-8, so `encode` did not write it
  }
}

/** Returns the fingerprint that ties a cursor to its query (without the window) and its asker. */
export function fingerprintOf(ground: QueryGround, query: ListQuery): string {
  const { entity, where, search, life, sort } = query;
  const { userId, timeZone } = ground.asking;
  // Parsed queries are JSON, except that absent keys are `undefined`; those are left out.
  return hash53(
    canonicalJson({
      entity,
      life,
      sort: sort as JsonValue,
      userId,
      timeZone,
      ...(where === undefined ? {} : { where: where as JsonValue }),
      ...(search === undefined ? {} : { search }),
    }),
  ).toString(36);
}

/** Returns the opaque cursor of a row. */
export const writeCursor = (fingerprint: string, at: WindowPlace): string =>
  encode(JSON.stringify([fingerprint, at.id, ...at.keys]));

/** Whether an engine can compare the key. A cursor comes from outside and may be forged. */
function isOfKind(key: unknown, kind: KeyKind): boolean {
  if (kind === 'integer') return Number.isSafeInteger(key);
  if (kind === 'double') return typeof key === 'number';
  return typeof key === 'string' && !key.includes('\0') && key.isWellFormed();
}

/** Reads the place of a cursor. Refuses an invalid cursor, or one of another query, with `query/cursor-stale`. */
export function readCursor(
  cursor: string,
  expected: { readonly fingerprint: string; readonly kinds: readonly KeyKind[] },
): Result<WindowPlace> {
  const stale = refuse(
    'query/cursor-stale',
    'This place in the list belongs to another query: begin at the start.',
    {},
  );
  const json = decode(cursor);
  if (json === undefined) return stale;
  let parts: unknown;
  try {
    parts = JSON.parse(json);
  } catch {
    return stale; // not a cursor of ours
  }
  if (!Array.isArray(parts) || parts.length !== expected.kinds.length + 2) return stale;
  const [fingerprint, id, ...keys] = parts as readonly unknown[];
  if (fingerprint !== expected.fingerprint || typeof id !== 'string' || !isId(id)) return stale;
  const right = keys.every((key, index) => key === null || isOfKind(key, expected.kinds[index] ?? 'none'));
  return right ? accept({ id, keys: keys as WindowPlace['keys'] }) : stale; // every key was checked
}
