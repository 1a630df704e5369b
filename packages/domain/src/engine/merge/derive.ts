import { type Act, type Edit, isCreate } from '../../kernel/acts/act.ts';
import { inheritedFrom } from '../../kernel/access/access.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import { type Entity, untypedEntity } from '../../kernel/entities/entity.ts';
import { refTarget, text } from '../../kernel/entities/fields.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { givesWay } from '../../kernel/acts/come-back.ts';
import { mergeField, policyOf } from '../../kernel/acts/merge.ts';
import { newRecord } from '../../kernel/acts/new-record.ts';
import { type StoredRecord, valueIn } from '../../kernel/entities/record.ts';
import { companionChange } from './companion-change.ts';
import { notHeld } from '../reads/look.ts';
import { readAboveIn } from '../reads/read-above.ts';
import { dayOfMove, nothingShown, shownStep } from '../moves/steps.ts';
import { mergeFields } from './merge-fields.ts';

/**
 * An act on the device that the server has not finally confirmed. `answered`: decided, but not all rows at its
 * versions have arrived; `covered` contains the records whose rows have (D-2b).
 */
export type PendingAct = {
  readonly act: Act;
  readonly by: string;
  readonly state: 'waiting' | 'answered';
  readonly covered: readonly string[];
  /**
   * By id: the records above that derived fields read, as shown when the act was made. No other record is read for
   * them (ADR 28).
   */
  readonly above?: Readonly<Record<string, StoredRecord>> | undefined;
};

/** Finds a record as the device shows it, from which a child inherits its visibility. */
export type FindRecord = (entity: string, id: string) => StoredRecord | undefined;

/**
 * Returns the visibility that a new record inherits from the parent in its fields, or null where they name none or it
 * is not held.
 */
export function inheritedOf(
  entity: Entity,
  fields: Readonly<Record<string, JsonValue>>,
  find: FindRecord,
): StoredRecord['inherited'] {
  const field = entity.parent === undefined ? undefined : entity.fields[entity.parent];
  const value = entity.parent === undefined ? undefined : fields[entity.parent];
  if (field?.type !== 'ref' || typeof value !== 'string') return null;
  const target = refTarget(field, value);
  const parent = find(target.entity, target.id);
  return parent ? inheritedFrom(parent) : { ownerId: null, teamId: null, sharedWith: [] };
}

/**
 * D-2a: returns one record as a person sees it: the confirmed state with the record's waiting acts applied in order.
 * Pure; run again whenever either changes. Null when there is no such record.
 */
export function deriveRecord(
  catalogue: Catalogue,
  confirmed: StoredRecord | null,
  pending: readonly PendingAct[],
  ask: { readonly id: string; readonly find: FindRecord },
): StoredRecord | null {
  let record = confirmed;
  for (const { act, by, state, covered, above } of pending) {
    if (state === 'answered' && covered.includes(ask.id)) continue;
    for (const edit of act.edits) {
      if (edit.id !== ask.id) continue;
      record = applyEdit(catalogue, record, edit, { act, by, above, find: ask.find, settledAt: confirmed?.updatedAt });
    }
  }
  return record;
}

function applyEdit(
  catalogue: Catalogue,
  record: StoredRecord | null,
  given: Edit,
  context: { act: Act; by: string; above: PendingAct['above']; find: FindRecord; settledAt: string | undefined },
): StoredRecord | null {
  const { act, by, above, find, settledAt } = context;
  const readAbove = above && readAboveIn(catalogue, (id) => above[id] ?? notHeld);
  const entity = catalogue.entities.get(given.entity) ?? ofUnknownKind(given.entity);
  const edit = isCreate(given) ? (companionChange(entity, given, record) ?? given) : given;
  if (isCreate(edit))
    return (
      record ??
      newRecord(catalogue, entity, edit, {
        by,
        at: act.madeAt,
        inherited: inheritedOf(entity, edit.create.fields, find),
        readAbove,
      })
    );
  if (!record) return null;
  const { move, stays } = act.undoes === undefined ? shownStep(catalogue, edit, record) : nothingShown;
  const merged = mergeFields({ catalogue, entity }, record, {
    fields: edit.fields,
    mergeOf: (name, from, to) => {
      if (stays.includes(name)) return { value: valueIn(record, name) };
      const yields = givesWay(act, { id: edit.id, name, updatedAt: settledAt });
      return mergeField({ policy: policyOf(entity, name), from, to, now: valueIn(record, name), yields });
    },
    made: move && { move, today: dayOfMove(edit, act.madeAt) },
    inherit: (fields) => inheritedOf(entity, fields, find),
    readAbove,
  });
  // A device shows the asked values: values that are not allowed were refused before the act waited.
  return merged.ok ? { ...merged.value, updatedAt: act.madeAt, updatedBy: by } : record;
}

/**
 * K-3: returns a stand-in for a kind of record that this device has no definition of, or no longer has (its
 * definition was refused, for example). Changes of its records are shown and kept unmodified until they are decided.
 */
const ofUnknownKind = (name: string): Entity =>
  untypedEntity(name, { label: { one: 'Record', many: 'Records' }, title: 'name', fields: { name: text() } });
