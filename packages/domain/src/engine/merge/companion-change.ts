import type { ChangeEdit, CreateEdit } from '../../kernel/acts/act.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { JsonValue } from '../../kernel/json.ts';

/**
 * K-4: turns the creation of a companion that already exists into a change of it. Two devices may both have created it offline,
 * under the same id. Undefined for any other creation.
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
    // The undo of a creation deletes the companion; the next value restores it.
    fields: present.life === 'alive' ? fields : { life: [present.life, 'alive'], ...fields },
    seen: 0,
    ...(edit.after === undefined ? {} : { after: edit.after }),
  };
}
