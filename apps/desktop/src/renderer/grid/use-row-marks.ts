import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { CellMark } from '@outpost/ui/parts/marks';
import { useCallback, useMemo } from 'react';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useOutbox } from '../queries/sync-queries.ts';
import { waitingByRecord, waitingFallback } from '../records/act-words.ts';
import { readOnlyReason } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useReplacedMarks } from '../sync/replaced-marks.ts';

/** The marks of rows and cells. */
export type RowMarks = {
  /** The mark of a cell whose value was replaced in a merge. */
  readonly markOf: (row: ShownRecord, field: string) => CellMark | undefined;
  /** The act that waits on a record, in words. */
  readonly rowMark: (row: ShownRecord) => string | undefined;
  readonly readOnlyReason: (row: ShownRecord, field: string) => string | undefined;
};

/**
 * Returns the marks of a grid, and the number of replaced values in a column. `refs` names the people in the marks. The grid
 * draws its rows again when one of these functions changes.
 */
export function useRowMarks(
  entity: Entity,
  refs: RefNames,
): { readonly marks: RowMarks; readonly replacedCount: (field: string) => number } {
  const principal = usePrincipal();
  const replaced = useReplacedMarks(refs);
  const outbox = useOutbox().data?.entries;
  const waiting = useMemo(() => waitingByRecord(outbox ?? []), [outbox]);
  const nameOf = useCallback((id: string) => refs[id]?.title, [refs]);
  return {
    replacedCount: useCallback((field) => replaced.countOf(entity.name, field), [replaced, entity]),
    marks: {
      markOf: useCallback(
        (row, field) => {
          const mark = row.replaced.includes(field) ? replaced.at(row.id, field) : undefined;
          return mark && { replaced: mark };
        },
        [replaced],
      ),
      rowMark: useCallback(
        (row) => (row.waiting > 0 ? (waiting.get(row.id) ?? waitingFallback(row)) : undefined),
        [waiting],
      ),
      readOnlyReason: useCallback(
        (row, field) => readOnlyReason(principal, entity, { record: row, nameOf, field }),
        [principal, entity, nameOf],
      ),
    },
  };
}
