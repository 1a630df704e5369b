import type { AuditAction, AuditOutcome } from '../audit/audit-actions.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../json.ts';
import { movedField, recordEventType, type EventChange } from './event-types.ts';
import { securityEventTypes } from './security-event-types.ts';

/** The parts of a journal row that an event is made from. */
export type JournalRowOfEvent = {
  readonly org: string;
  readonly n: number;
  readonly kind: 'created' | 'changed' | 'decided' | 'erased' | 'erasure' | 'event';
  readonly at: string;
  readonly by: string;
  readonly entity: string | null;
  readonly record: string | null;
  /** field: [from, to]. */
  readonly changed: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
  readonly sealed?: true;
  /** record: refusal code. */
  readonly refused: Readonly<Record<string, string>>;
  readonly erasure?: { readonly records: readonly unknown[] };
  readonly event?: {
    readonly action: AuditAction;
    readonly outcome: AuditOutcome;
    readonly at: string;
    readonly by: string | null;
    readonly about: string | null;
    readonly entity: string | null;
    readonly record: string | null;
    readonly times: number;
    readonly details: Readonly<Record<string, string | number | boolean | null>>;
  };
};

/** The parts that every event has. `id`: the same at each delivery; it names the tenant and the row. */
type EventHead = { readonly type: string; readonly id: string; readonly n: number; readonly at: string };

/** A change of one record. It has the names of the changed fields and none of their values. */
export type RecordEvent = EventHead & {
  readonly of: 'record';
  readonly entity: string;
  readonly record: string;
  readonly change: EventChange;
  readonly changed: readonly string[];
  readonly by: string;
};
/** Something that changed no record, such as a sign-in. */
export type ActionEvent = EventHead & {
  readonly of: 'action';
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly entity: string | null;
  readonly record: string | null;
  readonly by: string | null;
  readonly about: string | null;
  readonly times: number;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};
export type DomainEvent = RecordEvent | ActionEvent;

/**
 * Returns the record whose values an event may have: the changed one, or the one that a step of an automation posts (AUT-12). Undefined for
 * other events, which are for administrators.
 */
export function sentRecordOf(event: DomainEvent): { readonly entity: string; readonly id: string } | undefined {
  if (event.of === 'record') return { entity: event.entity, id: event.record };
  const { action, entity, record: id } = event;
  return action === 'automation/step' && entity !== null && id !== null ? { entity, id } : undefined;
}

/**
 * Returns the event of a journal row; undefined for rows that are none: acts that were refused for another reason than missing
 * rights, tombstones that passed the horizon, kinds that the catalogue does not have, and sealed fields (K-4). Each row is one event
 * at most, so tenant and number identify it. A change of the stage is `moved`, also where other fields changed with it.
 */
export function eventOfRow(catalogue: Catalogue, row: JournalRowOfEvent): DomainEvent | undefined {
  const { org, n, at } = row;
  const head = { id: `${org}-${n}`, n };
  const action = actionOf(row);
  if (action) {
    const type = securityEventTypes[action.action];
    return type === null ? undefined : { ...head, of: 'action', type, ...action };
  }
  if ((row.kind !== 'created' && row.kind !== 'changed') || row.sealed) return undefined;
  if (row.entity === null || row.record === null) return undefined;
  const change = changeOf(catalogue, { ...row, entity: row.entity });
  const type = recordEventType(catalogue, row.entity, change);
  if (type === undefined) return undefined;
  const changed = Object.keys(row.changed).sort();
  return { ...head, at, of: 'record', type, entity: row.entity, record: row.record, change, changed, by: row.by };
}

/** Returns the action of a row that changed no record; undefined for other rows. An erasure by law names numbers, and no person. */
function actionOf(row: JournalRowOfEvent): Omit<ActionEvent, 'type' | 'id' | 'n' | 'of'> | undefined {
  const { at, by, entity, record, event } = row;
  if (row.kind === 'event' && event) {
    const { action, outcome, about, times, details } = event;
    return { at: event.at, action, outcome, entity: event.entity, record: event.record, by: event.by, about, times, details }; // prettier-ignore
  }
  const usual = { at, about: null, times: 1 };
  if (row.kind === 'decided' && Object.values(row.refused).includes('access/denied'))
    return { ...usual, action: 'access/refused', outcome: 'refused', entity, record, by, details: {} };
  if (row.kind !== 'erasure') return undefined;
  const details = { records: row.erasure?.records.length ?? 0 };
  return { ...usual, action: 'records/erased', outcome: 'done', entity: null, record: null, by: null, details };
}

function changeOf(
  catalogue: Catalogue,
  { kind, entity, changed }: Pick<JournalRowOfEvent, 'kind' | 'changed'> & { readonly entity: string },
): EventChange {
  if (kind === 'created') return 'created';
  const life = changed['life']?.[1];
  if (life !== undefined) return life === 'deleted' ? 'deleted' : life === 'alive' ? 'restored' : 'merged';
  const declared = catalogue.entities.get(entity);
  const field = declared && movedField(catalogue, declared);
  return field !== undefined && Object.hasOwn(changed, field) ? 'moved' : 'updated';
}
