import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { TimelineEntry } from '@outpost/ui/record/timeline';
import { useCallback } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { refusalOf } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import type { TimelineKind } from '../slots/pack-screens.ts';

/** Returns the changes of a record that its pack offers as buttons, if the person may make them. */
export function useOfferedActs() {
  const { perform } = useActs();
  const principal = usePrincipal();
  return useCallback(
    (entity: Entity, record: ShownRecord, kind: TimelineKind | undefined): TimelineEntry['acts'] => {
      const offered = record.life === 'alive' ? kind?.changesOf?.(record) : undefined;
      if (!offered || refusalOf(principal, 'update', entity, { record, nameOf: () => undefined }) !== undefined) return undefined; // prettier-ignore
      return offered.map(({ label, done, fields, makes }) => ({
        label,
        onPress: () =>
          void perform({
            label: done,
            edits: [
              ...(makes
                ? [
                    {
                      entity: makes.entity,
                      ...(makes.id === undefined ? {} : { id: makes.id }),
                      create: { fields: makes.fields, ownerId: record.ownerId },
                    },
                  ]
                : []),
              { entity: record.entity, id: record.id, fields },
            ],
          }),
      }));
    },
    [perform, principal],
  );
}
