import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { keyNamesOf } from '@outpost/domain/kernel/entities/further-keys';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { keysOf, searchWordsOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { RecordDocument } from './documents.ts';

type Fields = Readonly<Record<string, JsonValue>>;
export type KeysAndWords = Pick<RecordDocument, 'keys' | 'search'>;

/**
 * Returns the sort keys and search words of a record's fields. `before`: the record's previous document, if
 * its keys and words were made from the same declarations. Then only the keys of changed fields are made again, and the
 * words only if one of these fields is searched. The words are most of a page's cost apart from SQLite.
 */
export function keysAndWords(
  entity: Entity,
  fields: Fields,
  before?: Pick<RecordDocument, 'keys' | 'fields'>,
): KeysAndWords {
  if (before === undefined) return { keys: keysOf(entity, fields), search: searchWordsOf(entity, fields) };
  const changed = changedNames(before.fields, fields);
  if (changed.length === 0) return { keys: before.keys };
  const outdated: string[] = [];
  const declared: Record<string, Entity['fields'][string]> = {};
  let isSearched = false;
  for (const name of changed) {
    const field = entity.fields[name];
    if (field === undefined) continue;
    declared[name] = field;
    outdated.push(...keyNamesOf(field.type, name));
    if (field.searched || name === entity.title) isSearched = true;
  }
  const keys: Record<string, string | number> = {}; // built anew: an object with a deleted property is slow from then on
  for (const [name, key] of Object.entries(before.keys)) if (!outdated.includes(name)) keys[name] = key;
  return {
    keys: { ...keys, ...keysOf({ ...entity, fields: declared }, fields) },
    ...(isSearched ? { search: searchWordsOf(entity, fields) } : {}),
  };
}

/** Returns the names of fields whose values differ, or that only one side has. Hot path: a record has some 20 fields. */
function changedNames(before: Fields, after: Fields): readonly string[] {
  const changed: string[] = [];
  for (const name in before) if (!sameJson(before[name], after[name])) changed.push(name);
  for (const name in after) if (!Object.hasOwn(before, name)) changed.push(name);
  return changed;
}
