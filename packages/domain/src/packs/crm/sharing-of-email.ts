import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { isId } from '../../kernel/ids.ts';
import { activity } from './entities/activity.entity.ts';
import { privateEmail } from './entities/private-email.entity.ts';

/** The fields that an activity takes over from a private e-mail, under the same names. */
const taken = ['about', 'with', 'fromAddress', 'subject', 'body', 'quoted', 'happensAt'] as const satisfies readonly (keyof typeof activity.fields &
  keyof typeof privateEmail.fields)[]; // prettier-ignore

/** The activity that sharing makes. Without an id it gets a new one. */
export type SharedEmail = {
  readonly entity: string;
  readonly id?: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
};

/**
 * MBX-21: returns the activity that has all words of a private e-mail. The caller makes it and deletes the private e-mail in one act, all or nothing, so
 * undoing it brings the private one back. Undefined: the record is about no other one, so its owner alone could see it.
 */
export function sharedEmail({ entity, life, fields }: Pick<StoredRecord, 'entity' | 'fields'> & { readonly life: string }): SharedEmail | undefined {
  const { sharedAs } = fields;
  if (entity !== privateEmail.name || life !== 'alive' || typeof fields['about'] !== 'string') return undefined;
  return {
    entity: activity.name,
    ...(typeof sharedAs === 'string' && isId(sharedAs) ? { id: sharedAs } : {}),
    fields: {
      ...(fields['kind'] === 'note' ? { kind: 'note' } : { kind: 'email', direction: 'in' }),
      ...Object.fromEntries(taken.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))),
    },
  };
} // prettier-ignore
