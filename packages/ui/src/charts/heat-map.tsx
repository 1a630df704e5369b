import type { CSSProperties } from 'react';
import { type ChartFrame, ChartPanel } from './chart-panel.tsx';
import classes from './heat-map.module.css';

/** A row or a column. Two may have the same name. */
export type HeatLine = { readonly id: string; readonly name: string };

/** Values over two dimensions, such as weekday and hour. `null` means no value. */
export type HeatMapProps = ChartFrame & {
  readonly rows: readonly HeatLine[];
  readonly columns: readonly HeatLine[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly format: (value: number) => string;
  readonly onPick?: ((row: number, column: number) => void) | undefined;
};

const STEPS = 5;

/** Returns the step of the colour ramp for a value, 1 to 5. When all values are equal, they take the middle step. */
export function rampStep(value: number, low: number, high: number): number {
  if (high === low) return 3;
  return Math.min(STEPS, 1 + Math.floor(((value - low) / (high - low)) * STEPS));
}

const longest = (lines: readonly HeatLine[]): number => Math.max(0, ...lines.map(({ name }) => name.length));

/** Returns the widths of the columns as CSS variables: names of rows in one line, those of columns in up to three. */
const widthsOf = (rows: readonly HeatLine[], columns: readonly HeatLine[]) => ({
  '--columns': columns.length,
  '--column': longest(columns) > 5 ? '76px' : '40px',
  '--names': `clamp(44px, ${longest(rows)}ch, 160px)`,
});

/**
 * Five steps of blue with the value written in each cell, because colour alone is not readable by everybody. The heat map is a
 * table already, so it has no table view.
 */
export function HeatMap({ rows, columns, values, format, onPick, ...frame }: HeatMapProps) {
  const all = values.flat().filter((value) => value !== null);
  const low = Math.min(...all);
  const high = Math.max(...all);
  return (
    <ChartPanel {...frame}>
      <div className={classes.scroll}>
        <table className={classes.map} style={widthsOf(rows, columns) as CSSProperties}>
          <thead>
            <tr>
              <th scope="col">
                <span className="outpost-visually-hidden">{frame.question}</span>
              </th>
              {columns.map(({ id, name }) => (
                <th key={id} scope="col" title={name}>
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, rowPlace) => (
              <tr key={row.id}>
                <th scope="row" title={row.name}>
                  {row.name}
                </th>
                {columns.map((column, columnPlace) => {
                  const value = values[rowPlace]?.[columnPlace] ?? null;
                  return (
                    <td key={column.id} data-step={value === null ? 0 : rampStep(value, low, high)}>
                      {value === null ? null : onPick ? (
                        <button type="button" className={classes.press} onClick={() => onPick(rowPlace, columnPlace)}>
                          {format(value)}
                        </button>
                      ) : (
                        format(value)
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ChartPanel>
  );
}
