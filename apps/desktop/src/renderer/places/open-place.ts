import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useMemo, useState } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import { countOfSummary, useRecordList, useSummary } from '../queries/record-queries.ts';
import type { ListGroup } from '../records/list-group.ts';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { useCatalogue } from '../records/use-entity.ts';

/**
 * The open record's position in the list next to it, for "7 of 30" and J/K. `index` is undefined if it is unknown (a
 * board, an address).
 */
export type OpenPlace = {
  readonly index: number | undefined;
  readonly count: number;
  readonly neighbour: (by: 1 | -1) => string | undefined;
  readonly setIndex: (index: number | undefined) => void;
};

type Shown = {
  readonly entity: Entity;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  readonly life: 'alive' | 'deleted';
  readonly sort: string | undefined;
  readonly group: ListGroup | undefined;
  readonly open: string | undefined;
};

/** The number of rows searched for a record that has moved within its list. Beyond it the position is not shown. */
const lookedThrough = 1_000;

/** Follows the open record's position. Reads the rows before and after it in the list's own order. */
export function useOpenPlace({ entity, where, search, life, sort, group, open }: Shown): OpenPlace {
  const [index, setIndex] = useState<number>();
  const about = {
    entity: entity.name,
    life,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
  };
  const catalogue = useCatalogue();
  const unchosen = useMemo(() => defaultSort(catalogue, entity), [catalogue, entity]);
  const order = useMemo(() => listOrder(unchosen, sort, group), [unchosen, sort, group]);
  const isKnown = open !== undefined && index !== undefined;
  const start = Math.max(0, (index ?? 0) - 1);
  const query: CallInput<'records.list'> = { ...about, sort: [...order] };
  const near = useRecordList({ ...query, limit: 3, offset: start }, { isOff: !isKnown });
  const at = near.data?.rows.findIndex(({ id }) => id === open) ?? -1;
  const isLost = isKnown && near.data !== undefined && !near.isPlaceholderData && at < 0;
  const far = useRecordList({ ...query, limit: lookedThrough, offset: 0 }, { isOff: !isLost });
  const farAt = isLost ? (far.data?.rows.findIndex(({ id }) => id === open) ?? -1) : -1;
  const totals = useSummary({ ...about, sums: [] }, { isOff: !isKnown });

  const rows = at >= 0 ? near.data?.rows : far.data?.rows;
  const place = at >= 0 ? at : farAt;
  return {
    index: !isKnown || place < 0 ? undefined : at >= 0 ? start + at : farAt,
    count: countOfSummary(totals.data) ?? 0,
    neighbour: (by) => {
      if (place < 0) return undefined;
      const next = rows?.[place + by]?.id;
      if (next !== undefined) setIndex((at >= 0 ? start + at : farAt) + by);
      return next;
    },
    setIndex,
  };
}
