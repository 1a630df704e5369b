import { boardFieldOf } from '../../board/board-fields.ts';
import { BoardMenu } from './board-menu.tsx';
import { PipelineSwitcher } from './pipeline-switcher.tsx';
import type { NavigationProps } from './view-kind.ts';

/** The pipelines of a board of stages, and the menu of its columns. */
export function BoardNavigation(props: NavigationProps) {
  const { entity, group } = props;
  return (
    <>
      {boardFieldOf(entity, group)?.name === entity.stages ? <PipelineSwitcher {...props} /> : null}
      <BoardMenu {...props} />
    </>
  );
}
