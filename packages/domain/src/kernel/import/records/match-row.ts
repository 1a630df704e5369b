import type { Entity } from '../../entities/entity.ts';
import { type KnownRecord, type KnownRecords, keyText } from '../matching/known-records.ts';
import type { Matching } from '../matching/matching.ts';
import { type RecordDraft, draftTextIn } from './record-draft.ts';
import { isBareName } from '../recipe-slots.ts';

/**
 * The records that a row may mean. `known` is proved by a key. `sameNamed` are candidates: they share the row's name, or a key
 * that several records have. If one of them has every value of the row, nothing changes. Otherwise the row is refused until a
 * person decides which record it means. `disagree`: the row's keys belong to two records.
 */
export type RowMatch = { readonly known: KnownRecord | null; readonly sameNamed: readonly KnownRecord[] } | 'disagree';

/** Looks up a row's keys among the existing records, in the order of `matching`. */
export function matchRow(
  { fields }: Pick<RecordDraft, 'fields'>,
  {
    entity,
    matching,
    known: records,
  }: { readonly entity: Entity; readonly matching: Matching; readonly known: KnownRecords },
): RowMatch {
  const find = (field: string): readonly KnownRecord[] =>
    records.find(entity.name, { field, text: draftTextIn(fields, field) });
  let known: KnownRecord | null = null;
  const unsure: KnownRecord[] = [];
  let hasKey = false;
  for (const field of matching.fields) {
    if (keyText(draftTextIn(fields, field)) === '') continue;
    const found = find(field);
    if (isBareName(entity, field) && !matching.isAsked) {
      unsure.push(...found);
      continue;
    }
    hasKey ||= !isBareName(entity, field);
    const [only] = found;
    if (found.length > 1) unsure.push(...found);
    else if (only !== undefined && known !== null && known.id !== only.id) return 'disagree';
    else if (only !== undefined) known = only;
  }
  if (known !== null) return { known, sameNamed: [] };
  // A row without a key can only be recognised by its name, which proves nothing.
  const isChosen = matching.isAsked && (matching.fields.length === 0 || matching.fields.includes(entity.title));
  if (
    !hasKey &&
    !isChosen &&
    !matching.fields.includes(entity.title) &&
    keyText(draftTextIn(fields, entity.title)) !== ''
  )
    unsure.push(...find(entity.title));
  return { known: null, sameNamed: unsure };
}
