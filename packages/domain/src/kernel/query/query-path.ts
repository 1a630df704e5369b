import type { Catalogue } from '../catalogue/catalogue.ts';
import { envelopeFact, envelopeLabel } from '../entities/envelope.ts';
import { idOf } from '../ids.ts';
import type { Entity } from '../entities/entity.ts';
import { isSealedField } from '../entities/sealed.ts';
import { type Field, type FieldOf, instant, namesKind, number, ref, tags } from '../entities/fields.ts';
import { noFieldCalled } from '../entities/no-field-called.ts';
import { type RefusalOf, type Result, accept, refuse } from '../refusal.ts';
import { type ColumnPlan, columnOf } from './plans/index-plan.ts';

/** One step through a reference: from the `field` of `holder`, whose key is at `plan`, to an entity that the field can name. */
export type Hop = {
  readonly holder: Entity;
  readonly field: FieldOf<'ref'>;
  readonly plan: ColumnPlan;
  readonly target: Entity;
};

/** The target of a path. */
export type PathTarget = {
  readonly path: string;
  /** The entity with the value: the asked one, or the one at the end of the hop. */
  readonly entity: Entity;
  readonly name: string;
  /** The field's type; envelope names have one too. */
  readonly field: Field;
  /** The place of its key. Types without order have none. */
  readonly plan: ColumnPlan | undefined;
  readonly hop?: Hop;
};

/** Returns an envelope name as a field: ids are references, `sharedWith` is a set of ids. */
export function envelopeField(catalogue: Catalogue, entity: Entity, name: string): Field | undefined {
  const person = catalogue.people === undefined ? [] : [idOf(catalogue.people.person)];
  const team = catalogue.people === undefined ? [] : [idOf(catalogue.people.team)];
  const label = envelopeLabel(name, entity);
  if (label === undefined) return undefined;
  switch (envelopeFact(name)?.holds) {
    case 'id':
      return ref(idOf(entity.name), { label });
    case 'person':
      return ref(person, { label });
    case 'team':
      return ref(team, { label });
    case 'people':
      return tags({ label });
    case 'instant':
      return instant({ label });
    case 'number':
      return number({ label });
    case 'kind':
    case 'life':
    case 'visibility':
    case 'fields':
    case undefined:
      return undefined;
  }
}

const invalid = (where: string, message: string): RefusalOf<'query/invalid'> =>
  refuse('query/invalid', message, { path: where });

function direct(
  catalogue: Catalogue,
  entity: Entity,
  name: string,
): { readonly field: Field; readonly plan: ColumnPlan | undefined } | undefined {
  const field =
    envelopeField(catalogue, entity, name) ?? (Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined);
  return field && !isSealedField(entity, name) ? { field, plan: columnOf(entity, name) } : undefined;
}

/** Resolves a path of a query. Refuses unknown names, with `where` as the place in the query. */
export function askedAt(
  catalogue: Catalogue,
  entity: Entity,
  at: { readonly path: string; readonly where: string },
): Result<PathTarget> {
  const [first = '', second] = at.path.split('.');
  const found = direct(catalogue, entity, first);
  if (!found) return invalid(at.where, noFieldCalled(entity, first));
  if (second === undefined) return accept({ path: at.path, entity, name: first, ...found });
  const { field, plan } = found;
  if (field.type !== 'ref' || !plan || first === 'id')
    return invalid(at.where, `"${at.path}" goes through ${field.label}, which refers to no record.`);
  const [only] = field.targets;
  if (only === undefined || namesKind(field))
    return invalid(
      at.where,
      `"${at.path}" goes through ${field.label}, which can name records of several kinds: query one of these kinds instead.`,
    );
  const target = catalogue.entities.get(only);
  const there = target && direct(catalogue, target, second);
  if (!there)
    return invalid(at.where, target ? noFieldCalled(target, second) : `There is no kind of record called "${only}".`);
  if (there.field.rollUp)
    return invalid(
      at.where,
      `${there.field.label} is computed from other records when it is shown: query ${target.label.many.toLowerCase()} themselves instead.`,
    );
  return accept({
    path: at.path,
    entity: target,
    name: second,
    ...there,
    hop: { holder: entity, field, plan, target },
  });
}
