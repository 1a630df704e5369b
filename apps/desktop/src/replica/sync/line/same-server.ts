const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is a server on this same machine. */
export const isOnThisMachine = (address: string): boolean => loopback.has(URL.parse(address)?.hostname ?? '');

/**
 * Whether two addresses identify one server. A server on this same machine may use another port at each start, so all
 * loopback addresses count as one; organisation and person then distinguish the replicas. Other addresses must have the same
 * origin.
 */
export function isSameServer(a: string, b: string): boolean {
  const [one, two] = [URL.parse(a), URL.parse(b)];
  if (!one || !two) return a === b;
  return one.origin === two.origin || (isOnThisMachine(a) && isOnThisMachine(b));
}
