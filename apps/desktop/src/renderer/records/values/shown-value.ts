import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../../bridge/contract.ts';

/** Returns a field or an envelope name of a record; null if it is empty. */
export function shownValue(record: ShownRecord, name: string): JsonValue {
  switch (name) {
    case 'ownerId':
    case 'teamId':
    case 'sharedWith':
    case 'createdAt':
    case 'createdBy':
    case 'updatedAt':
    case 'updatedBy':
    case 'life':
      return record[name];
    default:
      return record.fields[name] ?? null;
  }
}

/** Returns a text value, or the empty text. For titles and subjects, which are always text. */
export const textIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
