import { followingValues } from '@outpost/domain/kernel/acts/following-values';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';
import { concernsSeries, seriesEdits, seriesIdOf } from './series-edits.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/** Whether a record repeats (T-19): others of its series exist, or the next one is made when it is marked as done. */
export const isRepeated = (entity: Pick<Entity, 'schedule'>, record: Pick<ShownRecord, 'fields' | 'life'>): boolean => {
  const { schedule } = entity;
  if (schedule?.series !== undefined) return seriesIdOf(entity, record) !== undefined;
  return (
    record.life === 'alive' &&
    schedule?.repeat !== undefined &&
    typeof record.fields[schedule.repeat] === 'string' &&
    record.fields[schedule.done ?? ''] !== true
  );
};

/** Whether a change may concern the other records of a series. The person is then asked which records to change. */
export const mayConcernOthers = (entity: Pick<Entity, 'schedule' | 'title'>, fields: Fields): boolean => {
  const { schedule } = entity;
  if (schedule?.repeat === undefined) return false;
  if (schedule.series !== undefined) return concernsSeries(entity, fields);
  return [schedule.at, schedule.lasts].some((name) => name !== undefined && name in fields);
};

/**
 * Returns the edits that change only this one of the repeated records: it no longer repeats. If its kind makes the next
 * record when one is done, that next record is made now, with the values before the change. Without changed fields the
 * record only leaves its series. All edits are one act, so one undo reverts them.
 */
export function onlyThisOne(
  entity: Entity,
  record: ShownRecord,
  { fields, now, timeZone }: { readonly fields: Fields; readonly now: string; readonly timeZone: string },
): ActRequest['edits'] {
  if (seriesIdOf(entity, record) !== undefined)
    return seriesEdits(entity, { record, members: [], part: 'this' }, { fields, timeZone });
  const { repeat } = entity.schedule ?? {};
  const next = followingValues(entity, record.fields, { now, timeZone });
  const { ownerId, teamId, sharedWith } = record;
  return [
    { entity: entity.name, id: record.id, fields: { ...fields, ...(repeat === undefined ? {} : { [repeat]: null }) } },
    ...(next
      ? [{ entity: entity.name, create: { fields: { ...next }, ownerId, teamId, sharedWith: [...sharedWith] } }]
      : []),
  ];
}
