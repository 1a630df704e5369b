import classes from './progress-ring.module.css';

const AROUND = 2 * Math.PI * 6;

/**
 * A progress ring: `value` from 0 to 1. Without a value a quarter of the ring rotates, or is static if the person prefers
 * reduced motion.
 */
export function ProgressRing({
  value,
  size = 16,
  label,
}: {
  readonly value?: number | undefined;
  readonly size?: number | undefined;
  readonly label?: string | undefined;
}) {
  const part = value === undefined ? 0.25 : Math.min(1, Math.max(0, value));
  const said =
    label === undefined
      ? { 'aria-hidden': true }
      : {
          role: 'progressbar',
          'aria-label': label,
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': value === undefined ? undefined : Math.round(part * 100),
        };
  return (
    <svg
      className={classes.ring}
      data-turning={value === undefined || undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      {...said}
    >
      <circle cx="8" cy="8" r="6" className={classes.track} />
      <circle cx="8" cy="8" r="6" className={classes.part} strokeDasharray={`${part * AROUND} ${AROUND}`} />
    </svg>
  );
}
