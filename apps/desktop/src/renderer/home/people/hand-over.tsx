import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { allFilters } from '@outpost/domain/kernel/reports/report-question';
import { useMemo, useState } from 'react';
import { ChangeManyDialog } from '../../many/change-many-dialog.tsx';

/** Late records of a person, and their number. */
export type LateRecords = { readonly entity: Entity; readonly where: Filter | undefined; readonly count: number };

/**
 * Gives late records to another owner: the dialog shows the effect first, and one undo takes it back. The panel draws it outside of
 * the person's line, because the line disappears with the first records that are handed over.
 */
export function HandOver({ late, onClose }: { readonly late: LateRecords; readonly onClose: () => void }) {
  const [leftOut, leaveOut] = useState<readonly string[]>([]);
  const { entity, where, count } = late;
  const records = useMemo(() => {
    const others: Filter | undefined = leftOut.length === 0 ? undefined : { field: 'id', op: 'none-of', value: [...leftOut] }; // prettier-ignore
    const all = allFilters(where, others);
    return { entity: entity.name, life: 'alive' as const, ...(all === undefined ? {} : { where: all }) };
  }, [entity.name, where, leftOut]);
  return (
    <ChangeManyDialog
      entity={entity}
      records={records}
      wish={{ count: count - leftOut.length, lines: [{ field: 'ownerId', how: 'set', value: null }] }}
      onLeaveOut={(ids) => leaveOut((before) => [...before, ...ids])}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
