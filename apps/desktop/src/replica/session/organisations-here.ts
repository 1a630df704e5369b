import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput } from '../../bridge/contract.ts';
import type { KeyStore } from '../device/ports.ts';
import { accountIn, entriesOf } from './entries-of.ts';
import { unwrapKey } from './keys/file-key.ts';
import type { OpenTenant } from './open-tenant.ts';
import type { Profile, ReplicaEntry } from './profile/profile.ts';
import { whyClosed } from './why-closed.ts';

type Opened = Pick<OpenTenant, 'entry' | 'session' | 'unsent'>;

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
