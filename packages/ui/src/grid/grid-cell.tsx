import { Popover } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { FieldSpec, FieldValue } from '../fields/field-spec.ts';
import { fieldLink, outside } from '../fields/field-link.ts';
import { isNumericKind } from '../fields/field-spec.ts';
import { FieldEditor } from '../fields/editors/field-editor.tsx';
import { fieldWords } from '../fields/field-words.tsx';
import { FlagMark } from '../fields/flag-mark.tsx';
import type { DoneHow } from '../fields/editors/editor-props.ts';
import { cellStyle, type GridColumn } from './grid-model.ts';
import type { GridPlace } from './grid-moves.ts';
import { Icon } from '../parts/icons.tsx';
import { keyWords } from '../parts/kbd.tsx';
import type { CellMark } from '../parts/marks.ts';
import { ReplacedBox, replacedWords } from '../sync/replaced-box.tsx';
import { WaitingMark } from '../sync/sync-sign.tsx';
import classes from './grid.module.css';

/** The key that opens the link of the active cell, in the notation of shortcuts. */
const openLinkKeys = 'alt+enter';

/** A cell being edited. */
export type CellEditing = {
  readonly initialText?: string | undefined;
  readonly onChange: (value: FieldValue) => void;
  readonly onDone: (how: DoneHow) => void;
  readonly onDraft: (text: string | undefined) => void;
  readonly onError: (message: string | undefined) => void;
};

type GridCellProps = {
  readonly id: string;
  readonly column: GridColumn<never>;
  readonly line: number;
  readonly place: number;
  /** Whether cells before this one are not drawn, so that this one must name its place. */
  readonly isAlone: boolean;
  readonly text: string;
  readonly content: ReactNode;
  readonly value: FieldValue;
  readonly mark: CellMark | undefined;
  readonly rowWaiting: string | undefined;
  readonly isActive: boolean;
  /** The edges of the selected range at this cell: any of "t r b l", or "in". */
  readonly edges: string;
  readonly hasHandle: boolean;
  /** The reason why this person may not change the value. */
  readonly readOnlyReason: string | undefined;
  /** The same reason, shown at the cell after an attempt. */
  readonly refusal: string | undefined;
  readonly isMarkOpen: boolean;
  /** Opens the mark of a cell, or closes all of them. */
  readonly onMark: (place: GridPlace | undefined) => void;
  /** Opens the record of a line. */
  readonly onName: ((line: number) => void) | undefined;
  readonly second: string | undefined;
  readonly editing: (CellEditing & { readonly spec?: FieldSpec | undefined }) | undefined;
};

/** Returns the content of a cell. It is no component, because a window of a list has some 200 cells. */
function contentOf({
  column,
  text,
  content,
  value,
  mark,
  line,
  onName,
  second,
}: Pick<GridCellProps, 'column' | 'text' | 'content' | 'value' | 'mark' | 'line' | 'onName' | 'second'>): ReactNode {
  if (mark?.isSealed)
    return (
      <span className={classes.sealed}>
        <Icon name="lock" size={14} label="Sealed" />
        ••••
      </span>
    );
  if (column.field?.kind === 'flag' && content === undefined)
    return (
      <>
        <FlagMark isSet={value === true} />
        <span className="outpost-visually-hidden">{text}</span>
      </>
    );
  // The content of a row that is not loaded is null.
  if (text === '' && content === undefined && column.field?.emptyText !== undefined)
    return <span className={classes.placeholder}>{column.field.emptyText}</span>;
  const words = content ?? fieldWords({ spec: column.field, value, className: classes.cut, children: text });
  if (!column.isName) return words;
  return (
    <span className={classes.nameBlock}>
      {onName && text !== '' ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes.name}
          onClick={() => onName(line)}
          title={text}
          dir="auto"
        >
          {text}
        </button>
      ) : (
        words
      )}
      {second === undefined || second === '' ? null : (
        <span className={classes.second} dir="auto">
          {second}
        </span>
      )}
    </span>
  );
}

/** One cell: its value, its marks, or its editor. */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { column, mark, editing } = props;
  const isEnd = (column.align ?? (isNumericKind(column.field?.kind) ? 'end' : 'start')) === 'end';
  const replaced = mark?.replaced;
  const isReadOnly = props.readOnlyReason !== undefined || props.refusal !== undefined;
  const waiting = mark?.waiting ?? (column.isName ? props.rowWaiting : undefined);
  const showMark = (isOpen: boolean) => props.onMark(isOpen ? { line: props.line, column: props.place } : undefined);
  const link = column.field && !mark?.isSealed ? fieldLink(column.field, props.value) : undefined;
  return (
    <div
      id={props.id}
      role={column.isName ? 'rowheader' : 'gridcell'}
      aria-colindex={props.place + 2}
      aria-readonly={isReadOnly || undefined}
      aria-selected={props.edges !== '' || undefined}
      className={classes.cell}
      data-line={props.line}
      data-place={props.place}
      data-end={isEnd || undefined}
      data-name={column.isName || undefined}
      data-pinned={column.staysAt === undefined ? undefined : true}
      data-last={column.isLastToStay}
      style={cellStyle(column, props.isAlone ? props.place : undefined)}
      data-quiet={column.isQuiet || undefined}
      data-readonly={isReadOnly || undefined}
      data-active={props.isActive || undefined}
      data-edges={props.edges || undefined}
      data-editing={editing ? true : undefined}
      data-corner={props.hasHandle || undefined}
    >
      {editing && column.field ? (
        <FieldEditor
          spec={editing.spec ?? column.field}
          value={props.value}
          onChange={editing.onChange}
          onDone={editing.onDone}
          onDraft={editing.onDraft}
          onError={editing.onError}
          initialText={editing.initialText}
          variant="cell"
          autoFocus
        />
      ) : (
        <>
          {waiting === undefined ? null : <WaitingMark label={waiting} isIconOnly />}
          {contentOf(props)}
          {link ? (
            <a
              href={link.href}
              {...outside}
              tabIndex={-1}
              className={classes.link}
              data-cell-link
              aria-label={link.does}
              title={`${link.does} (${keyWords(openLinkKeys)})`}
            >
              <Icon name={link.icon} size={14} />
            </a>
          ) : null}
          {props.isActive && props.readOnlyReason !== undefined && props.refusal === undefined ? (
            <span className={classes.lock} title={props.readOnlyReason}>
              <Icon name="lock" size={14} label={props.readOnlyReason} />
            </span>
          ) : null}
        </>
      )}
      {replaced && !editing ? (
        <Popover
          opened={props.isMarkOpen}
          onChange={showMark}
          width={320}
          position="bottom-end"
          trapFocus
          returnFocus
          withinPortal
        >
          <Popover.Target>
            <button
              type="button"
              tabIndex={-1}
              className={classes.notch}
              aria-label={replacedWords(replaced)}
              title={replacedWords(replaced)}
              onClick={() => showMark(!props.isMarkOpen)}
            />
          </Popover.Target>
          <Popover.Dropdown data-takes-keys>
            <ReplacedBox replaced={replaced} title onDone={() => showMark(false)} />
          </Popover.Dropdown>
        </Popover>
      ) : null}
      {props.isActive && props.refusal !== undefined && props.refusal !== '' ? (
        <span role="note" className={classes.refusal}>
          <Icon name="lock" size={14} />
          {props.refusal}
        </span>
      ) : null}
      {props.hasHandle ? <span className={classes.handle} data-handle aria-hidden /> : null}
    </div>
  );
});
