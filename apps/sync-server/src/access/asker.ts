import { type Principal, tokensOfPrincipal } from '@outpost/domain/kernel/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../records/tenant.ts';
import { readTenantCatalogue } from '../tenancy/tenant-catalogue.ts';
import { principalOf } from './principal.ts';
import { readPerson, readRoles } from './token-holds.ts';

/** Who asks, worked out from the database in the transaction that answers: never from a token's claims. */
export type Asker = {
  readonly tenant: Tenant;
  readonly principal: Principal;
  /** What they may see, sorted. */
  readonly tokens: readonly string[];
  readonly person: StoredRecord | undefined;
};

/** Reads who asks. Someone unknown or suspended holds nothing and sees nothing. */
export async function readAsker(
  tx: Transaction,
  asked: { readonly orgId: string; readonly userId: string; readonly installed: Catalogue },
): Promise<Asker> {
  const { orgId, userId, installed } = asked;
  const tenant: Tenant = { orgId, installed, catalogue: await readTenantCatalogue(tx, orgId, installed) };
  const person = await readPerson(tx, orgId, userId);
  const principal = principalOf(person, await readRoles(tx, orgId));
  return { tenant, principal, tokens: tokensOfPrincipal(principal, tenant.catalogue), person };
}
