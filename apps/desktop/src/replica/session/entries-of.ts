import { isSameServer } from '../sync/line/same-server.ts';
import type { Profile, ReplicaEntry } from './profile/profile.ts';

type Account = { readonly server: string; readonly email: string };

/** Returns the account of a replica. */
export const accountIn = ({ server, person }: ReplicaEntry): Account => ({ server, email: person.email });

/** Returns the replicas of an account. A person has one account at a server, and its address is the same in every organisation. */
export const entriesOf = ({ data }: Profile, { server, email }: Account): readonly ReplicaEntry[] =>
  data.replicas.filter(
    (known) => isSameServer(known.server, server) && known.person.email.toLowerCase() === email.trim().toLowerCase(),
  );

/**
 * Returns the replica of a person who has signed in on this device before. It is the replica of the named organisation, else the
 * present one of the account, else its first.
 */
export function replicaEntryFor(
  profile: Profile,
  { organisation, ...account }: Account & { readonly organisation?: string | undefined },
): ReplicaEntry | undefined {
  const entries = entriesOf(profile, account);
  if (organisation !== undefined) return entries.find((entry) => entry.organisation.id === organisation);
  return entries.find(({ id }) => id === profile.data.current) ?? entries[0];
}
