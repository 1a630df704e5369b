import { Resolver } from 'node:dns/promises';

/** Returns the texts of the TXT records of a name; none where there is no such name. */
export type ResolveTxt = (name: string) => Promise<readonly string[]>;

/**
 * Returns the function that reads the TXT records of a name. `servers`: "address" or "address:port" of name servers; those of this machine where there is
 * none. A name without an answer has no records.
 */
export function txtResolver(servers: readonly string[]): ResolveTxt {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 }); // chosen: name servers answer within a second; the person waits
  if (servers.length > 0) resolver.setServers(servers);
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch {
      return [];
    }
  };
}
