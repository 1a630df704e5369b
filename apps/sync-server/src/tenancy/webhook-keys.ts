import { hash, timingSafeEqual } from 'node:crypto';
import { administers } from '@outpost/domain/kernel/access/access';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { isPackInstalled } from '@outpost/domain/kernel/definitions/tenant-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { readAsker } from '../access/asker.ts';
import { type Database, inTenant } from '../db/database.ts';
import type { Origin } from '../journal/events/journal-event.ts';
import { noteEvent } from '../journal/events/note-event.ts';
import type { ApiCaller } from './act-as.ts';
import type { TenancyPorts } from './create-tenant.ts';
import { packEntity } from './shipped-packs.ts';

const hashOf = (key: string): string => hash('sha256', key, 'base64url');

type Named = { readonly pack: string; readonly name: string };

/**
 * Makes the key of a webhook's address, and invalidates the earlier key. The key is returned only once: the database
 * has only its hash. Only an administrator who may install packs can make one. The journal notes it, without the key.
 */
export function makeWebhookKey(
  { database, clock, random, installed, origin }: TenancyPorts & { readonly origin?: Origin },
  { orgId, userId }: ApiCaller,
  { pack, name }: Named,
): Promise<Result<{ readonly key: string }>> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { orgId, userId, installed });
    if (!administers(principal, entityOf(tenant.catalogue, packEntity)))
      return refuse('access/denied', 'Only administrators can make webhook addresses.', { action: 'administer' }); // prettier-ignore
    if (!isPackInstalled(tenant.catalogue, pack))
      return refuse('records/not-found', `There is no pack called "${pack}".`, { id: pack });
    const key = Buffer.from(random(32)).toString('base64url');
    const nowMs = clock.nowMs();
    await tx.query(
      `insert into store.webhook (org_id, webhook, key_hash, made_at) values ($1, $2, $3, $4)
       on conflict (org_id, webhook) do update set key_hash = excluded.key_hash, made_at = excluded.made_at`,
      [orgId, `${pack}/${name}`, hashOf(key), new Date(nowMs).toISOString()],
    );
    await noteEvent(tx, orgId, { action: 'webhook/made', nowMs, origin, by: userId, details: { pack, name } });
    return accept({ key });
  });
}

/** Returns whether this is the present key of a webhook in the tenant. */
export async function isWebhookKey(
  { database }: { readonly database: Database },
  orgId: string,
  { pack, name, key }: Named & { readonly key: string },
): Promise<boolean> {
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ key_hash: string }>('select key_hash from store.webhook where org_id = $1 and webhook = $2', [
      orgId,
      `${pack}/${name}`,
    ]),
  );
  return row !== undefined && timingSafeEqual(Buffer.from(row.key_hash), Buffer.from(hashOf(key)));
}
