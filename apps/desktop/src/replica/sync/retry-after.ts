/**
 * Chosen: one request an hour is no burden to a server, and a device that a broken proxy told to come back next year asks again
 * today. A wait beyond 24 days would also overflow the timer and run at once.
 */
const longestMs = 3_600_000;

/** A wait that another program named, in seconds, limited to between 0 and an hour. A value that is no number is no wait. */
export function heededWaitMs(seconds: unknown): number {
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds * 1_000, longestMs) : 0;
}

/** The statuses with which `retry-after` gives a waiting time: too many requests, or the server is busy. */
export const isToComeLater = (status: number): boolean => status === 429 || status === 503;

/**
 * The number of seconds that `retry-after` asks to wait (RFC 9110, 10.2.3): a number, or a date. A date counts from the answer's
 * own `date`, not from this device's clock, which may be wrong. Undefined if it cannot be read.
 */
export function retryAfterSeconds(headers: Pick<Headers, 'get'>): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(said)) return Number(said);
  const seconds = (httpDateMs(said) - httpDateMs(headers.get('date') ?? '')) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** RFC 9110, 5.6.7: the form in use and the two of old, of which one does not name its zone. NaN: this is none of them. */
function httpDateMs(text: string): number {
  const isDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text);
  return isDate ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN;
}
