import { useMemo } from 'react';
import { boardFieldOf } from '../../board/board-fields.ts';
import { ChoiceBoard } from '../../board/choice-board.tsx';
import { useColumnSums } from './use-column-sums.ts';
import type { ViewKindProps } from './view-kind.ts';

/** A list as a board. */
export function BoardList({ entity, where, search, group, sort, openId, onOpen, empty }: ViewKindProps) {
  const by = useMemo(() => boardFieldOf(entity, group), [entity, group]);
  const summary = useColumnSums({ entity, where, search, group });
  if (!by) return null; // the table offers a board only for kinds with a choice
  return (
    <ChoiceBoard
      entity={entity}
      by={by}
      where={where}
      search={search}
      sort={sort}
      summary={summary}
      openId={openId}
      onOpen={(id) => onOpen(id)}
      empty={empty}
    />
  );
}
