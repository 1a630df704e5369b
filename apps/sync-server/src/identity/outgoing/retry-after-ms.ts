/** Returns the time that a provider asks to wait, as seconds or as a date (RFC 9110, section 10.2.3). Undefined: it names none. */
export function retryAfterMs(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) || at <= nowMs ? undefined : at - nowMs;
}
