import type { ConsentPurpose, ContactChannel } from '@outpost/domain/kernel/messages/message';
import { Icon } from '@outpost/ui/parts/icons';
import { type KeyboardEvent, useRef } from 'react';
import type { ConsentCell } from './consent-cells.ts';
import classes from './consent.module.css';

/** A row of the matrix: a channel with the person's address for it, and its cells in the order of the purposes. */
export type MatrixRow = {
  readonly channel: ContactChannel;
  readonly label: string;
  readonly icon: string;
  readonly address: string;
  readonly cells: readonly ConsentCell[];
};

export type MatrixPurpose = { readonly purpose: ConsentPurpose; readonly label: string; readonly about: string };

/** A cell by its row and column, from 0. */
export type CellPlace = { readonly row: number; readonly column: number };

const steps: Readonly<Record<string, CellPlace>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

const within = (place: number, count: number): number => Math.max(0, Math.min(count - 1, place));

/**
 * Channels by purposes: what may be sent, in words and signs. The arrow keys go from cell to cell, and the cell with the focus is the
 * chosen one (ARIA, grid pattern). Its record is shown below.
 */
export function ConsentMatrix({
  rows,
  purposes,
  chosen,
  onChoose,
}: {
  readonly rows: readonly MatrixRow[];
  readonly purposes: readonly MatrixPurpose[];
  readonly chosen: CellPlace;
  readonly onChoose: (place: CellPlace) => void;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'Enter' || event.key === ' ' ? { row: 0, column: 0 } : steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // the page has own meanings for these keys
    const row = within(chosen.row + step.row, rows.length);
    const column = within(chosen.column + step.column, purposes.length);
    onChoose({ row, column });
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  return (
    <div
      ref={grid}
      role="grid"
      tabIndex={-1}
      className={classes.matrix}
      aria-label="What may be sent, by channel and purpose"
    >
      <div role="row" className={classes.columns}>
        <div role="columnheader">
          <span className="outpost-visually-hidden">Channel</span>
        </div>
        {purposes.map(({ purpose, label, about }) => (
          <div key={purpose} role="columnheader">
            {label} <small>{about}</small>
          </div>
        ))}
      </div>
      {rows.map(({ channel, label, icon, address, cells }, row) => (
        <div key={channel} role="row" className={classes.channel}>
          <div role="rowheader" className={classes.cell}>
            <Icon name={icon} />
            <span>
              {label} <small dir="auto">{address}</small>
            </span>
          </div>
          {cells.map((cell, column) => {
            const isChosen = chosen.row === row && chosen.column === column;
            const purpose = purposes[column]?.label ?? '';
            return (
              <div
                key={purpose}
                role="gridcell"
                data-cell={`${row} ${column}`}
                data-tone={cell.tone}
                tabIndex={isChosen ? 0 : -1}
                aria-selected={isChosen}
                onClick={() => onChoose({ row, column })}
                onKeyDown={move}
                onFocus={() => onChoose({ row, column })}
              >
                <span className="outpost-visually-hidden">
                  {label}, {purpose.toLowerCase()}:
                </span>{' '}
                <span className={classes.purpose} aria-hidden>
                  {purpose}
                </span>
                <span className={classes.cell}>
                  <Icon name={cell.icon} />
                  <span>
                    {cell.word} {cell.detail === '' ? null : <small>{cell.detail}</small>}
                  </span>
                </span>
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
