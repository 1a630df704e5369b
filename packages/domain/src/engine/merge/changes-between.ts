import { type JsonValue, sameJson } from '../../kernel/json.ts';
import { type StoredRecord, valueIn } from '../../kernel/entities/record.ts';

/**
 * Returns the differences between two states of a record: field → [from, to], including the envelope names that
 * people edit.
 */
export function changesBetween(
  old: StoredRecord | undefined,
  now: StoredRecord,
): Record<string, readonly [JsonValue, JsonValue]> {
  const names = new Set([
    ...Object.keys(old?.fields ?? {}),
    ...Object.keys(now.fields),
    'ownerId',
    'teamId',
    'sharedWith',
    'life',
  ]);
  const changed: Record<string, readonly [JsonValue, JsonValue]> = {};
  for (const name of names) {
    const to = valueIn(now, name);
    if (old) {
      const from = valueIn(old, name);
      if (!sameJson(from, to)) changed[name] = [from, to];
    } else if (name !== 'life' && to !== null && !(Array.isArray(to) && to.length === 0)) changed[name] = [null, to];
  }
  return changed;
}
