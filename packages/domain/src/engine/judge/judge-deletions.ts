import type { Entity } from '../../kernel/entities/entity.ts';
import type { FieldOf } from '../../kernel/entities/fields.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';
import { targetOf } from '../reads/references.ts';

/** A field by which records of a kind need others: they are not deleted while it names them. */
type Need = { readonly entity: Entity; readonly name: string; readonly field: FieldOf<'ref'> };

/**
 * Returns the refusals of records that an act deletes and that a living record still needs at the act's end, by a field with
 * `onDelete: 'refuse'`. So an act may clear the last such reference and delete the record, in any order. Records that the server
 * added to the act are not judged.
 */
export function judgeDeletions(draft: Draft): ReadonlyMap<string, Refusal> {
  const wrong = new Map<string, Refusal>();
  for (const [id, { record, expanded }] of draft.records) {
    if (expanded || record.life !== 'deleted' || draft.before(id)?.life !== 'alive') continue;
    const need = stillNeeded(draft, { entity: record.entity, id });
    if (need)
      wrong.set(
        id,
        refuse(
          'records/invalid',
          `A ${need.entity.label.one.toLowerCase()} still needs this as its ${need.field.label.toLowerCase()}. Change that first.`,
          { field: need.name },
        ),
      );
  }
  return wrong;
}

function stillNeeded(draft: Draft, target: { readonly entity: string; readonly id: string }): Need | undefined {
  const needs = [...draft.catalogue.entities.values()].flatMap((entity) =>
    Object.entries(entity.fields).flatMap(([name, field]): Need[] =>
      field.type === 'ref' && field.onDelete === 'refuse' && field.targets.includes(target.entity)
        ? [{ entity, name, field }]
        : [],
    ),
  );
  if (needs.length === 0) return undefined; // avoids reading the references
  // Those from before the act, and those that the act itself writes.
  const holders = new Set([...draft.look.references(target.id).map(({ id }) => id), ...draft.records.keys()]);
  for (const id of holders) {
    const holder = draft.present(id);
    if (holder?.life !== 'alive') continue;
    const need = needs.find(
      ({ entity, name, field }) =>
        entity.name === holder.entity && targetOf(field, holder.fields[name])?.id === target.id,
    );
    if (need) return need;
  }
  return undefined;
}
