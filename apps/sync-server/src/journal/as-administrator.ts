import { administers } from '@outpost/domain/kernel/access/access';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { type Database, inTenant, type Transaction, type TransactionMode } from '../db/database.ts';

export type JournalCaller = { readonly orgId: string; readonly userId: string };
export type JournalPorts = { readonly database: Database; readonly installed: Catalogue };

/**
 * Does something for an administrator of the tenant: reads the journal, where `mode` is left out. Refuses other people with
 * `access/denied`: even the number of changes is confidential.
 */
export function asAdministrator<T>(
  ports: JournalPorts,
  { orgId, userId }: JournalCaller,
  work: (tx: Transaction, asker: Asker) => Promise<T>,
  {
    mode = 'snapshot',
    what = 'read and verify the journal',
  }: { readonly mode?: TransactionMode; readonly what?: string } = {},
): Promise<Result<T>> {
  return inTenant(ports.database, { orgId, mode }, async (tx) => {
    const asker = await readAsker(tx, { orgId, userId, installed: ports.installed });
    if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.role)))
      return refuse('access/denied', `Only administrators ${what}.`, { action: 'administer' });
    return accept(await work(tx, asker));
  });
}
