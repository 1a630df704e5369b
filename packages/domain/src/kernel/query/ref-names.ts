import type { Catalogue } from '../catalogue.ts';
import type { Entity } from '../entity.ts';
import { type Field, refTarget } from '../fields.ts';
import type { JsonValue } from '../json.ts';
import type { StoredRecord } from '../record.ts';
import type { RefName } from './compile-refs.ts';
import { askedAt, envelopeField } from './query-path.ts';

class Names {
  readonly #idsOf = new Map<string, Set<string>>();
  add(field: Field | undefined, value: JsonValue | undefined): void {
    if (field?.type !== 'ref' || typeof value !== 'string' || field.targets.length === 0) return;
    const { entity, id } = refTarget(field, value);
    const known = this.#idsOf.get(entity);
    if (known) known.add(id);
    else this.#idsOf.set(entity, new Set([id]));
  }
  get all(): readonly RefName[] {
    return [...this.#idsOf].flatMap(([entity, ids]) => [...ids].map((id) => ({ entity, id })));
  }
}

/** Where records of one kind name others. */
type Naming = {
  readonly fields: readonly (readonly [string, Field])[];
  readonly owner: Field | undefined;
  readonly team: Field | undefined;
};
function namingOf(catalogue: Catalogue, entity: Entity): Naming {
  return {
    fields: Object.entries(entity.fields).filter(([, field]) => field.type === 'ref'),
    owner: envelopeField(catalogue, entity, 'ownerId'),
    team: envelopeField(catalogue, entity, 'teamId'),
  };
}

/** All records that these name, each once: in their fields, and as owner, team, sharers and authors. For `compileRefs`. */
export function refsOfRecords(catalogue: Catalogue, records: readonly StoredRecord[]): readonly RefName[] {
  const names = new Names();
  const namings = new Map<string, Naming>();
  for (const record of records) {
    const entity = catalogue.entities.get(record.entity);
    if (!entity) continue;
    const naming = namings.get(record.entity) ?? namingOf(catalogue, entity);
    namings.set(record.entity, naming);
    for (const [name, field] of naming.fields) names.add(field, record.fields[name]);
    names.add(naming.team, record.teamId);
    for (const person of [record.ownerId, record.createdBy, record.updatedBy]) names.add(naming.owner, person);
    for (const person of record.sharedWith) names.add(naming.owner, person);
  }
  return names.all;
}

/** The records that the values of a group name, where it is a reference. */
export function refsOfValues(
  catalogue: Catalogue,
  group: { readonly entity: string; readonly path: string; readonly values: readonly JsonValue[] },
): readonly RefName[] {
  const entity = catalogue.entities.get(group.entity);
  const asked = entity && askedAt(catalogue, entity, { path: group.path, where: 'groupBy' });
  if (!asked?.ok) return [];
  const names = new Names();
  for (const value of group.values) names.add(asked.value.field, value);
  return names.all;
}
