import type { Catalogue } from '../catalogue.ts';
import type { Entity } from '../entity.ts';
import { type Field, refTarget } from '../fields.ts';
import type { JsonValue } from '../json.ts';
import type { StoredRecord } from '../record.ts';
import type { RefName } from './compile-refs.ts';
import { askedAt, envelopeField } from './query-path.ts';

const keyOf = ({ entity, id }: RefName) => `${entity}:${id}`;

class Names {
  readonly #found = new Map<string, RefName>();
  add(field: Field | undefined, value: JsonValue | undefined): void {
    if (field?.type !== 'ref' || typeof value !== 'string' || field.targets.length === 0) return;
    const name = refTarget(field, value);
    this.#found.set(keyOf(name), name);
  }
  get all(): readonly RefName[] {
    return [...this.#found.values()];
  }
}

/** All records that these name, each once: in their fields, and as owner, team, sharers and authors. For `compileRefs`. */
export function refsOfRecords(catalogue: Catalogue, records: readonly StoredRecord[]): readonly RefName[] {
  const names = new Names();
  const envelopes = new Map<Entity, { readonly [name: string]: Field | undefined }>();
  for (const record of records) {
    const entity = catalogue.entities.get(record.entity);
    if (!entity) continue;
    const envelope = envelopes.get(entity) ?? {
      owner: envelopeField(catalogue, entity, 'ownerId'),
      team: envelopeField(catalogue, entity, 'teamId'),
    };
    envelopes.set(entity, envelope);
    for (const [name, field] of Object.entries(entity.fields)) names.add(field, record.fields[name]);
    names.add(envelope['team'], record.teamId);
    for (const person of [record.ownerId, record.createdBy, record.updatedBy, ...record.sharedWith])
      names.add(envelope['owner'], person);
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
