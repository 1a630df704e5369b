import type { CalendarEntry } from '../calendar/calendar-file.ts';
import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';
import { shownTitle } from './record-rules.ts';

/** Returns the entry of a record by its kind's schedule (T-19); `undefined` for a record without a time. */
export function calendarEntry(
  entity: Entity,
  { id, fields, updatedAt }: Pick<StoredRecord, 'id' | 'fields' | 'updatedAt'>,
): CalendarEntry | undefined {
  const { schedule } = entity;
  const at = schedule && fields[schedule.at];
  if (typeof at !== 'string' || at === '') return undefined;
  const { lasts, done, series } = schedule ?? {};
  const repeat = series === undefined ? schedule?.repeat : undefined; // each record of a series is written itself
  const [length, rule] = [lasts === undefined ? null : fields[lasts], repeat === undefined ? null : fields[repeat]];
  return {
    id,
    title: shownTitle(entity, fields[entity.title]),
    at,
    lastsSeconds: typeof length === 'number' && length > 0 ? length : undefined,
    isDone: done === undefined ? undefined : fields[done] === true,
    repeat: typeof rule === 'string' && rule !== '' ? rule : undefined,
    changedAt: updatedAt,
  };
}
