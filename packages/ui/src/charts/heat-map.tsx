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
      <table className={classes.map}>
        <thead>
          <tr>
            <th scope="col">
              <span className="outpost-visually-hidden">{frame.question}</span>
            </th>
            {columns.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowPlace) => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
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
    </ChartPanel>
  );
}
