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
  let needs: Needs | undefined; // one pass over the act's records, however many of them it deletes
  for (const [id, { record, expanded }] of draft.records) {
    if (expanded || record.life !== 'deleted' || draft.before(id)?.life !== 'alive') continue;
    needs ??= new Needs(draft);
    const need = needs.of({ entity: record.entity, id });
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

/** The living records at the end of an act that need others. */
class Needs {
  readonly #draft: Draft;
  /** The needs of each kind that has some. */
  readonly #declared: ReadonlyMap<string, readonly Need[]>;
  /** The kinds of which a record can be needed. */
  readonly #needed: ReadonlySet<string>;
  /** The needs of the act's own records, by the id of the record that is needed. Read with the first record that can be needed. */
  #written: ReadonlyMap<string, ReadonlySet<Need>> | undefined;

  constructor(draft: Draft) {
    this.#draft = draft;
    const declared = [...draft.catalogue.entities.values()].flatMap((entity) => {
      const needs = needsOf(entity);
      return needs.length > 0 ? [[entity.name, needs] as const] : [];
    });
    this.#declared = new Map(declared);
    this.#needed = new Set(declared.flatMap(([, needs]) => needs.flatMap(({ field }) => field.targets)));
  }

  /** Returns a need for a record: of a record from before the act, or of one that the act itself writes. */
  of(target: { readonly entity: string; readonly id: string }): Need | undefined {
    if (!this.#needed.has(target.entity)) return undefined; // avoids reading the references
    const canBe = ({ field }: Need): boolean => field.targets.includes(target.entity);
    for (const { id } of this.#draft.look.references(target.id)) {
      const found = this.#neededBy(id).find(({ need, targetId }) => targetId === target.id && canBe(need));
      if (found) return found.need;
    }
    this.#written ??= this.#neededByAct();
    return [...(this.#written.get(target.id) ?? [])].find(canBe);
  }

  #neededByAct(): ReadonlyMap<string, ReadonlySet<Need>> {
    const written = new Map<string, Set<Need>>();
    for (const id of this.#draft.records.keys())
      for (const { need, targetId } of this.#neededBy(id)) {
        const needs = written.get(targetId) ?? new Set();
        written.set(targetId, needs.add(need));
      }
    return written;
  }

  #neededBy(id: string): readonly { readonly need: Need; readonly targetId: string }[] {
    const holder = this.#draft.present(id);
    if (holder?.life !== 'alive') return [];
    return (this.#declared.get(holder.entity) ?? []).flatMap((need) => {
      const targetId = targetOf(need.field, holder.fields[need.name])?.id;
      return targetId === undefined ? [] : [{ need, targetId }];
    });
  }
}

const needsOf = (entity: Entity): readonly Need[] =>
  Object.entries(entity.fields).flatMap(([name, field]): Need[] =>
    field.type === 'ref' && field.onDelete === 'refuse' ? [{ entity, name, field }] : [],
  );
