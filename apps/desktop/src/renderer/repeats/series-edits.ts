import { seriesOf } from '@outpost/domain/engine/moves/series';
import { instantOf, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { addDays, daysBetween } from '@outpost/domain/kernel/days';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { textIn } from '../records/values/shown-value.ts';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';

type Fields = Readonly<Record<string, JsonValue>>;
type Edits = ActRequest['edits'];

/** The records of a series that a change is meant for. */
export type SeriesPart = 'this' | 'following' | 'all';

/** Returns the series to which a living record belongs (ADR 45). */
export function seriesIdOf(
  entity: Pick<Entity, 'schedule'>,
  { fields, life }: Pick<ShownRecord, 'fields' | 'life'>,
): string | undefined {
  const series = fields[seriesOf(entity)?.series ?? ''];
  return life === 'alive' && typeof series === 'string' && series !== '' ? series : undefined;
}

/**
 * Whether a change of a record of a series may be meant for others of it: its time, length, reminder, rule or title.
 * Other values, such as the notes, belong to one meeting.
 */
export const concernsSeries = ({ schedule, title }: Pick<Entity, 'schedule' | 'title'>, fields: Fields): boolean =>
  [title, schedule?.at, schedule?.lasts, schedule?.remind, schedule?.repeat].some(
    (name) => name !== undefined && name in fields,
  );

/** Returns the question for the living records of a series, in the order of their times. */
export const seriesQuestion = (entity: Entity, series: string) => {
  const schedule = seriesOf(entity);
  return {
    entity: entity.name,
    where: { field: schedule?.series ?? '', op: 'is' as const, value: series },
    sort: [{ field: schedule?.at ?? 'createdAt', direction: 'asc' as const }],
    limit: 1_000,
  };
};

type Asked = {
  readonly record: ShownRecord;
  /** The living records of its series. */
  readonly members: readonly ShownRecord[];
  readonly part: SeriesPart;
};

/** Returns the records that a part of a series means, the record itself first. */
export function seriesMembersOf(entity: Entity, { record, members, part }: Asked): readonly ShownRecord[] {
  const { at = '' } = entity.schedule ?? {};
  const timeOf = ({ fields }: ShownRecord) => textIn(fields[at]);
  const others = members.filter(({ id }) => id !== record.id);
  if (part === 'this') return [record];
  return [record, ...(part === 'all' ? others : others.filter((one) => timeOf(one) >= timeOf(record)))];
}

/**
 * Returns the edits of one act that changes a part of a series. A record that is changed alone leaves its series. A new
 * time moves the others by the same days, to the same time of day on a clock in the zone. Another rule ends the series
 * at this record. The following ones are deleted, and the act itself makes those of the new rule
 * (`engine/moves/series.ts`).
 */
export function seriesEdits(
  entity: Entity,
  asked: Asked,
  { fields, timeZone }: { readonly fields: Fields; readonly timeZone: string },
): Edits {
  const schedule = seriesOf(entity);
  if (!schedule) return [];
  const { record, part } = asked;
  const { at, repeat, series } = schedule;
  if (part === 'this') return [edit(entity, record, { ...fields, [repeat]: null, [series]: null })];
  const [, ...others] = seriesMembersOf(entity, asked);
  if (repeat in fields)
    return [
      edit(entity, record, { ...fields, [series]: null }),
      ...others.map((one) => edit(entity, one, { life: 'deleted' })),
    ];
  const { [at]: time, ...same } = fields;
  const moved = (one: ShownRecord): Fields => {
    const [from, to, own] = [record.fields[at], time, one.fields[at]];
    if (typeof from !== 'string' || typeof to !== 'string' || typeof own !== 'string') return {};
    return { [at]: movedTime(own, { from, to, timeZone }) };
  };
  return [edit(entity, record, fields), ...others.map((one) => edit(entity, one, { ...same, ...moved(one) }))];
}

/** Returns the edits that delete a part of a series. */
export const seriesDeletion = (entity: Entity, asked: Asked): Edits =>
  seriesMembersOf(entity, asked).map((one) => edit(entity, one, { life: 'deleted' }));

const edit = ({ name }: Entity, { id }: ShownRecord, fields: Fields) => ({ entity: name, id, fields: { ...fields } });

/** Returns a time that is moved by the days between two others, to the later one's time of day. */
function movedTime(
  time: string,
  { from, to, timeZone }: { readonly from: string; readonly to: string; readonly timeZone: string },
): string {
  const isDay = time.length === 10;
  const wall = (one: string) => (one.length === 10 ? { day: one, minute: 0 } : wallTimeOf(one, timeZone));
  const [before, after] = [wall(from), wall(to)];
  const day = addDays(wall(time).day, daysBetween(before.day, after.day));
  return isDay ? day : instantOf({ day, minute: after.minute }, timeZone);
}
