import { checkAreas } from '../../kernel/access/areas.ts';
import { isOwnKindName } from '../../kernel/catalogue/own-kind-name.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { checkRecord, taken } from '../../kernel/catalogue/record-rules.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { type Draft, uniqueKeys } from '../act/draft.ts';

/**
 * S-4d, S-4e, K-3: refuses a merged record that is invalid, that has a key of another living record, or that is an
 * impossible definition.
 */
export function judgeRecord(draft: Draft, entity: Entity, record: StoredRecord): Refusal | undefined {
  if (record.life !== 'alive') return entity.defines && draft.judgeDefinition(record);
  const wrong = checkRecord(draft.catalogue, entity, record);
  if (wrong && !wasWrong(draft, entity, record.id)) return wrong;
  const areas = checkAreas(draft.catalogue, record);
  if (areas) return areas;
  const taking = takenIn(draft, entity, record);
  return taking ? taken(entity, taking.set) : entity.defines && draft.judgeDefinition(record);
}

/**
 * S-4f: returns the living record that a record has become equal to by a unique set, because a merge has pointed both of them to one
 * record. The merge makes them one, too.
 */
export const twinOf = (draft: Draft, entity: Entity, record: StoredRecord): string | undefined =>
  record.life === 'alive' ? takenIn(draft, entity, record)?.holder : undefined;

/** S-4e: returns the first unique set whose values another living record has, with that record. Values from before the act do not count (PLT-39). */
function takenIn(draft: Draft, entity: Entity, record: StoredRecord): { readonly set: readonly string[]; readonly holder: string } | undefined {
  for (const set of entity.unique) {
    const holder = hadTheSame(draft, { entity, record, set }) ? undefined : draft.otherHolder(entity, record, set);
    if (holder !== undefined) return { set, holder };
  }
  return undefined;
} // prettier-ignore

type OfASet = { readonly entity: Entity; readonly record: StoredRecord; readonly set: readonly string[] };

/**
 * Whether the living record of a tenant's own kind had these values of a unique set before the act. Then another record with the same
 * values is older than the set: the tenant made it when there were two already (PLT-39). They can be changed, and only a new breach is
 * refused. The sets of packs are as old as their kinds.
 */
function hadTheSame(draft: Draft, { entity, record, set }: OfASet): boolean {
  const before = isOwnKindName(entity.name) ? draft.before(record.id) : undefined;
  if (before?.life !== 'alive') return false;
  const [were, are] = [uniqueKeys(entity, before.fields, set), uniqueKeys(entity, record.fields, set)];
  return were !== undefined && are !== undefined && were.every((key, place) => key === are[place]);
}

/**
 * Whether the record was invalid before an act of the server. The outcome of an intent is not refused for an older error, such as
 * a field that the tenant has required since then or a removed option. People correct it with their next edit.
 */
function wasWrong(draft: Draft, entity: Entity, id: string): boolean {
  const before = draft.author.isServer ? draft.before(id) : undefined;
  return before !== undefined && checkRecord(draft.catalogue, entity, before) !== undefined;
}
