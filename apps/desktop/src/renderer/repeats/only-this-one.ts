import { followingValues } from '@outpost/domain/kernel/calendar/following-values';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/** Whether a record repeats: when it is marked as done, the next one is made (T-19). */
export const isRepeated = (
  { schedule }: Pick<Entity, 'schedule'>,
  { fields, life }: Pick<ShownRecord, 'fields' | 'life'>,
): boolean =>
  life === 'alive' &&
  schedule?.repeat !== undefined &&
  typeof fields[schedule.repeat] === 'string' &&
  fields[schedule.done ?? ''] !== true;

/** Whether a change gives a record another time or length: then a person says which ones of a repeated record are meant. */
export const changesTime = ({ schedule }: Pick<Entity, 'schedule'>, fields: Fields): boolean =>
  schedule !== undefined && [schedule.at, schedule.lasts].some((name) => name !== undefined && name in fields);

/**
 * Returns the edits that change a repeated record alone: it no longer repeats, and the one that would follow it is made now, with the
 * values before the change. Without changed fields it only leaves its series. One act, so one undo takes all back.
 */
export function onlyThisOne(
  entity: Entity,
  record: ShownRecord,
  { fields, now, timeZone }: { readonly fields: Fields; readonly now: string; readonly timeZone: string },
): ActRequest['edits'] {
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
