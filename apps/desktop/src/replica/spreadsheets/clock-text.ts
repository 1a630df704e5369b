const two = (part: number): string => String(part).padStart(2, '0');

/** Returns a span as hours, minutes and seconds: "26:05:09". The span is not negative. */
export const spanClock = (seconds: number): string =>
  `${Math.floor(seconds / 3_600)}:${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`;

/** Returns a time of day: "06:05:09". */
export const dayClock = (seconds: number): string => spanClock(seconds).padStart(8, '0');

/** Returns the offset of a clock from UTC: "+01:00". */
export const offsetClock = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
