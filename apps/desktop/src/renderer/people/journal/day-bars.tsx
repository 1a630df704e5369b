import type { AuditDay } from '@outpost/domain/kernel/audit/audit-days';
import classes from './journal-days.module.css';

/**
 * The size of the drawing: the width of a day, of its bar, and the height of the tallest bar. Chosen: as in the design.
 */
const [step, width, tall] = [15.8, 12, 26];

export const entriesOn = ({ security, compliance, change }: AuditDay): number => security + compliance + change;

type Props = {
  readonly days: readonly AuditDay[];
  readonly today: string;
  readonly label: string;
  readonly wordsOf: (day: AuditDay) => string;
  readonly onDay: (day: string) => void;
};

/**
 * A bar from zero for each day of a month. A press on a bar chooses the day. With the keyboard a day is chosen in the table,
 * which can be shown in place of the bars.
 */
export function DayBars({ days, today, label, wordsOf, onDay }: Props) {
  const most = Math.max(1, ...days.map(entriesOn));
  const whole = Math.max(1, days.length) * step;
  return (
    <svg className={classes.bars} viewBox={`0 0 ${whole} 40`} width={whole} height={40} role="img" aria-label={label}>
      {days.map((day, place) => {
        const height = (entriesOn(day) / most) * tall;
        const number = Number(day.day.slice(-2));
        const hasNumber = number === 1 || number % 7 === 1 || day.day === today;
        return (
          <g
            key={day.day}
            className={classes.day}
            data-today={day.day === today || undefined}
            onClick={() => onDay(day.day)}
          >
            <title>{wordsOf(day)}</title>
            <rect className={classes.hit} x={place * step} y={0} width={step} height={40} />
            <rect className={classes.bar} x={place * step} y={tall - height} width={width} height={height} rx={1.5} />
            {hasNumber ? (
              <text x={place * step + width / 2} y={38}>
                {number}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
