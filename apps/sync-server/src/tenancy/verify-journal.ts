import { administers } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { type DigestRow, readDigests } from '../journal/digests.ts';
import type { ErasureKeys } from '../journal/erasure-signature.ts';
import { verifyJournal } from '../journal/verify.ts';

export type VerifyAnswer = {
  readonly head: number;
  readonly hash: string;
  readonly rows: number;
  readonly erased: number;
  readonly problems: { readonly n: number; readonly problem: string }[];
};

type Caller = { readonly orgId: string; readonly userId: string };
type JournalPorts = { readonly database: Database; readonly installed: Catalogue };

/**
 * Reads the journal for an administrator of the tenant. Refuses other people with `access/denied`: even the number of changes is
 * confidential.
 */
export function asAdministrator<T>(
  ports: JournalPorts,
  { orgId, userId }: Caller,
  read: (tx: Transaction, asker: Asker) => Promise<T>,
): Promise<Result<T>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const asker = await readAsker(tx, { orgId, userId, installed: ports.installed });
    if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.role)))
      return refuse('access/denied', 'Only administrators read and verify the journal.', { action: 'administer' });
    return accept(await read(tx, asker));
  });
}

/** P-5: verifies the tenant's journal for one of its administrators. Refuses `access/denied`. */
export function verifyAsCaller(
  ports: JournalPorts & { readonly identity: { readonly keys: ErasureKeys } },
  asker: Caller,
): Promise<Result<VerifyAnswer>> {
  return asAdministrator(ports, asker, async (tx) => {
    const verified = await verifyJournal(tx, { orgId: asker.orgId, keys: ports.identity.keys });
    return { ...verified, problems: [...verified.problems] };
  });
}

/**
 * P-5: returns digests and hashes of the tenant's journal, so that an administrator can verify the chain without this server.
 * Refuses `access/denied`.
 */
export function digestsAsCaller(
  ports: JournalPorts,
  asker: Caller & { readonly after: number; readonly limit: number },
): Promise<Result<{ readonly rows: DigestRow[]; readonly more: boolean }>> {
  return asAdministrator(ports, asker, async (tx) => {
    const { rows, more } = await readDigests(tx, asker.orgId, asker);
    return { rows: [...rows], more };
  });
}
