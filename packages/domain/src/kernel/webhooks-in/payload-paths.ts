import { isObject, type JsonValue } from '../json.ts';

/** One step into a payload: the name of a member, or the place in a list from 0. */
export type PathStep = string | number;

/** Chosen: payloads of known senders are at most six levels deep. */
const mostSteps = 20;
const plainName = /^[A-Za-z_$][A-Za-z0-9_$-]*$/u;

/**
 * Reads a path such as `lead.email`, `items[0].name` or `["odd name"].x`. A name in quotes is a JSON text. Returns undefined for text that is
 * no path.
 */
export function parsePayloadPath(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  const part = /(?:(^|\.)([A-Za-z_$][A-Za-z0-9_$-]*))|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]/uy;
  let at = 0;
  while (at < text.length) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (!found) return undefined;
    const [whole, dot, name, place, quoted] = found;
    if (name !== undefined && (dot === '') !== (at === 0)) return undefined;
    if (name !== undefined) steps.push(name);
    else if (place !== undefined) steps.push(Number(place));
    else {
      const read = readQuoted(quoted ?? '');
      if (read === undefined) return undefined;
      steps.push(read);
    }
    at += whole.length;
  }
  return steps.length === 0 || steps.length > mostSteps ? undefined : steps;
}

function readQuoted(quoted: string): string | undefined {
  try {
    const read: unknown = JSON.parse(quoted);
    return typeof read === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a path as people write it. `parsePayloadPath` reads it back. */
export const writtenPath = (steps: readonly PathStep[]): string =>
  steps
    .map((step, place) => {
      if (typeof step === 'number') return `[${step}]`;
      return plainName.test(step) ? `${place === 0 ? '' : '.'}${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');

/** Returns the value at a path. Undefined: the payload has none there. Inherited names are never found. */
export function payloadValue(payload: JsonValue, steps: readonly PathStep[]): JsonValue | undefined {
  let value: JsonValue | undefined = payload;
  for (const step of steps) {
    if (typeof step === 'number') value = Array.isArray(value) ? (value[step] as JsonValue | undefined) : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/** A place in a payload that has a value, with the value. */
export type PayloadPlace = { readonly path: string; readonly value: JsonValue };

/** Chosen: the places that a person can look through, and the items of a list that differ. */
const mostPlaces = 300;
const mostItems = 3;

/**
 * Returns the places of a payload, in its order: texts, numbers, yes and no, empty values, and lists of such values as a whole. At most 300, and of a
 * list of objects the first three.
 */
export function payloadPlaces(payload: JsonValue): readonly PayloadPlace[] {
  const found: PayloadPlace[] = [];
  const look = (value: JsonValue, steps: readonly PathStep[]): void => {
    if (found.length >= mostPlaces || steps.length > mostSteps) return;
    if (Array.isArray(value)) {
      const items = value as readonly JsonValue[];
      if (items.every((item) => typeof item !== 'object' || item === null)) {
        if (steps.length > 0) found.push({ path: writtenPath(steps), value });
      } else for (const [place, item] of items.slice(0, mostItems).entries()) look(item, [...steps, place]);
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) look(inner, [...steps, name]);
    } else if (steps.length > 0) found.push({ path: writtenPath(steps), value });
  };
  look(payload, []);
  return found;
}
