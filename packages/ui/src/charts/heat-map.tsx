import { ChartPanel } from './chart-panel.tsx';
import classes from './heat-map.module.css';

/** Values over two dimensions, such as weekday and hour. `null` means no value. */
export type HeatMapProps = {
  readonly question: string;
  readonly span?: string | undefined;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly format: (value: number) => string;
  readonly note?: string | undefined;
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
export function HeatMap({ question, span, rows, columns, values, format, note, onPick }: HeatMapProps) {
  const all = values.flat().filter((value) => value !== null);
  const low = Math.min(...all);
  const high = Math.max(...all);
  return (
    <ChartPanel question={question} span={span} note={note}>
      <table className={classes.map}>
        <thead>
          <tr>
            <th scope="col">
              <span className="outpost-visually-hidden">{question}</span>
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowPlace) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column, columnPlace) => {
                const value = values[rowPlace]?.[columnPlace] ?? null;
                return (
                  <td
                    key={column}
                    data-step={value === null ? 0 : rampStep(value, low, high)}
                    onClick={onPick ? () => onPick(rowPlace, columnPlace) : undefined}
                  >
                    {value === null ? '' : format(value)}
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
