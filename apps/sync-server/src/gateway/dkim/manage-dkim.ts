import { administers } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { sealSecret } from '../../identity/keys/tenant-secrets.ts';
import type { ResolveTxt } from '../../identity/outgoing/txt-resolver.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import { checkDkimKey, type DkimKey, dkimPurposeOf, readDkimKeys } from './dkim-key.ts';
import { type DkimRecord, dkimRecordOf } from './dkim-record.ts';

export type ManageDkimPorts = TenancyPorts & { readonly resolveTxt: ResolveTxt; readonly random: RandomBytes };

/** A key as administrators see it, with the record to publish. Never with the private key. */
export type ShownDkimKey = DkimKey & { readonly record: DkimRecord };

/** Chosen: a few domains, and for each a key that is in use and its successor. */
const mostKeys = 20;
/** RFC 8301, section 3.2: signers use 2,048 bits. Longer keys do not fit into one answer of DNS. */
const modulusLength = 2_048;
/** A name with at least two labels, of letters, digits and hyphens. International names are entered in their ASCII form. */
const domainForm = /^(?=.{4,200}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const makeKeyPair = promisify(generateKeyPair);

const shown = (key: DkimKey): ShownDkimKey => ({ ...key, record: dkimRecordOf(key) });

/** Lets administrators who are people manage the keys. Refuses others with `access/denied`. */
const asAdministrator = <T>(
  ports: ManageDkimPorts,
  caller: ApiCaller,
  mode: 'snapshot' | 'write',
  work: (tx: Transaction) => Promise<Result<T>>,
): Promise<Result<T>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode }, async (tx): Promise<Result<T>> => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    const person = entityOf(asker.tenant.catalogue, accessEntities.person);
    return caller.keyId !== undefined || !administers(asker.principal, person)
      ? refuse('access/denied', 'Only administrators manage the keys of sending domains.', { action: 'administer' })
      : work(tx);
  });

/** Returns the keys: by domain, and the newest of a domain first. */
export const listDkimKeys = (ports: ManageDkimPorts, caller: ApiCaller): Promise<Result<readonly ShownDkimKey[]>> =>
  asAdministrator(ports, caller, 'snapshot', async (tx) => accept((await readDkimKeys(tx, caller.orgId)).map(shown)));

/**
 * MSG-49: makes a key for a domain, with a selector of its own. A domain that has a key already gets one more: that is its rotation. Refuses
 * `request/invalid` for a domain that is none, and above 20 keys.
 */
export async function makeDkimKey(
  ports: ManageDkimPorts,
  caller: ApiCaller,
  domain: string,
): Promise<Result<ShownDkimKey>> {
  const { clock, ids, random } = ports;
  const { orgId, userId } = caller;
  const folded = domain.trim().toLowerCase();
  const allowed = await asAdministrator(ports, caller, 'snapshot', async (tx) => accept((await readDkimKeys(tx, orgId)).length)); // prettier-ignore
  if (!allowed.ok) return allowed;
  if (!domainForm.test(folded))
    return refuse('request/invalid', 'domain: must be a domain of your organisation, such as example.com', { path: 'domain' }); // prettier-ignore
  if (allowed.value >= mostKeys)
    return refuse('request/invalid', `An organisation has ${mostKeys} keys at most. Remove one that is not used any more.`, { path: 'domain' }); // prettier-ignore
  const pair = await makeKeyPair('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const now = new Date(clock.nowMs()).toISOString();
  return asAdministrator(ports, caller, 'write', async (tx) => {
    const id = ids.newId();
    const selector = `outpost-${now.slice(0, 7).replace('-', '')}-${Buffer.from(random(4)).toString('hex')}`;
    const publicKey = pair.publicKey.toString('base64');
    const sealed = await sealSecret(tx, { orgId, secret: pair.privateKey, purpose: dkimPurposeOf(id) }, { clock });
    await tx.query(
      `insert into store.dkim_key (org_id, id, domain, selector, public_key, sealed, made_at, state) values ($1, $2, $3, $4, $5, $6, $7, 'not-published')`,
      [orgId, id, folded, selector, publicKey, sealed, now],
    );
    await noteEvent(tx, orgId, { action: 'dkim/key-made', nowMs: clock.nowMs(), by: userId, session: caller.sessionId, details: { domain: folded, selector } }); // prettier-ignore
    return accept(
      shown({ id, domain: folded, selector, publicKey, madeAt: now, state: 'not-published', checkedAt: null }),
    );
  });
}

/** MSG-49: asks DNS now whether a key is published. Refuses `records/not-found`. */
export async function checkDkimNow(
  ports: ManageDkimPorts,
  caller: ApiCaller,
  id: string,
): Promise<Result<ShownDkimKey>> {
  const found = await asAdministrator(ports, caller, 'snapshot', async (tx) => {
    const key = (await readDkimKeys(tx, caller.orgId)).find((one) => one.id === id);
    return key ? accept(key) : notFound(id);
  });
  return found.ok ? accept(shown(await checkDkimKey(ports, caller.orgId, found.value))) : found;
}

/** Removes a key for good. E-mails on their way that it signed verify only while its record stays in DNS. Refuses `records/not-found`. */
export const removeDkimKey = (ports: ManageDkimPorts, caller: ApiCaller, id: string): Promise<Result<null>> =>
  asAdministrator(ports, caller, 'write', async (tx): Promise<Result<null>> => {
    const { orgId, userId } = caller;
    const [gone] = await tx.query<{ domain: string; selector: string }>('delete from store.dkim_key where org_id = $1 and id = $2 returning domain, selector', [orgId, id]); // prettier-ignore
    if (!gone) return notFound(id);
    await noteEvent(tx, orgId, { action: 'dkim/key-removed', nowMs: ports.clock.nowMs(), by: userId, session: caller.sessionId, details: { domain: gone.domain, selector: gone.selector } }); // prettier-ignore
    return accept(null);
  });
