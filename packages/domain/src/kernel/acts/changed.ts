import type { ChangeEdit } from './act.ts';
import type { Entity } from '../entities/entity.ts';
import type { JsonValue } from '../json.ts';
import type { Changes, RecordOf } from '../entities/typed-record.ts';

/** Returns an edit by which code changes a record that it has read: for each field, the present and the new value. */
export function changed<E extends Entity>(on: E, record: RecordOf<E>, to: Changes<E>): ChangeEdit {
  const before = record.fields as Readonly<Record<string, JsonValue>>; // values of fields are JSON
  return {
    id: record.id,
    entity: on.name,
    seen: record.version,
    fields: Object.fromEntries(
      Object.entries(to as Readonly<Record<string, JsonValue>>).map(([name, value]) => [
        name,
        [before[name] ?? null, value] as [JsonValue, JsonValue],
      ]),
    ),
  };
}
