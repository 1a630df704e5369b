import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue, shortWords } from '@outpost/domain/kernel/entities/field-types';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { RefNames } from '../../bridge/contract.ts';

/**
 * Returns the text that distinguishes hits with the same title: the first listed field after the title that has a value in words.
 */
export function subtitleOf(entity: Entity, record: StoredRecord, refs: RefNames): string {
  const parts: string[] = [];
  for (const name of entity.listed) {
    const field = entity.fields[name];
    const value = record.fields[name] ?? null;
    if (name === entity.title || !field || isEmptyValue(value)) continue;
    const isLink = field.type === 'ref' && typeof value === 'string';
    parts.push(isLink ? (refs[refTarget(field, value).id]?.title ?? '') : shortWords(field, value));
  }
  return parts
    .filter((part) => part !== '')
    .slice(0, 2)
    .join(' · ');
}
