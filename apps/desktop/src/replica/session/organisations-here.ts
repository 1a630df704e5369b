import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput } from '../../bridge/contract.ts';
import type { KeyStore } from '../device/ports.ts';
import { isSameServer } from '../sync/line/same-server.ts';
import { unwrapKey } from './keys/file-key.ts';
import type { OpenTenant } from './open-tenant.ts';
import type { Profile, ReplicaEntry } from './profile.ts';
import { whyClosed } from './why-closed.ts';

type Account = { readonly server: string; readonly email: string };
type Opened = Pick<OpenTenant, 'entry' | 'session' | 'unsent'>;

/** Returns the account of a replica. */
export const accountIn = ({ server, person }: ReplicaEntry): Account => ({ server, email: person.email });

/** Returns the replicas of an account. A person has one account at a server, and its address is the same in every organisation. */
export const entriesOf = ({ data }: Profile, { server, email }: Account): readonly ReplicaEntry[] =>
  data.replicas.filter(
    (known) => isSameServer(known.server, server) && known.person.email.toLowerCase() === email.trim().toLowerCase(),
  );

/** Returns the replica of a person who has signed in on this device before: of the named organisation, else the present one of the account, else its first. */
export function replicaEntryFor(
  profile: Profile,
  { organisation, ...account }: Account & { readonly organisation?: string | undefined },
): ReplicaEntry | undefined {
  const entries = entriesOf(profile, account);
  if (organisation !== undefined) return entries.find((entry) => entry.organisation.id === organisation);
  return entries.find(({ id }) => id === profile.data.current) ?? entries[0];
}

/** PLT-26: returns the organisations on this device of the account whose replica is open, by name. */
export function organisationsHere(profile: Profile, open: Opened): CallOutput<'session.organisations'> {
  const shown = entriesOf(profile, accountIn(open.entry)).map((entry) => {
    const isCurrent = entry.id === open.entry.id;
    const { id, name } = isCurrent ? open.session.organisation : entry.organisation;
    return { replica: entry.id, organisation: { id, name }, unsent: isCurrent ? open.unsent : entry.unsent, isCurrent };
  });
  return { organisations: shown.sort((a, b) => (a.organisation.name < b.organisation.name ? -1 : 1)) };
}

type Opening = {
  readonly profile: Profile;
  readonly keyStore: KeyStore | null;
  readonly present: OpenTenant | undefined;
  readonly open: (entry: ReplicaEntry, key: Uint8Array) => Promise<Result<OpenTenant>>;
};

/**
 * Opens a replica of the account whose replica is open: the password of that account opened it. Another person's replica is answered like one
 * that does not exist. Refuses `access/signed-out` where the person has signed out of it, and `replica/wrong-key` where its
 * key is wrapped by the password.
 */
export async function openOther(
  replica: string,
  { profile, keyStore, present, open }: Opening,
): Promise<Result<OpenTenant>> {
  if (!present) return whyClosed(profile);
  const entry = entriesOf(profile, accountIn(present.entry)).find(({ id }) => id === replica);
  if (!entry) return refuse('access/signed-out', 'Sign in to this organisation first.', { reason: 'not-here' });
  if (entry.id === present.entry.id)
    return refuse('request/invalid', 'This organisation is open already.', { path: 'replica' });
  const key = await unwrapKey(entry.key, { keyStore, password: null });
  if (!key.ok) return key;
  const opened = await open(entry, key.value);
  if (!opened.ok || opened.value.session.refreshToken !== null) return opened;
  await opened.value.close();
  return refuse('access/signed-out', `Sign in to ${entry.organisation.name} again.`, { reason: 'signed-out' });
}
