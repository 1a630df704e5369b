import { type Act, type Edit, isCreate } from './act.ts';
import { inheritedFrom } from './access.ts';
import type { Catalogue } from './catalogue.ts';
import { type Entity, untypedEntity } from './entity.ts';
import { refTarget, text } from './fields.ts';
import type { JsonValue } from './json.ts';
import { givesWay } from './come-back.ts';
import { mergeField, policyOf } from './merge.ts';
import { type StoredRecord, valueIn, withValue } from './record.ts';
import { withDerived } from './record-rules.ts';

/**
 * An act on the device that the server has not confirmed for good. `answered`: decided, but rows at its versions have not all
 * come; `covered` names the records whose rows have (D-2b).
 */
export type PendingAct = {
  readonly act: Act;
  readonly by: string;
  readonly state: 'waiting' | 'answered';
  readonly covered: readonly string[];
};

/** Finds a record as the device shows it, for what a child inherits. */
export type LookUp = (entity: string, id: string) => StoredRecord | undefined;

/** What a new record inherits from the parent that its fields name; null where it has none or the parent isn't held. */
export function inheritedOf(
  entity: Entity,
  fields: Readonly<Record<string, JsonValue>>,
  look: LookUp,
): StoredRecord['inherited'] {
  const field = entity.parent === undefined ? undefined : entity.fields[entity.parent];
  const value = entity.parent === undefined ? undefined : fields[entity.parent];
  if (field?.type !== 'ref' || typeof value !== 'string') return null;
  const target = refTarget(field, value);
  const parent = look(target.entity, target.id);
  return parent ? inheritedFrom(parent) : { ownerId: null, teamId: null, sharedWith: [] };
}

/**
 * D-2a: what a person sees of one record: the confirmed state with the acts that wait on it, in order. Pure; run again whenever
 * either changes. Null when there is no such record.
 */
export function deriveRecord(
  catalogue: Catalogue,
  confirmed: StoredRecord | null,
  pending: readonly PendingAct[],
  ask: { readonly id: string; readonly look: LookUp },
): StoredRecord | null {
  let record = confirmed;
  for (const { act, by, state, covered } of pending) {
    if (state === 'answered' && covered.includes(ask.id)) continue;
    for (const edit of act.edits) {
      if (edit.id !== ask.id) continue;
      record = applyEdit(catalogue, record, edit, { act, by, look: ask.look, settledAt: confirmed?.updatedAt });
    }
  }
  return record;
}

function applyEdit(
  catalogue: Catalogue,
  record: StoredRecord | null,
  edit: Edit,
  context: { act: Act; by: string; look: LookUp; settledAt: string | undefined },
): StoredRecord | null {
  const { act, by, look, settledAt } = context;
  const entity = catalogue.entities.get(edit.entity) ?? ofUnknownKind(edit.entity);
  if (isCreate(edit))
    return (
      record ??
      newRecord(catalogue, entity, edit, {
        by,
        at: act.madeAt,
        inherited: inheritedOf(entity, edit.create.fields, look),
      })
    );
  if (!record) return null;
  let next = record;
  for (const [name, [from, to]] of Object.entries(edit.fields)) {
    const yields = givesWay(act, { id: edit.id, name, updatedAt: settledAt });
    next = withValue(
      next,
      name,
      mergeField({ policy: policyOf(entity, name), from, to, now: valueIn(record, name), yields }).value,
    );
  }
  if (entity.parent !== undefined && entity.parent in edit.fields)
    next = { ...next, inherited: inheritedOf(entity, next.fields, look) };
  return withDerived(catalogue, entity, { ...next, updatedAt: act.madeAt, updatedBy: by });
}

/**
 * K-3: a kind of record that is not defined on this device, or not any more: its definition was refused, say. What was done to its records
 * is shown and kept as it was done, until it is decided.
 */
const ofUnknownKind = (name: string): Entity =>
  untypedEntity(name, { label: { one: 'Record', many: 'Records' }, title: 'name', fields: { name: text() } });

/** The record that a create makes, before the server has given it a version. */
export function newRecord(
  catalogue: Pick<Catalogue, 'derived'>,
  entity: Entity,
  edit: Extract<Edit, { create: unknown }>,
  made: { readonly by: string; readonly at: string; readonly inherited: StoredRecord['inherited'] },
): StoredRecord {
  const { fields, ownerId, teamId, sharedWith } = edit.create;
  return withDerived(catalogue, entity, {
    id: edit.id,
    entity: entity.name,
    schema: entity.schema,
    version: 0,
    life: 'alive',
    ownerId,
    teamId,
    sharedWith,
    inherited: made.inherited,
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    createdAt: made.at,
    createdBy: made.by,
    updatedAt: made.at,
    updatedBy: made.by,
  });
}
