import { mostDeviceKeys } from '@outpost/domain/sync/device-keys-header';
import { isSameServer } from '../../sync/line/same-server.ts';
import { replicaEntryFor } from '../entries-of.ts';
import type { Profile } from '../profile/profile.ts';

/**
 * Returns the keys by which the server may recognise this device for an account. Before a sign-in in the browser the address may
 * be unknown. Then it returns the keys of all accounts that have signed in to this server here, the latest first. The server
 * compares them with the account that signs in, so a key of another account proves nothing, and no key goes to another server.
 */
export function deviceKeysFor(
  profile: Profile,
  account: { readonly server: string; readonly email: string },
): readonly string[] {
  const there = profile.data.replicas.filter((known) => isSameServer(known.server, account.server)).toReversed();
  const emails = account.email === '' ? there.map(({ person }) => person.email.toLowerCase()) : [account.email];
  const keys = [...new Set(emails)].flatMap(
    (email) => replicaEntryFor(profile, { ...account, email })?.deviceKey ?? [],
  );
  return keys.slice(0, mostDeviceKeys);
}
