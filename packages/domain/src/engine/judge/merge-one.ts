import { type CameBack, comeBack, type DecidedAt } from '../../kernel/acts/come-back.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { type JsonValue, sameJson } from '../../kernel/json.ts';
import { mergeField, type MergeInput, policyOf } from '../../kernel/acts/merge.ts';
import { type StoredRecord, valueIn } from '../../kernel/entities/record.ts';
import type { Draft } from '../act/draft.ts';
import { mergeFollowed } from './judge-links.ts';
import { held } from '../reads/look.ts';
import { standingClaimOf } from '../merge/standing.ts';

type Asked = Pick<MergeInput, 'from' | 'to' | 'yields'> & {
  readonly record: StoredRecord;
  readonly name: string;
  /** The place at which an act sent again after a lost tail was first decided, and the value that was replaced then. */
  readonly place: DecidedAt | undefined;
  readonly gaveWay: JsonValue | undefined;
};

/**
 * S-4: merges one field of an edit with the record as it is, and returns the author of the replaced value. If the act
 * is sent again after a lost tail, the field is merged by the places at which both values were first decided. It gets
 * a claim (S-1c).
 */
export function mergeOne(draft: Draft, entity: Entity, asked: Asked): CameBack {
  const { record, name, from, to, yields, place, gaveWay } = asked;
  const policy = policyOf(entity, name);
  const author = { by: draft.author.userId, at: draft.at };
  const writer = (): { by: string; at: string } => {
    const { by, at } = held(draft.look.writerOf(record.id, name)) ?? { by: record.updatedBy, at: record.updatedAt };
    return { by, at };
  };
  if (place && policy === 'later') {
    const now = { value: linkFollowed(draft, entity, { record, name }), ...writer() };
    return comeBack({ from, to, now, gaveWay, place, author }, standingClaimOf(draft.look, record, name));
  }
  const { value, superseded } = mergeField({ policy, from, to, now: valueIn(record, name), yields });
  if (superseded === undefined) return { value };
  return { value, superseded: { value: superseded, ...(sameJson(superseded, to) ? author : writer()) } };
}

/**
 * S-4f: returns the value of a field. A link to a duplicate counts as one to its survivor, whether it arrived before
 * or after the merge.
 */
function linkFollowed(
  draft: Draft,
  entity: Entity,
  { record, name }: { readonly record: StoredRecord; readonly name: string },
): JsonValue {
  const [value, field] = [valueIn(record, name), entity.fields[name]];
  const link = field?.type === 'ref' ? mergeFollowed(draft, entity, { name, field, value }) : undefined;
  return link?.ok ? link.value.value : value;
}
