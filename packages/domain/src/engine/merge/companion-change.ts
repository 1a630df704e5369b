import type { ChangeEdit, CreateEdit } from '../../kernel/acts/act.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { JsonValue } from '../../kernel/json.ts';

/**
 * K-4: returns the change that the creation of a companion is where the companion exists already: two devices offline each made it, and
 * its id is the same. Undefined for any other creation.
 */
export function companionChange(
  entity: Pick<Entity, 'sealed' | 'parent'>,
  edit: CreateEdit,
  present: StoredRecord | undefined | null,
): ChangeEdit | undefined {
  if (entity.sealed === undefined || present?.entity !== edit.entity) return undefined;
  const given = Object.entries(edit.create.fields).filter(([name]) => name !== entity.parent);
  const fields = Object.fromEntries(
    given.map(([name, value]): [string, [JsonValue, JsonValue]] => [name, [null, value]]),
  );
  return {
    id: edit.id,
    entity: edit.entity,
    // The undo of a creation deletes it: the next value brings it back.
    fields: present.life === 'alive' ? fields : { life: [present.life, 'alive'], ...fields },
    seen: 0,
    ...(edit.after === undefined ? {} : { after: edit.after }),
  };
}
