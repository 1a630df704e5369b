import { isSameServer } from '../../sync/line/same-server.ts';
import { entryOf } from '../organisations-here.ts';
import type { Profile } from '../profile.ts';

/**
 * Returns the key by which the server recognises this device for an account. A sign-in in the browser may not know the address before: then
 * the key of the only account that has signed in here. The server compares it with the account that signs in, so a wrong one proves nothing.
 */
export function deviceKeyFor(
  profile: Profile,
  account: { readonly server: string; readonly email: string },
): string | undefined {
  if (account.email !== '') return entryOf(profile, account)?.deviceKey;
  const there = profile.data.replicas.filter((known) => isSameServer(known.server, account.server));
  const [email, ...others] = new Set(there.map(({ person }) => person.email.toLowerCase()));
  return email === undefined || others.length > 0 ? undefined : entryOf(profile, { ...account, email })?.deviceKey;
}
