import { can } from '@outpost/domain/kernel/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { entityOf } from '@outpost/domain/kernel/catalogue';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { type Database, inTenant } from '../db/database.ts';
import { verifyJournal } from '../journal/verify.ts';

export type VerifyAnswer = {
  readonly head: number;
  readonly hash: string;
  readonly rows: number;
  readonly erased: number;
  readonly problems: { readonly n: number; readonly problem: string }[];
};

/** P-5: verifies the tenant's journal for an administrator of it. Refuses others: how much happened is not theirs to know. */
export function verifyAsCaller(
  ports: { readonly database: Database; readonly installed: Catalogue },
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
): Promise<Result<VerifyAnswer>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    const anyone = { entity: accessEntities.role, ownerId: null, teamId: null, sharedWith: [], inherited: null };
    if (!can(principal, 'administer', entityOf(tenant.catalogue, accessEntities.role), anyone))
      return refuse('access/denied', 'Only administrators may have the journal verified.', { action: 'administer' });
    const verified = await verifyJournal(tx, orgId);
    return accept({ ...verified, problems: [...verified.problems] });
  });
}
