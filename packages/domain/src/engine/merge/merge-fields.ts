import type { ChangeEdit } from '../../kernel/acts/act.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { isEnvelopeName } from '../../kernel/entities/envelope.ts';
import { type StoredRecord, withValue } from '../../kernel/entities/record.ts';
import { type ReadAbove, withDerived } from '../../kernel/catalogue/record-rules.ts';
import type { Move } from '../../kernel/catalogue/workflow.ts';
import type { Day } from '../../kernel/entities/fields.ts';
import { changesBetween } from './changes-between.ts';
import { setsOf } from '../moves/steps.ts';
import { type Refusal, type Result, accept } from '../../kernel/refusal.ts';

type Merging = {
  readonly fields: ChangeEdit['fields'];
  /** Merges one field with the value before the edit, or refuses it. */
  readonly mergeOf: (name: string, from: JsonValue, to: JsonValue) => { readonly value: JsonValue } | Refusal;
  /** The move that the edit makes. The fields that it sets are set last (ADR 26). */
  readonly made?: { readonly move: Move; readonly today: Day } | undefined;
  /** The visibility that the record inherits from the parent named in these fields. */
  readonly inherit: (fields: StoredRecord['fields']) => StoredRecord['inherited'];
  /**
   * Returns the records above that derived fields read. The decision leaves this out and computes them at the end of
   * the act, when all records above have their final state.
   */
  readonly readAbove?: ReadAbove | undefined;
};

/**
 * S-4, D-2a: returns the record with an edit merged into it, field by field. The order is the same for the decision
 * and for the display on a device. The two differ in how they merge one field: only the decision has the journal.
 */
export function mergeFields(
  { catalogue, entity }: { readonly catalogue: Pick<Catalogue, 'derived'>; readonly entity: Entity },
  record: StoredRecord,
  { fields, mergeOf, made, inherit, readAbove }: Merging,
): Result<StoredRecord> {
  let next = record;
  let own: Record<string, JsonValue> | undefined; // copied once for all fields of the edit: a device does this for each act
  for (const name in fields) {
    const pair = fields[name];
    if (!pair) continue;
    const merged = mergeOf(name, pair[0], pair[1]);
    if ('ok' in merged) return merged;
    const { value } = merged;
    if (isEnvelopeName(name)) next = withValue(next, name, value);
    else if (value === null) delete (own ??= { ...record.fields })[name];
    else (own ??= { ...record.fields })[name] = value;
  }
  if (own) next = { ...next, fields: own };
  if (made)
    for (const [name, value] of Object.entries(setsOf(made.move, next, made.today)))
      next = withValue(next, name, value);
  if (entity.parent !== undefined && entity.parent in fields) next = { ...next, inherited: inherit(next.fields) };
  // An edit that leaves its record unchanged is no write, so it does not pick up a change above (ADR 28).
  const isWrite = readAbove !== undefined && Object.keys(changesBetween(record, next)).length > 0;
  return accept(withDerived(catalogue, entity, next, isWrite ? readAbove : undefined));
}
