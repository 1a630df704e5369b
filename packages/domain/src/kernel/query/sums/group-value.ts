import { sql } from 'kysely';
import type { JsonValue } from '../../json.ts';
import { type Result, accept, refuse } from '../../refusal.ts';
import { type Fragment, type QueryGround, fieldTextAt, isUuidColumn, keyAt } from '../query-engine.ts';
import type { QueryJoins } from '../conditions/query-joins.ts';
import { type Asked, askedAt } from '../query-path.ts';
import type { Entity } from '../../entities/entity.ts';
import type { KeyKind } from '../../entities/field-types.ts';

/** Something that records are grouped by: the key that they are grouped and sorted by, and how a group's value is shown. */
export type Grouping = {
  readonly asked: Asked;
  readonly key: Fragment;
  readonly kind: KeyKind;
  /** A record's own way of writing the group's value, of which the least is shown; absent where the key says it all. */
  readonly shown?: Fragment;
  /** The value of a group. */
  readonly valueOf: (key: string | number | null, shown: string | null) => JsonValue;
};

/**
 * Reads what a question groups by. Texts that fold to one key are one group, shown in the way of writing that is least in binary order.
 * References group by what they name, which `compileRefs` gives the title of. Refuses types that have no one key.
 */
export function readGrouping(
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
  const raw = (alias: string) => keyAt(ground, asked.entity, { plan, alias });
  const asText = ground.engine.dialect === 'postgres' && isUuidColumn(plan);
  const key = through((alias) => (asText ? sql`(${raw(alias)}::text collate "C")` : raw(alias)));
  const base = { asked, key, kind: plan.kind };
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

/** A key as it comes out of an engine: bigint comes as text. */
export function keyOut(value: unknown, kind: KeyKind): string | number | null {
  if (value === null || value === undefined) return null;
  return kind === 'text' ? (value as string) : Number(value); // as the statement selects it
}
