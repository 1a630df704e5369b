import type { Catalogue } from '../catalogue.ts';
import type { Entity } from '../entity.ts';
import { type Field, refTarget } from '../fields.ts';
import type { JsonValue } from '../json.ts';
import type { StoredRecord } from '../record.ts';
import type { RefName } from './compile-refs.ts';
import { askedAt, envelopeField } from './query-path.ts';

class Names {
  readonly #all: RefName[] = [];
  readonly #byId = new Map<string, RefName>();

  add(ref: RefName): void {
    const known = this.#byId.get(ref.id);
    if (known?.entity === ref.entity) return;
    if (known && this.#all.some(({ entity, id }) => id === ref.id && entity === ref.entity)) return;
    this.#byId.set(ref.id, ref);
    this.#all.push(ref);
  }
  get all(): readonly RefName[] {
    return this.#all;
  }
}

function refIn(field: Field | undefined, value: JsonValue | undefined): RefName | undefined {
  if (field?.type !== 'ref' || typeof value !== 'string' || field.targets.length === 0) return undefined;
  return refTarget(field, value);
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

const refsOf = new WeakMap<Catalogue, WeakMap<StoredRecord, readonly RefName[]>>();

function refsIn(record: StoredRecord, { fields, owner, team }: Naming): readonly RefName[] {
  const people = [record.ownerId, record.createdBy, record.updatedBy, ...record.sharedWith];
  return [
    ...fields.map(([name, field]) => refIn(field, record.fields[name])),
    refIn(team, record.teamId),
    ...people.map((person) => refIn(owner, person)),
  ].filter((ref) => ref !== undefined);
}

/**
 * All records that these name, each once: in their fields, and as owner, team, sharers and authors. For `compileRefs`. Worked out once for each
 * record: windows that are asked again have mostly the same ones.
 */
export function refsOfRecords(catalogue: Catalogue, records: readonly StoredRecord[]): readonly RefName[] {
  const names = new Names();
  const namings = new Map<string, Naming>();
  const known = refsOf.get(catalogue) ?? new WeakMap<StoredRecord, readonly RefName[]>();
  refsOf.set(catalogue, known);
  for (const record of records) {
    let refs = known.get(record);
    if (!refs) {
      const entity = catalogue.entities.get(record.entity);
      if (!entity) continue;
      const naming = namings.get(record.entity) ?? namingOf(catalogue, entity);
      namings.set(record.entity, naming);
      refs = refsIn(record, naming);
      known.set(record, refs);
    }
    for (const ref of refs) names.add(ref);
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
  for (const value of group.values) {
    const ref = refIn(asked.value.field, value);
    if (ref) names.add(ref);
  }
  return names.all;
}
