import { type Tile, type TileWidth, tileWidths } from '@outpost/domain/kernel/reports/dashboard-definition';
import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import { IconButton } from '@outpost/ui/parts/button';
import { useEffect, useRef } from 'react';
import type { ReportEntry } from '../../../reports/report-entry.ts';
import { type DrawnReport, ReportView } from '../report-view.tsx';
import { goneReport, newerReport } from './dashboard-parts.ts';
import type { ChangeTiles } from './use-dashboard-tiles.ts';
import type { Narrowed } from '../use-figures.ts';
import classes from '../reports.module.css';

type Props = {
  readonly tiles: readonly Tile[];
  readonly entries: readonly (ReportEntry | 'gone' | undefined)[];
  /** A function where reports of different kinds of record are narrowed differently. */
  readonly narrowed: Narrowed | ((kind: string) => Narrowed);
  readonly initially?: 'chart' | 'table' | undefined;
  /** Undefined if the dashboard is read-only. */
  readonly onTiles?: ChangeTiles | undefined;
  readonly onOpen?: ((report: string) => void) | undefined;
  /** Called with the figures of a tile each time they are drawn anew. */
  readonly onDrawn?: ((report: string, drawn: DrawnReport) => void) | undefined;
};

const nameIn = (entry: ReportEntry | 'gone' | undefined): string =>
  entry === undefined || entry === 'gone' ? 'a report' : `“${entry.name}”`;

/** Returns the next width of a tile, or undefined at the end. */
const nextWidth = (width: TileWidth, by: 1 | -1): TileWidth | undefined => tileWidths[tileWidths.indexOf(width) + by];

/** Returns the tiles with one of them a place earlier or later. */
function moved(tiles: readonly Tile[], report: string, by: 1 | -1): readonly Tile[] {
  const place = tiles.findIndex((tile) => tile.report === report);
  const tile = tiles[place];
  return tile ? tiles.toSpliced(place, 1).toSpliced(Math.max(0, place + by), 0, tile) : tiles;
}

/** The reports of a dashboard. While it is edited, buttons change the order and the width of each. */
export function DashboardTiles({ tiles, entries, narrowed, initially, onTiles, onOpen, onDrawn }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const pressed = useRef<string>(undefined);
  useEffect(() => {
    // A tile that moves in the page loses the focus: the next press of the same button must move it again.
    const button = box.current?.querySelector<HTMLElement>(`[data-press="${pressed.current ?? ''}"] button`);
    if (pressed.current !== undefined && document.activeElement === document.body) button?.focus();
    pressed.current = undefined;
  }, [tiles]);
  return (
    <div className={classes.tiles} ref={box}>
      {tiles.map((tile, place) => {
        const entry = entries[place];
        const name = nameIn(entry);
        const move = (by: 1 | -1) => {
          pressed.current = `${tile.report} ${by}`;
          onTiles?.((now) => moved(now, tile.report, by), `Moved ${name}`);
        };
        const resize = (by: 1 | -1) => {
          const width = nextWidth(tile.width, by);
          if (width !== undefined)
            onTiles?.(
              (now) => now.map((one) => (one.report === tile.report ? { ...one, width } : one)),
              `Made ${name} ${by > 0 ? 'wider' : 'narrower'}`,
            );
        };
        const isLast = place === tiles.length - 1;
        return (
          <div key={tile.report} className={classes.tile} data-width={tile.width} data-report={tile.report}>
            {onTiles ? (
              <div className={classes.order} role="group" aria-label={`Place and width of ${name}`}>
                <span className={classes.at}>{`${place + 1} of ${tiles.length}`}</span>
                <span data-press={`${tile.report} -1`}>
                  <IconButton
                    icon="chevron-left"
                    label={`Move ${name} earlier`}
                    disabledReason={place === 0 ? 'It is the first.' : undefined}
                    onClick={() => move(-1)}
                  />
                </span>
                <span data-press={`${tile.report} 1`}>
                  <IconButton
                    icon="chevron-right"
                    label={`Move ${name} later`}
                    disabledReason={isLast ? 'It is the last.' : undefined}
                    onClick={() => move(1)}
                  />
                </span>
                <IconButton
                  icon="minus"
                  label={`Make ${name} narrower`}
                  disabledReason={tile.width === 1 ? 'It is as narrow as can be.' : undefined}
                  onClick={() => resize(-1)}
                />
                <IconButton
                  icon="plus"
                  label={`Make ${name} wider`}
                  disabledReason={tile.width === 4 ? 'It is as wide as the page.' : undefined}
                  onClick={() => resize(1)}
                />
                <IconButton
                  icon="trash"
                  label={`Take ${name} off`}
                  onClick={() =>
                    onTiles((now) => now.filter(({ report }) => report !== tile.report), `Took ${name} off`)
                  }
                />
              </div>
            ) : null}
            <TileOf
              entry={entry}
              narrowed={narrowed}
              initially={initially}
              onOpen={onOpen}
              onDrawn={onDrawn && ((drawn) => onDrawn(tile.report, drawn))}
            />
          </div>
        );
      })}
    </div>
  );
}

function TileOf({
  entry,
  narrowed,
  initially,
  onOpen,
  onDrawn,
}: Pick<Props, 'narrowed' | 'initially' | 'onOpen'> & {
  readonly entry: ReportEntry | 'gone' | undefined;
  readonly onDrawn: ((drawn: DrawnReport) => void) | undefined;
}) {
  if (entry === undefined)
    return (
      <ChartPanel question="A report">
        <p className={classes.state}>Reading…</p>
      </ChartPanel>
    );
  if (entry === 'gone')
    return (
      <ChartPanel question="A report that is not here">
        <p className={classes.state}>{goneReport}</p>
      </ChartPanel>
    );
  const actions = onOpen ? (
    <IconButton icon="pencil" label={`Open the report “${entry.name}”`} onClick={() => onOpen(entry.id)} />
  ) : undefined;
  if (!entry.definition)
    return (
      <ChartPanel question={entry.name} actions={actions}>
        <p className={classes.state}>{newerReport}</p>
      </ChartPanel>
    );
  return (
    <ReportView
      name={entry.name}
      definition={entry.definition}
      narrowed={typeof narrowed === 'function' ? narrowed(entry.definition.entity) : narrowed}
      actions={actions}
      initially={initially}
      onDrawn={onDrawn}
      key={initially}
    />
  );
}
