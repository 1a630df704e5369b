import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../bridge/contract.ts';

/** A field or one of the envelope's names, as a screen reads it; null where it is empty. */
export function shownValue(record: ShownRecord, name: string): JsonValue {
  switch (name) {
    case 'ownerId':
    case 'teamId':
    case 'sharedWith':
    case 'createdAt':
    case 'updatedAt':
    case 'life':
      return record[name];
    default:
      return record.fields[name] ?? null;
  }
}

/** A value that is text, or the empty text: for titles and subjects, which nothing else should be. */
export const textIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
