const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is of a server on this very machine. */
export const isOnThisMachine = (address: string): boolean => loopback.has(URL.parse(address)?.hostname ?? '');

/**
 * Whether two addresses name one server. A server on this very machine may come up on another port at each start, so all of loopback
 * counts as one; who signs in is then told apart by organisation and person. Anything else must match to the letter of its origin.
 */
export function isSameServer(a: string, b: string): boolean {
  const [one, two] = [URL.parse(a), URL.parse(b)];
  if (!one || !two) return a === b;
  return one.origin === two.origin || (isOnThisMachine(a) && isOnThisMachine(b));
}
