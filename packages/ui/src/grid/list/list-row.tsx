import { memo } from 'react';
import { WaitingMark } from '../../sync/sync-sign.tsx';
import { cellId } from '../grid-row.tsx';
import { type RecordWords, RecordWordsView } from './record-words.tsx';
import classes from './record-list.module.css';

/** The words of a line. `changed`: the time of the last change, in short, and as an instant for people who want it exactly. */
export type LineWords = RecordWords & {
  readonly changed: { readonly text: string; readonly exact: string; readonly at: string } | undefined;
};

/** The place of a line of a list, in pixels from the first drawn one. */
export type ListLine = {
  readonly listId: string;
  readonly line: number;
  readonly top: number;
  readonly height: number;
  readonly isActive: boolean;
};

type Props<Row> = ListLine & {
  /** Undefined while the record is read. */
  readonly row: Row | undefined;
  readonly wordsOf: (row: Row) => LineWords;
  /** The act that waits on the record, in words. */
  readonly waiting: string | undefined;
  readonly isInGroup: boolean;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  // These stay the same between drawings, so that a line is drawn again only where it changes.
  readonly onSelect: ((line: number, isRange: boolean) => void) | undefined;
  readonly onOpen: (line: number) => void;
};

/** One record of a list. A press opens it. A record that is not loaded yet is a blank line. */
export const ListRow = memo(DrawnListRow) as typeof DrawnListRow; // memo loses the type parameter

function DrawnListRow<Row>(props: Props<Row>) {
  const { listId, line, row, isSelected, isOpen, onSelect } = props;
  const words = row === undefined ? undefined : props.wordsOf(row);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list answers the keys
    <div
      role="row"
      tabIndex={-1}
      id={cellId(listId, { line, column: -1 })}
      aria-rowindex={line + 1}
      aria-level={props.isInGroup ? 2 : undefined}
      aria-selected={isSelected}
      aria-busy={words === undefined || undefined}
      aria-current={isOpen || undefined}
      className={classes.row}
      data-line={line}
      data-on={isSelected || isOpen || undefined}
      data-active={props.isActive || undefined}
      style={{ top: props.top, height: props.height }}
      onClick={words === undefined ? undefined : () => props.onOpen(line)}
    >
      <div role="gridcell" aria-colindex={1} className={classes.gutter}>
        {words === undefined || onSelect === undefined ? null : (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the whole start of the line is the target; Space and X do the same
          <span
            className={classes.box}
            onClick={(event) => {
              event.stopPropagation();
              onSelect(line, event.shiftKey);
            }}
          >
            <input
              type="checkbox"
              className={classes.tick}
              checked={isSelected}
              readOnly
              tabIndex={-1}
              aria-label={`Select ${words.title}`}
            />
          </span>
        )}
      </div>
      <div role="rowheader" aria-colindex={2} className={classes.words}>
        {words === undefined ? null : (
          <RecordWordsView
            words={words}
            mark={props.waiting === undefined ? undefined : <WaitingMark label={props.waiting} isIconOnly />}
            beside={
              words.changed === undefined ? (
                <span />
              ) : (
                <time className={classes.changed} dateTime={words.changed.at} title={words.changed.exact}>
                  {words.changed.text}
                </time>
              )
            }
          />
        )}
      </div>
    </div>
  );
}
