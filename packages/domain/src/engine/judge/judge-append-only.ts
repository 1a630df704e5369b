import type { ChangeEdit } from '../../kernel/acts/act.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEnvelopeName } from '../../kernel/entities/envelope.ts';
import { isEmptyValue } from '../../kernel/entities/field-types.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';

/**
 * MSG-2: refuses a change of a value that a record of evidence already has, and its deletion by anybody who may not administer it.
 * An undo is judged in the same way: it would remove what was declared.
 */
export function judgeAppendOnly(
  { author }: Pick<Draft, 'author'>,
  entity: Entity,
  { record, fields }: { readonly record: StoredRecord; readonly fields: ChangeEdit['fields'] },
): Refusal | undefined {
  if (entity.isAppendOnly !== true) return undefined;
  if ('life' in fields && !author.may('administer', record))
    return refuse(
      'access/denied',
      `What was recorded here stays. Only an administrator can delete or restore this ${entity.label.one.toLowerCase()}.`,
      { action: 'administer' },
    );
  const changed = Object.keys(fields).find(
    (name) => !isEnvelopeName(name) && !isEmptyValue(record.fields[name] ?? null),
  );
  return changed === undefined
    ? undefined
    : refuse('records/fixed', `${entity.fields[changed]?.label ?? changed} is given once and stays.`, {
        field: changed,
      });
}
