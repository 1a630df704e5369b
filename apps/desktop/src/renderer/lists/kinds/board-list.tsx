import { StageBoard } from '../../board/stage-board.tsx';
import { stageFieldOf } from '../../records/entity-shape.ts';
import { useStageSums } from './use-stage-sums.ts';
import type { ViewKindProps } from './view-kind.ts';

/** A list as a board. */
export function BoardList({ entity, where, search, openId, onOpen, empty }: ViewKindProps) {
  const stage = stageFieldOf(entity);
  const summary = useStageSums({ entity, where, search });
  if (!stage) return null; // the table offers a board only for kinds with stages
  return (
    <StageBoard
      entity={entity}
      stage={stage}
      where={where}
      search={search}
      summary={summary}
      openId={openId}
      onOpen={(id) => onOpen(id)}
      empty={empty}
    />
  );
}
