import type { Entity } from '../entities/entity.ts';
import type { MergePolicy } from '../entities/fields.ts';
import { type JsonValue, sameJson } from '../json.ts';

/** The result of merging one field: the winning value, and the replaced one where two disagreed. */
export type Merged = { readonly value: JsonValue; readonly superseded?: JsonValue };

export type MergeInput = {
  readonly policy: MergePolicy;
  /** The value that the author saw. */
  readonly from: JsonValue;
  /** The value that the author has set. */
  readonly to: JsonValue;
  /** The value that the record holds at arrival. */
  readonly now: JsonValue;
  /** An undo, or an act sent again after a lost tail, loses to later changes instead of winning (S-4c, S-1c). */
  readonly yields: boolean;
};

/** Returns the policy of a field or an envelope name. */
export function policyOf(entity: Entity, name: string): MergePolicy {
  if (name === 'sharedWith') return 'union';
  if (name === 'ownerId' || name === 'teamId' || name === 'life') return 'later';
  return entity.fields[name]?.merge ?? 'later'; // fields of a newer schema are kept (K-5)
}

/**
 * S-4: merges one field of an edit with the record as it is at arrival. Only `from` decides: if it is still current, the edit
 * applies. Unions and lines never lose: both sides' additions and removals count.
 */
export function mergeField({ policy, from, to, now, yields }: MergeInput): Merged {
  if (sameJson(from, now) || sameJson(to, now)) return { value: to };
  if (policy === 'union') return { value: mergeSets(asList(from), asList(to), asList(now)).sort() };
  if (policy === 'lines') return { value: mergeLines(asText(from), asText(to), asText(now)) };
  return yields ? { value: now, superseded: to } : { value: to, superseded: now };
}

const asList = (value: JsonValue): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const asText = (value: JsonValue): string => (typeof value === 'string' ? value : '');

/** Returns the members that both sides kept, then those that `to` added. */
function mergeSets(from: readonly string[], to: readonly string[], now: readonly string[]): string[] {
  const kept = now.filter((item) => to.includes(item) || !from.includes(item));
  return [...new Set([...kept, ...to.filter((item) => !from.includes(item))])];
}

/**
 * Merges text by line, three-way. Lines that either side removed are gone. Lines that either side added are present
 * (once, where both added the same). An added line follows the nearest line before it that remains. Two rewrites of
 * one line are both kept. Where only one side changed the text, its text is the result.
 */
export function mergeLines(from: string, to: string, now: string): string {
  if (from === to) return now;
  if (from === now) return to;
  const wanted = split(to);
  const [before, asked, held] = [countLines(split(from)), countLines(wanted), countLines(split(now))];
  const count = (lines: ReadonlyMap<string, number>, line: string) => lines.get(line) ?? 0;
  const addedBy = (side: ReadonlyMap<string, number>, line: string) =>
    Math.max(0, count(side, line) - count(before, line));

  const soFar = new Map<string, number>();
  const kept = split(now).filter((line) => {
    const most = Math.min(count(before, line), count(held, line), count(asked, line)) + addedBy(held, line);
    if (count(soFar, line) >= most) return false;
    soFar.set(line, count(soFar, line) + 1);
    return true;
  });

  const places = new Map<string, number[]>(); // the places of each line in `kept`, the first one last
  for (let place = kept.length - 1; place >= 0; place -= 1) {
    const line = kept[place] ?? '';
    const known = places.get(line);
    if (known) known.push(place);
    else places.set(line, [place]);
  }
  const added = new Map<number, string[]>(); // the lines to insert before a place in `kept`
  const seen = new Map<string, number>();
  let at = 0; // the place of the next added line
  for (const line of wanted) {
    const place = count(seen, line) + 1;
    seen.set(line, place);
    const isMissing = place > count(before, line) && place - count(before, line) > addedBy(held, line);
    if (isMissing) {
      const here = added.get(at);
      if (here) here.push(line);
      else added.set(at, [line]);
      continue;
    }
    const left = places.get(line) ?? [];
    while ((left.at(-1) ?? at) < at) left.pop();
    at = (left.at(-1) ?? at - 1) + 1;
  }
  return [
    ...kept.flatMap((line, place) => [...(added.get(place) ?? []), line]),
    ...(added.get(kept.length) ?? []),
  ].join('\n');
}

const split = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));

function countLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
