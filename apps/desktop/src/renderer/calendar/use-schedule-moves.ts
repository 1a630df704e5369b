import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { EventTime, MovableEvent } from '@outpost/ui/calendar/calendar-model';
import { timeLength, whenText } from '@outpost/ui/calendar/calendar-words';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCatalogue } from '../records/use-entity.ts';
import { useRepeatedChange } from '../repeats/repeated-changes.tsx';
import { movedFields } from './scheduled-event.ts';

/** The change of an event's time, whose label names it. */
type Change = {
  readonly event: MovableEvent;
  readonly time: EventTime | undefined;
  readonly fields: Readonly<Record<string, JsonValue>>;
};

/** Returns the label of the act that changes an event's time or length. */
function labelOf(
  { schedule }: Entity,
  { event: { title, time: before }, time, fields }: Change,
  formats: Formats,
): string {
  // prettier-ignore
  if (time === undefined) return `Removed the time of ${title}`;
  if (before === undefined) return `Planned ${title} for ${whenText(time, formats)}`;
  return schedule !== undefined && schedule.at in fields
    ? `Moved ${title} to ${whenText(time, formats)}`
    : `Changed the length of ${title} to ${timeLength(time, formats)}`;
}

/**
 * Returns the function that gives the record of an event another time or length, its first time, or none: one act, with undo. The
 * event contains all data that the act needs, because its record may be outside of the days that the calendar has loaded by then.
 */
export function useScheduleMoves(): (event: MovableEvent, time: EventTime | undefined) => void {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const change = useRepeatedChange();
  return (event, time) => {
    const entity = catalogue.entities.get(event.source);
    if (!entity) return;
    const fields = movedFields(entity, event, time);
    if (Object.keys(fields).length === 0) return;
    change({ entity, id: event.id, fields, label: cutLabel(labelOf(entity, { event, time, fields }, formats)) });
  };
}
