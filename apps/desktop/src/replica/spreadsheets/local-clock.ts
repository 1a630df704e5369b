/** A local time, in milliseconds as if it were UTC. `isRepeat`: the clock shows it for the second time, after it was set back. */
export type LocalTime = { readonly localMs: number; readonly offsetMs: number; readonly isRepeat: boolean };

/** No time zone changes its offset within such a span, counted from the epoch. */
const stepMs = 15 * 60_000;
const dayMs = 86_400_000;
/** Bounds the memory of a long export. */
const mostKept = 20_000;

/** Returns a function from an instant, in milliseconds, to the local time of this zone. */
export function localClock(timeZone: string): (ms: number) => LocalTime {
  const calendar = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  const offsetAt = (ms: number): number => {
    const step = Math.floor(ms / stepMs);
    const kept = known.get(step);
    if (kept !== undefined) return kept;
    const at = step * stepMs;
    const parts = Object.fromEntries(calendar.formatToParts(at).map(({ type, value }) => [type, value]));
    const numberOf = (part: Intl.DateTimeFormatPartTypes): number => Number(parts[part]);
    const year = parts['era'] === 'BC' ? 1 - numberOf('year') : numberOf('year');
    const local = new Date(0);
    local.setUTCFullYear(year, numberOf('month') - 1, numberOf('day'));
    local.setUTCHours(numberOf('hour'), numberOf('minute'), numberOf('second'));
    const offset = local.getTime() - at;
    if (known.size >= mostKept) known.clear();
    known.set(step, offset);
    return offset;
  };
  return (ms) => {
    const offsetMs = offsetAt(ms);
    const before = offsetAt(ms - dayMs);
    const isRepeat = before > offsetMs && offsetAt(ms + offsetMs - before) === before;
    return { localMs: ms + offsetMs, offsetMs, isRepeat };
  };
}
