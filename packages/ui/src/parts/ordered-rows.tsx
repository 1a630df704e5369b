import { type PointerEvent as ReactPointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';
import { type PointerPoint, usePointerFollow } from './use-pointer-follow.ts';
import classes from './ordered-rows.module.css';

/** A row that can be moved among the others. */
export type OrderedRow = {
  readonly id: string;
  readonly label: string;
  /** It keeps its place; rows may be moved past it. */
  readonly isFixed?: boolean | undefined;
};

/** Rows in an order that a person changes. */
export type OrderedRowsProps<Row extends OrderedRow> = {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly draw: (row: Row) => ReactNode;
  /** `place`: among the other rows. Left out: nobody may move them. */
  readonly onMove?: ((id: string, place: number) => void) | undefined;
  /** The first place that a row may have. */
  readonly firstPlace?: number | undefined;
  /** Rows of 32 px without lines, for a list in a panel. */
  readonly isDense?: boolean | undefined;
};

const placed = <Row extends OrderedRow>(rows: readonly Row[], id: string, place: number): readonly Row[] => {
  const row = rows.find((one) => one.id === id);
  return row ? rows.filter((one) => one !== row).toSpliced(place, 0, row) : rows;
};

/** Returns the place that a dragged row has at this height: below all rows whose middle is above the pointer. */
function placeAt(list: HTMLElement, id: string, { clientY }: PointerPoint): number {
  const others = [...list.querySelectorAll<HTMLElement>('[data-row]')].filter(({ dataset }) => dataset['row'] !== id);
  return others.filter((row) => {
    const box = row.getBoundingClientRect();
    return box.top + box.height / 2 < clientY;
  }).length;
}

/** A row that a button has moved, and the place of that button among the row's buttons. */
type Moved = { readonly id: string; readonly button: 0 | 1 };

/**
 * Gives the focus back to the button of a moved row, or to its other button where the row can go no further: the browser takes
 * the focus from an element whose place in the page changes. Returns whether the focus was lost.
 */
function giveFocusBack(list: HTMLElement, { id, button }: Moved): boolean {
  const now = document.activeElement;
  const isLost = now === null || now === document.body || (now instanceof HTMLButtonElement && now.disabled);
  if (!isLost) return false;
  const row = [...list.querySelectorAll<HTMLElement>('[data-row]')].find(({ dataset }) => dataset['row'] === id);
  const buttons = [...(row?.querySelectorAll<HTMLButtonElement>('[data-moves] button') ?? [])];
  const pressed = buttons[button];
  (pressed?.disabled === false ? pressed : buttons.find(({ disabled }) => !disabled))?.focus();
  return true;
}

/** Rows that are moved by dragging their handles, and by the keyboard with the buttons beside them. */
export function OrderedRows<Row extends OrderedRow>({
  label,
  rows: given,
  draw,
  onMove,
  firstPlace = 0,
  isDense,
}: OrderedRowsProps<Row>) {
  const list = useRef<HTMLUListElement>(null);
  const { follow } = usePointerFollow();
  const dragged = useRef<number>(undefined);
  const moved = useRef<Moved>(undefined);
  useLayoutEffect(() => {
    if (list.current && moved.current && giveFocusBack(list.current, moved.current)) moved.current = undefined;
  }, [given]);
  const [drag, setDrag] = useState<{ readonly id: string; readonly place: number }>();
  const rows = drag ? placed(given, drag.id, drag.place) : given;
  const move = (id: string, button: Moved['button'], place: number) => {
    moved.current = { id, button };
    onMove?.(id, place);
  };
  const onHandleDown = (id: string) => (pressed: ReactPointerEvent<HTMLElement>) => {
    const put = (place: number | undefined) => {
      dragged.current = place;
      setDrag(place === undefined ? undefined : { id, place });
    };
    const start = given.findIndex((row) => row.id === id);
    follow(pressed, {
      begin() {
        put(start);
        return true;
      },
      move(at) {
        if (list.current) put(Math.max(firstPlace, placeAt(list.current, id, at)));
      },
      drop() {
        const place = dragged.current;
        put(undefined);
        if (place !== undefined && place !== start) onMove?.(id, place);
      },
      cancel: () => put(undefined),
    });
  };
  return (
    <ul ref={list} className={classes.rows} data-dense={isDense} aria-label={label}>
      {rows.map((row, place) => (
        <li key={row.id} data-row={row.id} data-dragged={drag?.id === row.id || undefined} className={classes.row}>
          <div className={classes.drawn}>{draw(row)}</div>
          {onMove && row.isFixed !== true ? (
            <span className={classes.moves} data-moves>
              <IconButton
                icon="arrow-up"
                label={`Move ${row.label} up`}
                disabled={place <= firstPlace}
                onClick={() => move(row.id, 0, place - 1)}
              />
              <IconButton
                icon="arrow-down"
                label={`Move ${row.label} down`}
                disabled={place === rows.length - 1}
                onClick={() => move(row.id, 1, place + 1)}
              />
              {/* For the pointer; by keys the buttons move the row. */}
              <span
                className={classes.handle}
                title={`Drag ${row.label} to another place`}
                aria-hidden
                onPointerDown={onHandleDown(row.id)}
              >
                <Icon name="grip" size={14} />
              </span>
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
