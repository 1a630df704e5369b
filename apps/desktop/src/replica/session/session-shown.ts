import type { Session } from '../../bridge/contract.ts';
import type { OpenTenant } from './open-tenant.ts';
import type { Profile } from './profile.ts';

const unknownPlace = { timeZone: 'UTC', currency: 'USD', locale: null, weekStart: null };

/** Returns the session for screens: of the open replica, else of the locked one that is `current` on this device, or of the one that is about to be wiped. */
export function sessionShown(
  tenant: Pick<OpenTenant, 'entry' | 'session' | 'unsent'> | undefined,
  { current, data }: Pick<Profile, 'current' | 'data'>,
): Session {
  const entry = tenant?.entry ?? current;
  const wiped = data.wiped?.at(-1);
  if (!entry)
    return {
      state: 'signed-out',
      server: null,
      person: null,
      organisation: null,
      memberships: [],
      ...unknownPlace,
      unsent: 0,
      ...(wiped && { wiped: { organisation: wiped.organisation.name, at: wiped.at, acts: wiped.acts } }),
    };
  const { server, person, organisation, unsent } = entry;
  const closed = entry.wipe === undefined ? 'locked' : 'wiping';
  if (!tenant) return { state: closed, server, person, organisation, memberships: [], ...unknownPlace, unsent };
  const { memberships, organisation: shown } = tenant.session;
  const { id, name, timeZone, currency, locale, weekStart } = shown;
  return {
    state: 'signed-in',
    server,
    person: { ...tenant.session.person },
    organisation: { id, name },
    memberships: memberships.map((membership) => ({ ...membership, grants: [...membership.grants] })),
    timeZone,
    currency,
    locale,
    weekStart,
    unsent: tenant.unsent,
  };
}
