/** Headers whose value changes with each request: the request's random id, and the rest of the caller's rate. Only their presence is compared. */
const changing = new Set(['x-request-id', 'ratelimit']);

/**
 * Returns the headers of an answer as a text, without the id that was asked for. A length, a version, an address or a rate that exists
 * for one answer only is seen here.
 */
export const comparedHeaders = (headers: Headers, id: string): string =>
  [...headers]
    .map(([name, value]) => `${name}: ${changing.has(name) ? '…' : value.replaceAll(id, '{id}')}`)
    .sort()
    .join('\n');
