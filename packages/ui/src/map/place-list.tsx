import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useEffect, useId, useImperativeHandle, useRef } from 'react';
import type { PlaceRow } from './map-model.ts';
import { PlaceLine } from './place-line.tsx';
import { useSteady } from '../parts/use-steady.ts';
import { useStopDrag } from './use-stop-drag.ts';
import classes from './place-map.module.css';

export type PlaceListProps = {
  readonly label: string;
  readonly count: number;
  /** Undefined while the row is read. */
  readonly rowAt: (index: number) => PlaceRow | undefined;
  readonly selectedId: string | undefined;
  readonly openId: string | undefined;
  /** Moves the selection, or ends it. `index`: the row's place. */
  readonly onSelect: (id: string | undefined, index?: number) => void;
  readonly onOpen: (id: string, index: number) => void;
  readonly onVisibleRange?: (start: number, end: number) => void;
  /** Adds a record to the round, or removes a stop from it. Space does so, and a press on the circle. */
  readonly onToggle?: ((row: PlaceRow) => void) | undefined;
  /** The rows are the stops of a round in their order, each with its number. Moves a stop, by Alt and an arrow or by dragging. */
  readonly onMove?: ((row: PlaceRow, to: number) => void) | undefined;
  /** Whether the circle of a row is drawn as a control of the round. */
  readonly isInRound?: boolean | undefined;
  readonly apiRef: Ref<{ readonly focus: () => void }>;
};

const rowHeight = 50;

const keyWords = {
  stops: 'Alt with an arrow key moves a stop. Space removes it from the round.',
  others: 'Space adds a record to the round.',
} as const;

/**
 * The records of a map as a list, which says in words what the map shows. Arrow keys, J and K move the selection, Enter opens.
 * Only the visible rows are drawn.
 */
export function PlaceList(props: PlaceListProps) {
  const { label, count, rowAt, selectedId, openId, onSelect, onOpen, onVisibleRange, onToggle, onMove } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(props.apiRef, () => ({ focus: () => scroller.current?.focus() }), []);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const [first, end] = [items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1];
  useEffect(() => {
    if (end > first) onVisibleRange?.(first, end);
  }, [first, end, onVisibleRange]);
  const drag = useStopDrag({
    scroller,
    rowHeight,
    count,
    onDrop: (from, to) => withRow(from, (row) => onMove?.(row, to)),
  });
  const shownAt = (index: number) => rowAt(drag.indexAt(index));
  const selectedIndex = items.find(({ index }) => selectedId !== undefined && rowAt(index)?.id === selectedId)?.index;
  const last = useRef(-1);
  useEffect(() => {
    if (selectedIndex !== undefined) last.current = selectedIndex;
  }, [selectedIndex]);

  const withRow = (index: number, act: (row: PlaceRow) => void) => {
    const row = rowAt(index);
    if (row) act(row);
  };
  const go = (to: number) => {
    const index = Math.max(0, Math.min(count - 1, to));
    virtualizer.scrollToIndex(index, { align: 'auto' });
    withRow(index, (row) => onSelect(row.id, index));
  };
  const move = (by: number | undefined): boolean => {
    if (by === undefined || onMove === undefined || selectedIndex === undefined) return false;
    const to = selectedIndex + by;
    if (to >= 0 && to < count) {
      withRow(selectedIndex, (row) => onMove(row, to));
      virtualizer.scrollToIndex(to, { align: 'auto' });
    }
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
      if (!move(moves[event.key])) return;
    } else if (!onPlainKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPlainKey = ({ key }: KeyboardEvent): boolean => {
    const from = selectedIndex ?? last.current;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = { ArrowDown: from + 1, j: from + 1, ArrowUp: from - 1, k: from - 1, Home: 0, End: count - 1, PageDown: from + page, PageUp: from - page }; // prettier-ignore
    const to = moves[key];
    if (to !== undefined) go(to);
    else if (key === 'Escape' && selectedId !== undefined && openId === undefined) onSelect(undefined);
    else if (key === 'Enter' && selectedId !== undefined && selectedIndex !== undefined)
      onOpen(selectedId, selectedIndex);
    else if (key === ' ' && onToggle && selectedIndex !== undefined) {
      last.current = selectedIndex - 1; // the row leaves this list: the next one takes its place
      withRow(selectedIndex, onToggle);
    } else return false;
    return true;
  };
  const toggle = useSteady((row: PlaceRow) => onToggle?.(row));
  const grip = useSteady(drag.onGrip);
  const press = useSteady((index: number) => {
    const row = shownAt(index);
    if (!row || drag.wasDragged()) return;
    if (row.id === selectedId) onOpen(row.id, index);
    else onSelect(row.id, index);
  });
  const optionId = (index: number) => `${id}${index}`;
  return (
    <div
      ref={scroller}
      className={onMove ? classes.stops : classes.rows}
      {...(onMove ? { style: { height: count * rowHeight } } : {})}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-describedby={onToggle ? `${id}keys` : undefined}
      aria-activedescendant={selectedIndex === undefined ? undefined : optionId(selectedIndex)}
      data-takes-keys="own"
      onKeyDown={onKeyDown}
    >
      {onToggle ? (
        <div id={`${id}keys`} hidden>
          {onMove ? keyWords.stops : keyWords.others}
        </div>
      ) : null}
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }} role="presentation">
        {items.map(({ index, start }) => {
          const row = shownAt(index);
          return (
            <PlaceLine
              key={index}
              id={optionId(index)}
              row={row}
              at={{ index, count, start }}
              isSelected={row !== undefined && row.id === selectedId}
              isOpen={row !== undefined && row.id === openId}
              isDragged={drag.to === index}
              stop={onMove ? index + 1 : undefined}
              onCircle={props.isInRound === true && onToggle ? toggle : undefined}
              onGrip={onMove ? grip : undefined}
              onPress={press}
            />
          );
        })}
      </div>
    </div>
  );
}
