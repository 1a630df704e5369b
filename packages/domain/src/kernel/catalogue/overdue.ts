import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';

/** The present moment: as an instant in UTC, and as a day in the person's time zone. */
export type Present = { readonly at: string; readonly today: string };

/**
 * Whether a record is open: its stage is not an end, or it is not marked as done. Kinds without either are always open.
 */
export function isOpenRecord({ stages, schedule, fields: declared }: Entity, fields: StoredRecord['fields']): boolean {
  const field = stages === undefined ? undefined : declared[stages];
  if (stages !== undefined && field?.type === 'choice')
    return field.options.find(({ value }) => value === fields[stages])?.outcome === 'open';
  return schedule?.done === undefined || fields[schedule.done] !== true;
}

/**
 * Whether the time by which a record should be closed is past, and the record is still open. A day is past when it is over in
 * the person's time zone. False for a kind without `dueBy`, and for deleted records.
 */
export function isOverdue(
  entity: Entity,
  { fields, life }: { readonly fields: StoredRecord['fields']; readonly life: string },
  { at, today }: Present,
): boolean {
  const due = entity.dueBy === undefined ? undefined : fields[entity.dueBy];
  if (typeof due !== 'string' || life !== 'alive' || !isOpenRecord(entity, fields)) return false;
  return due < (due.length === today.length ? today : at);
}
