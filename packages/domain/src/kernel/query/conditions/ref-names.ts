import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import { type Field, refTarget } from '../../entities/fields.ts';
import type { JsonValue } from '../../json.ts';
import type { StoredRecord } from '../../entities/record.ts';
import type { NamedRef } from './compile-refs.ts';
import { askedAt, envelopeField } from '../query-path.ts';

class Names {
  readonly #all: NamedRef[] = [];
  readonly #byId = new Map<string, NamedRef>();

  add(entity: string, id: string): void {
    const known = this.#byId.get(id);
    if (known?.entity === entity) return;
    if (known && this.#all.some((ref) => ref.id === id && ref.entity === entity)) return;
    const ref = { entity, id };
    this.#byId.set(id, ref);
    this.#all.push(ref);
  }
  /** Adds the records that a field's value refers to, if the field is a reference. */
  addIn(field: Field | undefined, value: JsonValue | undefined): void {
    if (field?.type !== 'ref' || typeof value !== 'string' || field.targets.length === 0) return;
    const { entity, id } = refTarget(field, value);
    this.add(entity, id);
  }
  get all(): readonly NamedRef[] {
    return this.#all;
  }
}

/** The fields in which records of one kind refer to others. */
type Naming = {
  readonly fields: readonly (readonly [string, Field])[];
  readonly owner: Field | undefined;
  readonly team: Field | undefined;
};
const namings = new WeakMap<Catalogue, Map<string, Naming>>();

function namingOf(catalogue: Catalogue, entity: Entity): Naming {
  const ofCatalogue = namings.get(catalogue) ?? new Map<string, Naming>();
  namings.set(catalogue, ofCatalogue);
  const known = ofCatalogue.get(entity.name);
  if (known) return known;
  const made: Naming = {
    fields: Object.entries(entity.fields).filter(([, field]) => field.type === 'ref'),
    owner: envelopeField(catalogue, entity, 'ownerId'),
    team: envelopeField(catalogue, entity, 'teamId'),
  };
  ofCatalogue.set(entity.name, made);
  return made;
}

/**
 * Returns all records that these refer to, each once: in their fields, and as owner, team, sharers and authors. For
 * `compileRefs`. Hot path.
 */
export function refsOfRecords(catalogue: Catalogue, records: readonly StoredRecord[]): readonly NamedRef[] {
  const names = new Names();
  for (const record of records) {
    const entity = catalogue.entities.get(record.entity);
    if (!entity) continue;
    const { fields, owner, team } = namingOf(catalogue, entity);
    for (const [name, field] of fields) names.addIn(field, record.fields[name]);
    names.addIn(team, record.teamId);
    names.addIn(owner, record.ownerId);
    names.addIn(owner, record.createdBy);
    names.addIn(owner, record.updatedBy);
    for (const person of record.sharedWith) names.addIn(owner, person);
  }
  return names.all;
}

/** Returns the records that the values of a group refer to, where the group's field is a reference. */
export function refsOfValues(
  catalogue: Catalogue,
  group: { readonly entity: string; readonly path: string; readonly values: readonly JsonValue[] },
): readonly NamedRef[] {
  const entity = catalogue.entities.get(group.entity);
  const asked = entity && askedAt(catalogue, entity, { path: group.path, where: 'groupBy' });
  if (!asked?.ok) return [];
  const names = new Names();
  for (const value of group.values) names.addIn(asked.value.field, value);
  return names.all;
}
