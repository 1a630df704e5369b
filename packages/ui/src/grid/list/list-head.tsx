import { memo } from 'react';
import { useFormats } from '../../formats/formats-context.tsx';
import { Icon } from '../../parts/icons.tsx';
import { showSameProps } from '../../parts/show-same-props.ts';
import type { GridGroup } from '../grid-model.ts';
import { cellId } from '../grid-row.tsx';
import type { ListLine } from './list-row.tsx';
import classes from './record-list.module.css';

type Props = ListLine & {
  readonly group: Pick<GridGroup, 'key' | 'label' | 'count' | 'isCollapsed'>;
  readonly sum: string | undefined;
  readonly onToggle: (line: number, key: string) => void;
};

/** The head of a group of a list: name, count, and the sum of its worth. A press folds the group. */
export const ListHead = memo(function ListHead({ listId, line, top, height, isActive, group, sum, onToggle }: Props) {
  const { count } = useFormats();
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list answers the keys; this is for the pointer
    <div
      role="row"
      tabIndex={-1}
      id={cellId(listId, { line, column: -1 })}
      aria-rowindex={line + 1}
      aria-level={1}
      aria-expanded={group.isCollapsed !== true}
      className={classes.row}
      data-line={line}
      data-group={group.key}
      data-active={isActive || undefined}
      style={{ top, height }}
      onClick={() => onToggle(line, group.key)}
    >
      <div role="gridcell" aria-colindex={1} className={classes.gutter}>
        <Icon name={group.isCollapsed === true ? 'chevron-right' : 'chevron-down'} size={14} />
      </div>
      <div role="gridcell" aria-colindex={2} className={classes.head}>
        <b title={group.label} dir="auto">
          {group.label}
        </b>
        <span className={classes.count}>{count(group.count)}</span>
        <span className={classes.sum}>{sum}</span>
      </div>
    </div>
  );
}, showSameProps);
