/**
 * Chosen: one request an hour is no burden to a server. A device that gets a wait of a year from a broken proxy tries again
 * today. A wait beyond 24 days would also overflow the timer and run at once.
 */
const longestMs = 3_600_000;

/**
 * Returns a wait that another program requests, in seconds, limited to between 0 and an hour. A value that is not a
 * number means no wait.
 */
export function heededWaitMs(seconds: unknown): number {
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds * 1_000, longestMs) : 0;
}

/** Whether a status may have a waiting time in `retry-after`: too many requests, or the server is busy. */
export const isToComeLater = (status: number): boolean => status === 429 || status === 503;

/**
 * Returns the number of seconds that `retry-after` requests (RFC 9110, 10.2.3): a number, or a date. A date counts from the
 * answer's own `date`, not from this device's clock, which may be wrong. Undefined if it cannot be read.
 */
export function retryAfterSeconds(headers: Pick<Headers, 'get'>): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(said)) return Number(said);
  const seconds = (httpDateMs(said) - httpDateMs(headers.get('date') ?? '')) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/**
 * Parses a date of RFC 9110, 5.6.7: the present form and the two obsolete ones, one of which does not contain its zone. NaN:
 * the text has none of these forms.
 */
function httpDateMs(text: string): number {
  const isDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text);
  return isDate ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN;
}
