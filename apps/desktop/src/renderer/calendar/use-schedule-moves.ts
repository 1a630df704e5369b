import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { CalendarEvent, EventTime } from '@outpost/ui/calendar/calendar-model';
import { timeLength, whenText } from '@outpost/ui/calendar/calendar-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCatalogue } from '../records/use-entity.ts';
import { useRepeatedChange } from '../repeats/repeated-changes.tsx';
import { fieldsOf } from './scheduled-event.ts';

/**
 * Returns the function that gives the record of an event another time or length: one act, with undo. The event contains all data
 * that the act needs, because its record may be outside of the days that the calendar has loaded by then.
 */
export function useScheduleMoves(): (event: CalendarEvent, time: EventTime) => void {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const change = useRepeatedChange();
  return ({ id, source, title, time: before }, time) => {
    const entity = catalogue.entities.get(source);
    if (!entity) return;
    const fields = fieldsOf(entity, time, before);
    if (Object.keys(fields).length === 0) return;
    const isMove = entity.schedule !== undefined && entity.schedule.at in fields;
    const label = isMove
      ? `Moved ${title} to ${whenText(time, formats)}`
      : `Changed the length of ${title} to ${timeLength(time, formats)}`;
    change({ entity, id, fields, label: cutLabel(label) });
  };
}
