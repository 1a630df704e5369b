import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { EventTime } from '@outpost/ui/calendar/calendar-model';
import { useCallback } from 'react';
import { oneOf } from '../records/entity-shape.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { fieldsOf } from './scheduled-event.ts';

/** Returns the function that opens the form for a new record with its time filled in. The calendar stays where it is. */
export function useAddAt(): (entity: Entity, time: EventTime | undefined) => void {
  const newRecord = useNewRecord();
  return useCallback(
    (entity, time) =>
      newRecord({
        entity: entity.name,
        title: `New ${oneOf(entity)}`,
        ...(time === undefined ? {} : { fields: fieldsOf(entity, time) }),
      }),
    [newRecord],
  );
}
