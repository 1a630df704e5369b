import type { Entity } from '@outpost/domain/kernel/entities/entity';
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
    const value = record.fields[name];
    if (name === entity.title || !field || typeof value !== 'string' || value === '') continue;
    if (field.type === 'ref') parts.push(refs[refTarget(field, value).id]?.title ?? '');
    else if (field.type === 'choice')
      parts.push(field.options.find((option) => option.value === value)?.label ?? value);
    else if (field.type === 'text' || field.type === 'email' || field.type === 'phone') parts.push(value);
  }
  return parts
    .filter((part) => part !== '')
    .slice(0, 2)
    .join(' · ');
}
