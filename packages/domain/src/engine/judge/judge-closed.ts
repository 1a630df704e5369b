import type { ChangeEdit } from '../../kernel/acts/act.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEnvelopeName } from '../../kernel/entities/envelope.ts';
import { isEmptyValue } from '../../kernel/entities/field-types.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';

/**
 * LET-6: refuses a change of a record that the server has closed, its deletion and its restoration. People still say who owns it. An undo is
 * judged in the same way. What follows from a merge of other records is not judged here.
 */
export function judgeClosed(
  { closedBy }: Pick<Entity, 'closedBy'>,
  { record, fields }: { readonly record: StoredRecord; readonly fields: ChangeEdit['fields'] },
): Refusal | undefined {
  if (closedBy === undefined || isEmptyValue(record.fields[closedBy.field] ?? null)) return undefined;
  const changed = Object.keys(fields).find(
    (name) => name === 'life' || (!isEnvelopeName(name) && !closedBy.but.includes(name)),
  );
  return changed === undefined ? undefined : refuse('records/fixed', closedBy.why, { field: changed });
}
