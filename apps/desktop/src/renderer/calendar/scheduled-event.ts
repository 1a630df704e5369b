import type { Principal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity, Schedule } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { CalendarEvent, EventTime, MovableEvent, TimeForm, UnscheduledEvent } from '@outpost/ui/calendar/calendar-model'; // prettier-ignore
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { waitingFallback } from '../records/act-words.ts';
import { oneOf } from '../records/entity-shape.ts';
import { readOnlyReason } from '../records/may.ts';

/** Returns the length of a record in minutes; null for a record without a length. */
function minutesIn({ lasts }: Schedule, record: Pick<ShownRecord, 'fields'>): number | null {
  const seconds = lasts === undefined ? null : record.fields[lasts];
  return typeof seconds === 'number' && seconds > 0 ? Math.round(seconds / 60) : null;
}

/** Returns the time of a record by its kind's schedule; undefined for a record without a time. */
export function timeOf({ schedule, fields }: Entity, record: Pick<ShownRecord, 'fields'>): EventTime | undefined {
  const at = schedule && record.fields[schedule.at];
  if (schedule === undefined || typeof at !== 'string') return undefined;
  const minutes = minutesIn(schedule, record);
  if (fields[schedule.at]?.type === 'date')
    return { isAllDay: true, day: at, days: minutes === null ? 1 : Math.max(1, Math.ceil(minutes / 1_440)) };
  return { isAllDay: false, start: at, minutes };
}

/** Returns the values of the schedule's fields for a time: only the changed ones if an earlier time is given. */
export function fieldsOf(
  { schedule, fields }: Entity,
  time: EventTime,
  before?: EventTime,
): Readonly<Record<string, JsonValue>> {
  if (schedule === undefined) return {};
  const length = (one: EventTime) => (one.isAllDay ? one.days * 1_440 : one.minutes);
  const start = (one: EventTime) => (one.isAllDay ? one.day : one.start);
  const minutes = length(time);
  const isLonger =
    before === undefined ? minutes !== null && !(time.isAllDay && time.days === 1) : minutes !== length(before);
  return {
    ...(before !== undefined && start(before) === start(time) ? {} : { [schedule.at]: start(time) }),
    ...(schedule.lasts !== undefined && fields[schedule.lasts] && isLonger && minutes !== null
      ? { [schedule.lasts]: minutes * 60 }
      : {}),
  };
}

/**
 * Returns the changed values of the schedule's fields when a calendar gives an event another time, its first one (the event has
 * none), or none (`time` is undefined).
 */
export function movedFields(
  entity: Entity,
  event: MovableEvent,
  time: EventTime | undefined,
): Readonly<Record<string, JsonValue>> {
  const { schedule } = entity;
  if (schedule === undefined) return {};
  if (time === undefined) return { [schedule.at]: null };
  if (event.time !== undefined) return fieldsOf(entity, time, event.time);
  const { form } = event;
  const isSameLength = !time.isAllDay && !form.isAllDay && time.minutes === form.minutes;
  const { [schedule.at]: at = null, ...length } = fieldsOf(entity, time);
  return { [schedule.at]: at, ...(isSameLength ? {} : length) };
}

/** The data from which an event's texts are made, in addition to the record. */
export type EventSources = {
  readonly catalogue: Catalogue;
  readonly principal: Principal;
  readonly refs: RefNames;
  readonly waiting: ReadonlyMap<string, string>;
};

/** Returns the title of the record that an event is about: the first reference under the title of its page. */
function aboutOf(entity: Entity, record: ShownRecord, { catalogue, refs }: EventSources): string | undefined {
  const { subline } = viewsOf(catalogue, entity).page;
  const field = subline.find((name) => entity.fields[name]?.type === 'ref');
  const value = field === undefined ? undefined : record.fields[field];
  return typeof value === 'string' ? refs[value.slice(value.indexOf(':') + 1)]?.title : undefined;
}

/** Returns the parts of an event that do not depend on its time. */
function untimedEvent(
  entity: Entity,
  schedule: Schedule,
  { record, sources }: { readonly record: ShownRecord; readonly sources: EventSources },
): Omit<CalendarEvent, 'time'> {
  // prettier-ignore
  const { principal, refs, waiting } = sources;
  const detail = aboutOf(entity, record, sources);
  const isDone = schedule.done !== undefined && record.fields[schedule.done] === true;
  const why = readOnlyReason(principal, entity, { record, nameOf: (id) => refs[id]?.title, field: schedule.at });
  return {
    id: record.id,
    source: entity.name,
    title: titleOf(entity, record),
    kind: entity.label.one,
    look: isDone ? 'done' : schedule.lasts === undefined ? 'task' : 'event',
    canResize: schedule.lasts !== undefined,
    ...(detail === undefined ? {} : { detail }),
    ...(record.waiting > 0 ? { waiting: waiting.get(record.id) ?? waitingFallback(record) } : {}),
    ...(why === undefined ? {} : { readOnlyReason: why }),
    ...(entity.fields[schedule.at]?.required ? { timeNeededReason: `Each ${oneOf(entity)} needs a time.` } : {}),
  };
}

/** Returns a record as an event of a calendar; undefined for a record without a time. */
export function scheduledEvent(entity: Entity, record: ShownRecord, sources: EventSources): CalendarEvent | undefined {
  const { schedule } = entity;
  const time = timeOf(entity, record);
  if (schedule === undefined || time === undefined) return undefined;
  return { ...untimedEvent(entity, schedule, { record, sources }), time };
}

/** Returns a record without a time as an event of the lane beside a calendar; undefined for a record with a time. */
export function unscheduledEvent(
  entity: Entity,
  record: ShownRecord,
  sources: EventSources,
): UnscheduledEvent | undefined {
  // prettier-ignore
  const { schedule, fields } = entity;
  if (schedule === undefined || timeOf(entity, record) !== undefined) return undefined;
  const form: TimeForm = fields[schedule.at]?.type === 'date' ? { isAllDay: true } : { isAllDay: false, minutes: minutesIn(schedule, record) }; // prettier-ignore
  return { ...untimedEvent(entity, schedule, { record, sources }), time: undefined, form };
}
