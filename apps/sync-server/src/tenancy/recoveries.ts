import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { inTenant } from '../db/database.ts';
import { beginRecovery, consentToRecovery, openRecoveries, type Recovery, stopRecovery } from '../identity/factors/recovery.ts'; // prettier-ignore
import type { ApiCaller } from './act-as.ts';
import { judgeAccessOf, type MemberPorts } from './members.ts';

/**
 * Returns the waiting recoveries of the organisation, in the order of their ends. Refuses `access/denied` to others than
 * administrators.
 */
export const listRecoveries = (ports: MemberPorts, caller: ApiCaller): Promise<Result<readonly Recovery[]>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx): Promise<Result<readonly Recovery[]>> => {
    const { tenant, principal } = await readAsker(tx, { ...caller, installed: ports.installed });
    if (!administers(principal, entityOf(tenant.catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators see this list.', { action: 'administer' });
    return accept(await openRecoveries(tx, { orgId: caller.orgId, personId: null }));
  }); // prettier-ignore

/** Returns a function that does something with the recovery of another person whose access the caller may change. */
const overPerson =
  <T>(work: (of: { readonly orgId: string; readonly personId: string; readonly by: string }, ports: MemberPorts['identity']) => Promise<Result<T>>) =>
  async (ports: MemberPorts, caller: ApiCaller, personId: string): Promise<Result<T>> => {
    if (personId === caller.userId)
      return refuse('access/denied', 'Another administrator does this for you.', { action: 'administer' });
    const judged = await judgeAccessOf(ports, caller, personId);
    return judged.ok ? work({ orgId: caller.orgId, personId, by: caller.userId }, ports.identity) : judged;
  }; // prettier-ignore

/** PLT-28, ADR 85: begins the recovery of a person, agrees to it as a second administrator, and withdraws it. */
export const beginRecoveryOf = overPerson(beginRecovery);
export const consentToRecoveryOf = overPerson(consentToRecovery);
export const takeRecoveryBack = overPerson(stopRecovery);
