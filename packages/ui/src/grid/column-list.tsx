import { Checkbox } from '@mantine/core';
import { type PointerEvent as ReactPointerEvent, useRef, useState } from 'react';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { type PointerPoint, usePointerFollow } from '../parts/use-pointer-follow.ts';
import classes from './column-list.module.css';

/** The columns of a grid to choose from, and the chosen ones in order. */
export type ColumnListProps = {
  readonly columns: readonly { readonly id: string; readonly header: string }[];
  readonly chosen: readonly string[];
  /** The column with the records' names: it stays and comes first. */
  readonly nameId: string | undefined;
  readonly onChosen: (chosen: readonly string[]) => void;
};

/** Returns the columns with one of them at another place. */
const placed = (chosen: readonly string[], id: string, place: number): readonly string[] =>
  chosen.filter((other) => other !== id).toSpliced(place, 0, id);

/** Returns the place that a dragged column has at this height: below all columns whose middle is above the pointer. */
function placeAt(list: HTMLElement, id: string, { clientY }: PointerPoint): number {
  const others = [...list.querySelectorAll<HTMLElement>('[data-chosen]')].filter(
    ({ dataset }) => dataset['chosen'] !== id,
  );
  return others.filter((row) => {
    const box = row.getBoundingClientRect();
    return box.top + box.height / 2 < clientY;
  }).length;
}

/** A list in which a person shows, hides and orders the columns of a grid: by buttons, or by dragging their handles. */
export function ColumnList({ columns, chosen: given, nameId, onChosen }: ColumnListProps) {
  const list = useRef<HTMLDivElement>(null);
  const { follow } = usePointerFollow();
  const dragged = useRef<readonly string[]>(undefined);
  const [drag, setDrag] = useState<{ readonly id: string; readonly chosen: readonly string[] }>();
  const chosen = drag?.chosen ?? given;
  const toggle = (id: string) =>
    onChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const shift = (id: string, by: number) => onChosen(placed(chosen, id, Math.max(0, chosen.indexOf(id) + by)));
  const onHandleDown = (id: string) => (pressed: ReactPointerEvent<HTMLElement>) => {
    const put = (next: readonly string[] | undefined) => {
      dragged.current = next;
      setDrag(next && { id, chosen: next });
    };
    follow(pressed, {
      begin() {
        put(given);
        return true;
      },
      move(at) {
        const first = nameId !== undefined && given.includes(nameId) ? 1 : 0;
        if (list.current) put(placed(given, id, Math.max(first, placeAt(list.current, id, at))));
      },
      drop() {
        const next = dragged.current;
        put(undefined);
        if (next?.some((one, place) => one !== given[place])) onChosen(next);
      },
      cancel: () => put(undefined),
    });
  };
  const ordered = [...columns].sort((a, b) => (chosen.indexOf(a.id) + 1 || 999) - (chosen.indexOf(b.id) + 1 || 999));
  return (
    <div ref={list}>
      {ordered.map((column) => {
        const place = chosen.indexOf(column.id);
        const isName = column.id === nameId;
        return (
          <div
            key={column.id}
            className={classes.row}
            data-chosen={place >= 0 ? column.id : undefined}
            data-dragged={drag?.id === column.id || undefined}
          >
            <Checkbox
              checked={place >= 0}
              disabled={isName || (place >= 0 && chosen.length === 1)}
              onChange={() => toggle(column.id)}
              label={column.header}
            />
            {place < 0 || isName ? null : (
              <span className={classes.moves}>
                <IconButton
                  icon="arrow-up"
                  label={`Move ${column.header} forward`}
                  disabled={place <= 1}
                  onClick={() => shift(column.id, -1)}
                />
                <IconButton
                  icon="arrow-down"
                  label={`Move ${column.header} back`}
                  disabled={place === chosen.length - 1}
                  onClick={() => shift(column.id, 1)}
                />
                {/* For the pointer; by keys the buttons move the column. */}
                <span
                  className={classes.handle}
                  title={`Drag ${column.header} to another place`}
                  aria-hidden
                  onPointerDown={onHandleDown(column.id)}
                >
                  <Icon name="grip" size={14} />
                </span>
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}
