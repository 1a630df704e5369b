import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { actAs, type ApiCaller } from '../act-as.ts';
import type { TenancyPorts } from '../create-tenant.ts';
import type { RoleGiver } from '../group-roles/change-roles.ts';
import { rolesByProviders } from '../group-roles/role-sources.ts';

/**
 * Lets a directory, or an administrator who sets it up, read and write its tables. Refuses `access/denied` where the caller may
 * not administer people: also a directory if the maker of its token may no longer do so.
 */
export function asDirectory<T>(
  ports: TenancyPorts,
  caller: ApiCaller,
  mode: 'snapshot' | 'write',
  work: (tx: Transaction, asker: Asker) => Promise<Result<T>>,
): Promise<Result<T>> {
  return inTenant(ports.database, { orgId: caller.orgId, mode }, async (tx): Promise<Result<T>> => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.person)))
      return refuse(
        'access/denied',
        caller.keyId === undefined
          ? 'Only administrators set up the directory.'
          : 'The person who made this token may not administer people any more. Another administrator makes a new token.',
        { action: 'administer' },
      );
    // The names of people and groups are unique: callers that change them take turns.
    if (mode === 'write') await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 14))', [caller.orgId]);
    return work(tx, asker);
  });
}

/**
 * Gives and removes roles by acts of the caller: nobody gets a role that the caller could not give. A role that
 * a sign-in has given is not removed.
 */
export const directoryGiver = (ports: TenancyPorts, caller: ApiCaller): RoleGiver => ({
  orgId: caller.orgId,
  label: 'Changed roles by groups of the directory',
  act: (act) => actAs(ports, caller, act),
  elsewhere: (tx, people) => rolesByProviders(tx, { orgId: caller.orgId, people }),
});

/** Writes to the journal an action of the directory, or of an administrator who sets it up, that changed no record. */
export async function noteOfDirectory(ports: TenancyPorts, caller: ApiCaller, label: string): Promise<Result<void>> {
  const noted = await actAs(ports, caller, { label: cutLabel(label), edits: [] });
  return noted.ok ? accept(undefined) : noted;
}

/** Returns the present instant, as rows keep it. */
export const presentInstant = ({ clock }: Pick<TenancyPorts, 'clock'>): string => instantOfMs(clock.nowMs());

/** A page of a list, as RFC 7644, section 3.4.2.4 numbers it: from 1. */
export type ScimPage = { readonly startIndex: number; readonly count: number };
/** Chosen (E-3): the most resources of one answer. The provider's configuration states it. */
export const mostResults = 200;

export type ScimList<T> = { readonly total: number; readonly startIndex: number; readonly resources: readonly T[] };

/** Returns whether a header "If-Match" allows a change of the resource with this tag. Absent and "*" allow any. */
export const isMatched = (ifMatch: string | undefined, etag: string): boolean => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '');
  return ifMatch.split(',').some((tag) => bare(tag) === bare(etag)); // weak tags, as the examples of RFC 7644 compare them
};
