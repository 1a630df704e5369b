import type { Session } from '../../bridge/contract.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import type { OpenTenant } from './open-tenant.ts';
import type { Profile, ReplicaEntry } from './profile/profile.ts';
import { periodEndMs } from './offline-period.ts';
import { onlineNeededFor, unlockTriesOf } from './unlocking/online-needed.ts';

type ShownPorts = Pick<ReplicaPorts, 'clock' | 'keyStore' | 'biometrics'>;

const unknownPlace = { timeZone: 'UTC', currency: 'USD', locale: null, weekStart: null };

/**
 * Returns the session for screens. It is the session of the open replica, else of the locked one that is `current` on this
 * device, or of the one that is about to be wiped.
 */
export function sessionShown(
  tenant: Pick<OpenTenant, 'entry' | 'session' | 'unsent' | 'unlockLimits'> | undefined,
  { current, data }: Pick<Profile, 'current' | 'data'>,
  ports: ShownPorts,
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
  const unlocking = unlockingShown(current?.id === entry.id ? current : entry, tenant, ports);
  if (!tenant)
    return {
      state: closed,
      server,
      person,
      organisation,
      memberships: [],
      ...unknownPlace,
      unsent,
      unlocking,
      ...(data.isLocked && data.lockedAt !== undefined ? { lockedAt: data.lockedAt } : {}),
    };
  const { memberships, organisation: shown, profile } = tenant.session;
  const { id, name, timeZone, currency, locale, weekStart, accent } = shown;
  return {
    state: 'signed-in',
    server,
    person: { ...tenant.session.person, name: profile.name },
    organisation: { id, name },
    memberships: memberships.map((membership) => ({ ...membership, grants: [...membership.grants] })),
    timeZone,
    currency,
    locale,
    weekStart,
    ...(accent === null ? {} : { accent }),
    ...(profile.timeZone === null && profile.locale === null
      ? {}
      : { own: { timeZone: profile.timeZone, locale: profile.locale } }),
    unsent: tenant.unsent,
    unlocking,
  };
}

/** Returns how the data of a replica opens on this device (PLT-38). */
function unlockingShown(
  entry: ReplicaEntry,
  tenant: Pick<OpenTenant, 'session' | 'unlockLimits'> | undefined,
  { clock, keyStore, biometrics }: ShownPorts,
): NonNullable<Session['unlocking']> {
  const { unlocking, tries = 0 } = entry;
  const hasStore = keyStore !== null && entry.key.kind === 'os';
  const endMs = unlocking && periodEndMs(unlocking, unlocking);
  return {
    triesLeft: Math.max(0, unlockTriesOf(unlocking) - tries),
    onlineNeeded: tenant ? null : onlineNeededFor(entry, clock.nowMs()),
    offlineUntil: endMs === undefined ? null : new Date(endMs).toISOString(),
    lockMinutes: (tenant?.unlockLimits ?? unlocking)?.lockMinutes ?? null,
    quick: {
      pin: !hasStore ? 'not-offered' : entry.pin === undefined ? 'unset' : 'set',
      biometrics: !hasStore || !biometrics ? 'not-offered' : entry.biometrics ? 'on' : 'off',
      proof: entry.key.kind === 'os' && tenant?.session.passwordHash === null ? 'online' : 'password',
    },
  };
}
