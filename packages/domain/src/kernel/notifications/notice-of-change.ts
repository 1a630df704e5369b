import type { JsonValue } from '../json.ts';
import { newMention } from './mentions.ts';
import type { SendableKind } from './notice-wishes.ts';

/** A change of a record, as the journal has it. */
export type NoticedChange = {
  readonly id: string;
  readonly kind: 'created' | 'changed';
  readonly by: string;
  /** field: [from, to]. */
  readonly changed: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
};

/** The facts about a kind of record on which its notifications depend. */
export type NoticedKind = {
  /** The names of its texts of several lines, in which people are mentioned. */
  readonly texts: ReadonlySet<string>;
  /** The field of its stage. */
  readonly stages: string | undefined;
  /** The field by which its records belong to a parent. */
  readonly parent: string | undefined;
};

/** The person who may be notified. `following`: ids of records, and values of references such as "crm/deal:id". */
export type NoticedPerson = {
  readonly id: string;
  readonly name: string;
  readonly following: ReadonlySet<string>;
};

/**
 * Returns the kind of notification that a change is for a person; undefined where it is none. The first kind that fits counts, in the same
 * order as on a device. `owner`: who has the record now.
 */
export function noticeOfChange(
  { id, kind, by, changed }: NoticedChange,
  { texts, stages, parent }: NoticedKind,
  { person, owner }: { readonly person: NoticedPerson; readonly owner: string | null },
): Exclude<SendableKind, 'told'> | undefined {
  if (by === person.id) return undefined;
  const isMentioned = Object.entries(changed).some(
    ([field, [from, to]]) => texts.has(field) && newMention(textOf(from), textOf(to), person.name) !== undefined,
  );
  if (isMentioned) return 'mentioned';
  if (changed['ownerId']?.[1] === person.id) return 'assigned';
  const [seenBefore, seenNow] = changed['sharedWith'] ?? [];
  if (holds(seenNow, person.id) && !holds(seenBefore, person.id)) return 'shared';
  if (kind === 'changed' && stages !== undefined && changed[stages] !== undefined && owner === person.id) return 'moved'; // prettier-ignore
  if (person.following.has(id)) return 'followed';
  const above = parent === undefined || kind !== 'created' ? undefined : changed[parent]?.[1];
  return typeof above === 'string' && person.following.has(above) ? 'followed' : undefined;
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : '');
const holds = (value: JsonValue | undefined, id: string): boolean => Array.isArray(value) && value.includes(id);

/** Returns the records that a person follows, by their ids and by their values in references of several kinds. */
export const followedIds = (values: readonly string[]): ReadonlySet<string> =>
  new Set(values.flatMap((value) => [value, value.slice(value.indexOf(':') + 1)]));
