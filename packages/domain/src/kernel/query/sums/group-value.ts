import { sql } from 'kysely';
import type { JsonValue } from '../../json.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import { type Fragment, type QueryGround, fieldTextAt, isUuidColumn, keyAt } from '../query-engine.ts';
import type { QueryJoins } from '../conditions/query-joins.ts';
import { bucketOf, clockOf, dayOfKey } from '../expressions/date-bucket.ts';
import { isClockBucket, type Report } from '../../questions/list-query.ts';
import { type PathTarget, askedAt } from '../query-path.ts';
import type { Entity } from '../../entities/entity.ts';
import type { KeyKind } from '../../entities/field-types.ts';

/** A grouping of records: the key to group and sort by, and the display of a group's value. */
export type Grouping = {
  readonly asked: PathTarget;
  readonly key: Fragment;
  readonly kind: KeyKind;
  /** A record's own spelling of the group's value; the least one is shown. Absent where the key is the value. */
  readonly shown?: Fragment;
  /** Returns the value of a group. */
  readonly valueOf: (key: string | number | null, shown: string | null) => JsonValue;
};

/**
 * Reads a query's grouping. Texts that fold to one key form one group, shown in the spelling that is least in binary order.
 * References are grouped by the record that they name; `compileRefs` returns its title. Refuses types without a single key.
 */
function readGrouping(
  ground: QueryGround,
  entity: Entity,
  at: { readonly path: string; readonly where: string; readonly joins: QueryJoins },
): Result<Grouping> {
  const read = askedAt(ground.catalogue, entity, at);
  if (!read.ok) return read;
  const asked = read.value;
  const { field, plan, hop, name } = asked;
  const notGrouped = refuse('query/invalid', `Records can't be grouped by ${field.label}.`, { path: at.where });
  if (!plan || field.type === 'money') return notGrouped;
  const through = (write: (alias: string) => Fragment): Fragment => (hop ? at.joins.value(hop, write) : write('t'));
  const isText = field.type === 'text' || field.type === 'email' || field.type === 'phone';
  if (field.rollUp && isText) return notGrouped; // its key is folded, and its text is in another record
  const raw = (alias: string) => keyAt(ground, asked.entity, { plan, alias });
  const asText = ground.engine.dialect === 'postgres' && isUuidColumn(plan);
  const key = field.rollUp
    ? at.joins.rollUp(asked, 'value')
    : through((alias) => (asText ? sql`(${raw(alias)}::text collate "C")` : raw(alias)));
  const kind = field.rollUp && plan.kind === 'integer' ? 'double' : plan.kind; // figures are doubles
  const base = { asked, key, kind } as const;
  switch (field.type) {
    case 'text':
    case 'email':
    case 'phone':
      return accept({
        ...base,
        shown: through((alias) => fieldTextAt(ground, alias, name)),
        valueOf: (folded, shown) => (folded === null ? null : (shown ?? folded)),
      });
    case 'choice':
      return accept({
        ...base,
        valueOf: (place) => (typeof place === 'string' ? place.slice(place.indexOf(' ') + 1) : null),
      }); // see choiceKey
    case 'flag':
      return accept({ ...base, valueOf: (bit) => (bit === null ? null : bit === 1) });
    case 'number':
    case 'percent':
    case 'date':
    case 'instant':
    case 'duration':
    case 'ref':
    case 'address':
      return accept({ ...base, valueOf: (same) => same });
    case 'tags':
    case 'file':
    case 'geo':
    case 'json':
      return notGrouped;
  }
}

/**
 * Reads a query's grouping as `readGrouping` does. `bucket`: dates and instants are grouped by spans of days, or by times of a
 * clock. Refuses other types with a bucket.
 */
export function readSpanGrouping(
  ground: QueryGround,
  entity: Entity,
  at: {
    readonly path: string;
    readonly bucket: Report['groupBy'][number]['bucket'];
    readonly where: string;
    readonly joins: QueryJoins;
  },
): Result<Grouping> {
  const read = readGrouping(ground, entity, at);
  if (!read.ok || at.bucket === undefined) return read;
  const { field } = read.value.asked;
  if ((field.type !== 'date' && field.type !== 'instant') || (field.type === 'date' && at.bucket === 'hour'))
    return refuse('query/invalid', `${field.label} is ${field.type === 'date' ? 'a day' : 'not a date'}: it has no ${at.bucket}.`, { path: at.where }); // prettier-ignore
  const { key } = read.value;
  if (isClockBucket(at.bucket))
    return accept({ ...read.value, key: clockOf(ground, key, { field, bucket: at.bucket }) });
  return accept({ ...read.value, key: bucketOf(ground, dayOfKey(ground, key, field), at.bucket) });
}

/** Converts a key from an engine: bigint arrives as text. */
export function keyOut(value: unknown, kind: KeyKind): string | number | null {
  if (value === null || value === undefined) return null;
  return kind === 'text' ? (value as string) : Number(value); // as the statement selects it
}
