import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import classes from './place-map.module.css';

/** One record of the list beside a map. */
export type PlaceRow = {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string | undefined;
  /** The value at the end of the row: an amount. */
  readonly value: string | undefined;
  readonly end: ReactNode;
};

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
  readonly onVisibleRange: (start: number, end: number) => void;
  readonly apiRef: Ref<{ readonly focus: () => void }>;
};

const rowHeight = 50;

/**
 * The records of a map as a list, which says in words what the map shows. Arrow keys, J and K move the selection, Enter opens.
 * Only the visible rows are drawn.
 */
export function PlaceList({
  label,
  count,
  rowAt,
  selectedId,
  openId,
  onSelect,
  onOpen,
  onVisibleRange,
  apiRef,
}: PlaceListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  useImperativeHandle(apiRef, () => ({ focus: () => scroller.current?.focus() }), []);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const [first, end] = [items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1];
  useEffect(() => {
    if (end > first) onVisibleRange(first, end);
  }, [first, end, onVisibleRange]);
  const drawn = items.map(({ index }) => ({ index, row: rowAt(index) }));
  const selectedIndex = drawn.find(({ row }) => row !== undefined && row.id === selectedId)?.index;
  const last = useRef(-1);
  useEffect(() => {
    if (selectedIndex !== undefined) last.current = selectedIndex;
  }, [selectedIndex]);

  const go = (to: number) => {
    const index = Math.max(0, Math.min(count - 1, to));
    virtualizer.scrollToIndex(index, { align: 'auto' });
    const row = rowAt(index);
    if (row) onSelect(row.id, index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = selectedIndex ?? last.current;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = { ArrowDown: from + 1, j: from + 1, ArrowUp: from - 1, k: from - 1, Home: 0, End: count - 1, PageDown: from + page, PageUp: from - page }; // prettier-ignore
    const to = moves[event.key];
    if (to !== undefined) go(to);
    else if (event.key === 'Escape' && selectedId !== undefined && openId === undefined) onSelect(undefined);
    else if (event.key === 'Enter' && selectedId !== undefined && selectedIndex !== undefined)
      onOpen(selectedId, selectedIndex); // prettier-ignore
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const idOf = (index: number) => `place-row-${index}`;
  return (
    <div
      ref={scroller}
      className={classes.rows}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={selectedIndex === undefined ? undefined : idOf(selectedIndex)}
      data-takes-keys="plain"
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }} role="presentation">
        {items.map((item) => {
          const row = rowAt(item.index);
          const isSelected = row !== undefined && row.id === selectedId;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list answers the keys
            <div
              key={item.index}
              id={idOf(item.index)}
              role="option"
              tabIndex={-1}
              aria-selected={isSelected}
              aria-posinset={item.index + 1}
              aria-setsize={count}
              aria-busy={row === undefined || undefined}
              className={classes.row}
              data-on={isSelected || undefined}
              data-open={(row !== undefined && row.id === openId) || undefined}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => {
                if (!row) return;
                if (isSelected) onOpen(row.id, item.index);
                else onSelect(row.id, item.index);
              }}
            >
              {row === undefined ? null : (
                <>
                  <span className={classes.ring} aria-hidden="true" />
                  <span className={classes.words}>
                    <span className={classes.title} dir="auto">
                      {row.title}
                    </span>
                    <span className={classes.subtitle} dir="auto">
                      {row.subtitle ?? '\u00A0'}
                    </span>
                  </span>
                  <span className={classes.worth}>{row.value}</span>
                  {row.end}
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
