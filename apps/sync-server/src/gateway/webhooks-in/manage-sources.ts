import { notFound } from '@outpost/domain/kernel/access/denial';
import { holdsAll } from '@outpost/domain/kernel/access/holds-all';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { grantsOfMapping, mappingProblem } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import { instantOfMs } from '../../db/instant-at.ts';
import type { Asker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { ApiCaller } from '../../tenancy/act-as.ts';
import { asEndpointAdministrator, type EndpointPorts, noted } from '../webhooks/manage-endpoints.ts';
import {
  addWebhookSecret,
  endSecretNow,
  endSecretsLater,
  type ShownSecret,
  shownSecrets,
} from '../webhooks/webhook-secrets.ts';
import { type DeliveryPlan, planDelivery } from './plan-delivery.ts';
import { writtenSourceSecret } from './proof-of-request.ts';
import { countReceived, readReceived, type ReceivedAsked, type ShownReceived, type SourceCounts } from './received.ts';
import { readSource, readSources, type WebhookSource } from './webhook-source.ts';

export type SourcePorts = EndpointPorts;

/** A source with the secrets that are valid now, and its counts. `path`: of its address on this server. */
export type SourceOverview = WebhookSource &
  SourceCounts & {
    readonly path: string;
    readonly secrets: readonly Omit<ShownSecret, 'kind'>[];
  };

/** The settings of a source that people choose. Its proof and header stay as they were made, since its secrets are written for them. */
export type SourceSettings = Pick<WebhookSource, 'name' | 'mapping'>;
export type SourceChange = Partial<SourceSettings> & { readonly isOn?: boolean };
/** A secret as its sender keeps it, shown once. */
export type MadeSourceSecret = { readonly id: string; readonly secret: string };

/** Chosen: as many as endpoints. */
const mostSources = 50;

/** Returns the path to which a source's sender posts. */
export const pathOfSource = (orgId: string, { address }: Pick<WebhookSource, 'address'>): string =>
  `/hooks/${orgId}/in/${address}`;

/** Returns the sources of the organisation, in the order in which they were made. */
export const listSources = (ports: SourcePorts, caller: ApiCaller): Promise<Result<readonly SourceOverview[]>> =>
  asEndpointAdministrator(ports, caller, 'snapshot', async (tx) =>
    accept(await shownSources(tx, ports, { orgId: caller.orgId, sources: await readSources(tx, caller.orgId) })),
  );

/** Returns one source. Refuses `records/not-found`. */
export const showSource = (ports: SourcePorts, caller: ApiCaller, id: string): Promise<Result<SourceOverview>> =>
  asEndpointAdministrator(ports, caller, 'snapshot', (tx) => shown(tx, ports, { orgId: caller.orgId, id }));

async function shownSources(
  tx: Transaction,
  { clock }: Pick<SourcePorts, 'clock'>,
  { orgId, sources }: { readonly orgId: string; readonly sources: readonly WebhookSource[] },
): Promise<readonly SourceOverview[]> {
  const secrets = await shownSecrets(tx, orgId, clock.nowMs());
  const counts = await countReceived(tx, orgId);
  const none = { lastAt: null, failed: 0, waiting: 0 };
  return sources.map((source) => ({
    ...source,
    ...(counts.get(source.id) ?? none),
    path: pathOfSource(orgId, source),
    secrets: (secrets.get(source.id) ?? []).map(({ kind: _, ...secret }) => secret),
  }));
}

async function shown(
  tx: Transaction,
  ports: Pick<SourcePorts, 'clock'>,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<Result<SourceOverview>> {
  const source = await readSource(tx, orgId, id);
  const [one] = source ? await shownSources(tx, ports, { orgId, sources: [source] }) : [];
  return one ? accept(one) : notFound(id);
}

/** Returns the rights that a source with this mapping gets; the refusal of a wrong mapping, or of rights that its setter lacks. */
function grantsFor({ principal, tenant: { catalogue } }: Asker, { mapping }: Pick<SourceSettings, 'mapping'>): Result<readonly string[]> {
  const problem = mappingProblem(catalogue, mapping);
  if (problem) return refuse('request/invalid', problem.message, { path: `body.mapping.${problem.at}` });
  const grants = grantsOfMapping(catalogue, mapping);
  const asked = [{ role: '', teamId: null, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }];
  if (!holdsAll(principal.memberships, asked, { entities: catalogue.entities }))
    return refuse('access/denied', 'A webhook writes only what you may write yourself.', { action: 'administer' });
  return accept(grants);
} // prettier-ignore

export type MadeSource = { readonly source: SourceOverview; readonly secret: MadeSourceSecret };

/**
 * Makes a source that writes in the name of its maker. Returns it with its first secret, this once. Refuses `access/denied` where its maker lacks a
 * right that the mapping needs, `request/invalid` for a wrong mapping, and `records/invalid` beyond the most sources.
 */
export async function makeSource(
  ports: SourcePorts,
  caller: ApiCaller,
  { name, mapping, proof, header }: SourceSettings & Pick<WebhookSource, 'proof' | 'header'>,
): Promise<Result<MadeSource>> {
  const { orgId, userId } = caller;
  const id = ports.ids.newId();
  const address = Buffer.from(ports.random(32)).toString('base64url');
  const made = await asEndpointAdministrator(ports, caller, 'write', async (tx, asker): Promise<Result<MadeSource>> => {
    const grants = grantsFor(asker, { mapping });
    if (!grants.ok) return grants;
    const [count] = await tx.query<{ made: number }>('select count(*) as made from store.webhook_source where org_id = $1', [orgId]); // prettier-ignore
    if (Number(count?.made ?? 0) >= mostSources)
      return refuse('records/invalid', `An organisation has at most ${mostSources} sources. Remove one first.`, {});
    await tx.query(
      `insert into store.webhook_source (org_id, id, person_id, name, address, proof, header, grants, mapping, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10)`,
      [orgId, id, userId, name, address, proof, header, JSON.stringify(grants.value), JSON.stringify(mapping), instantOfMs(ports.clock.nowMs())], // prettier-ignore
    );
    const secret = await addSourceSecret(tx, ports, { orgId, id, proof });
    await noteSource(tx, ports, { caller, action: 'source/made', id, name });
    const source = await shown(tx, ports, { orgId, id });
    return source.ok ? accept({ source: source.value, secret }) : source;
  });
  return noted(ports, caller, { label: `Made the webhook source ${name}`, done: made });
}

/** Adds a secret beside the others, and returns it as its sender keeps it. */
async function addSourceSecret(
  tx: Transaction,
  ports: SourcePorts,
  { orgId, id, proof }: { readonly orgId: string; readonly id: string; readonly proof: WebhookSource['proof'] },
): Promise<MadeSourceSecret> {
  const made = await addWebhookSecret(tx, { orgId, endpointId: id, kind: 'hmac' }, ports);
  const bytes = Buffer.from((made.secret ?? '').replace(/^whsec_/, ''), 'base64');
  return { id: made.id, secret: writtenSourceSecret(proof, bytes) };
}

/**
 * Changes a source. A person who changes its kind or its fields must hold the rights for them, and it writes in their name from then on. Refuses like `makeSource`,
 * and `records/not-found`.
 */
export async function changeSource(
  ports: SourcePorts,
  caller: ApiCaller,
  { id, isOn, ...change }: SourceChange & { readonly id: string },
): Promise<Result<SourceOverview>> {
  const { orgId, userId } = caller;
  const changed = await asEndpointAdministrator(ports, caller, 'write', async (tx, asker) => {
    const before = await readSource(tx, orgId, id);
    if (!before) return notFound(id);
    const next = { ...before, ...change };
    const isLed = change.mapping !== undefined || (isOn === true && before.offAt !== null);
    const grants = isLed ? grantsFor(asker, next) : accept(before.grants);
    if (!grants.ok) return grants;
    const offAt = isOn === undefined ? before.offAt : isOn ? null : (before.offAt ?? instantOfMs(ports.clock.nowMs()));
    await tx.query(
      `update store.webhook_source set person_id = $3, name = $4, grants = $5::jsonb, mapping = $6::jsonb, off_at = $7 where org_id = $1 and id = $2`,
      [orgId, id, isLed ? userId : before.personId, next.name, JSON.stringify(grants.value), JSON.stringify(next.mapping), offAt], // prettier-ignore
    );
    await noteSource(tx, ports, { caller, action: 'source/changed', id, name: next.name });
    return shown(tx, ports, { orgId, id });
  });
  const name = changed.ok ? changed.value.name : '';
  return noted(ports, caller, { label: `Changed the webhook source ${name}`, done: changed });
}

/** Removes a source with its secrets and its log. What it made stays. Refuses `records/not-found`. */
export async function removeSource(
  ports: SourcePorts,
  caller: ApiCaller,
  id: string,
): Promise<Result<{ readonly id: string }>> {
  const { orgId } = caller;
  const removed = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const source = await readSource(tx, orgId, id);
    if (!source) return notFound(id);
    await tx.query('delete from store.webhook_received where org_id = $1 and source_id = $2', [orgId, id]);
    await tx.query('delete from store.webhook_secret where org_id = $1 and endpoint_id = $2', [orgId, id]);
    await tx.query('delete from store.webhook_source where org_id = $1 and id = $2', [orgId, id]);
    await noteSource(tx, ports, { caller, action: 'source/removed', id, name: source.name });
    return accept({ id, name: source.name });
  });
  const label = `Removed the webhook source ${removed.ok ? removed.value.name : ''}`;
  const done = await noted(ports, caller, { label, done: removed });
  return done.ok ? accept({ id }) : done;
}

/** Gives a source another secret. The former ones count for some more hours. Refuses `records/not-found`. */
export async function rotateSourceSecret(
  ports: SourcePorts,
  caller: ApiCaller,
  { id, overlapHours }: { readonly id: string; readonly overlapHours: number },
): Promise<Result<MadeSourceSecret>> {
  const { orgId } = caller;
  const made = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const source = await readSource(tx, orgId, id);
    if (!source) return notFound(id);
    await endSecretsLater(tx, { orgId, endpointId: id, kind: 'hmac', overlapHours }, ports);
    const secret = await addSourceSecret(tx, ports, { orgId, id, proof: source.proof });
    await noteSource(tx, ports, { caller, action: 'source/secret-changed', id, name: source.name });
    return accept(secret);
  });
  return noted(ports, caller, { label: 'Changed the secret of a webhook source', done: made });
}

/** Ends a secret at once. Refuses `records/not-found`, and `records/invalid` for the last one that is valid. */
export async function endSourceSecret(
  ports: SourcePorts,
  caller: ApiCaller,
  { id, secretId }: { readonly id: string; readonly secretId: string },
): Promise<Result<{ readonly id: string }>> {
  const { orgId } = caller;
  const ended = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const source = await readSource(tx, orgId, id);
    if (!source) return notFound(secretId);
    const done = await endSecretNow(tx, { orgId, endpointId: id, secretId }, ports);
    if (done.ok) await noteSource(tx, ports, { caller, action: 'source/secret-changed', id, name: source.name });
    return done;
  });
  return noted(ports, caller, { label: 'Ended a secret of a webhook source', done: ended });
}

/** Returns the deliveries of a source, newest first. Refuses `records/not-found`. */
export const listReceived = (
  ports: SourcePorts,
  caller: ApiCaller,
  asked: ReceivedAsked,
): Promise<Result<{ readonly deliveries: readonly ShownReceived[]; readonly more: boolean }>> =>
  asEndpointAdministrator(ports, caller, 'snapshot', async (tx) => {
    if (!(await readSource(tx, caller.orgId, asked.id))) return notFound(asked.id);
    const rows = await readReceived(tx, caller.orgId, { ...asked, limit: asked.limit + 1 });
    return accept({ deliveries: rows.slice(0, asked.limit), more: rows.length > asked.limit });
  });

type OneAsked = { readonly id: string; readonly n: number };

/** Lets a delivery that failed be tried again, with the mapping of this moment. Refuses `records/not-found` for one that did not fail. */
export const tryReceivedAgain = (ports: SourcePorts, caller: ApiCaller, asked: OneAsked): Promise<Result<{ readonly n: number }>> =>
  decide(ports, caller, { ...asked, sets: `state = 'waiting', turn = turn + 1, faults = '[]'::jsonb, done_at = null`, action: 'source/delivery-again', label: 'Tried a webhook’s delivery again' }); // prettier-ignore

/** Discards a delivery that failed: it makes nothing, and its payload is deleted. Refuses `records/not-found` for one that did not fail. */
export const discardReceived = (ports: SourcePorts, caller: ApiCaller, asked: OneAsked): Promise<Result<{ readonly n: number }>> =>
  decide(ports, caller, { ...asked, sets: `state = 'discarded', payload = null`, action: 'source/delivery-discarded', label: 'Discarded a webhook’s delivery' }); // prettier-ignore

type Deciding = OneAsked & { readonly sets: string; readonly action: SourceAction; readonly label: string };

async function decide(
  ports: SourcePorts,
  caller: ApiCaller,
  { id, n, sets, action, label }: Deciding,
): Promise<Result<{ readonly n: number }>> {
  const { orgId } = caller;
  const decided = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const source = await readSource(tx, orgId, id);
    const rows = await tx.query(
      `update store.webhook_received set ${sets} where org_id = $1 and source_id = $2 and n = $3 and state = 'failed' and payload is not null returning n`,
      [orgId, id, n],
    );
    if (!source || rows.length === 0) return notFound(id);
    await noteSource(tx, ports, { caller, action, id, name: source.name });
    return accept({ n });
  });
  return noted(ports, caller, { label, done: decided });
}

export type PreviewAsked = { readonly mapping: WebhookSource['mapping']; readonly payload: JsonValue };

/**
 * Says what a payload would do with a mapping, in the caller's name. Nothing is written. Refuses `request/invalid` for a wrong mapping and
 * `access/denied` where the caller lacks a right for it.
 */
export async function previewDelivery(
  ports: SourcePorts,
  caller: ApiCaller,
  { mapping, payload }: PreviewAsked,
): Promise<Result<DeliveryPlan>> {
  const grants = await asEndpointAdministrator(ports, caller, 'snapshot', (_tx, asker) => Promise.resolve(grantsFor(asker, { mapping }))); // prettier-ignore
  if (!grants.ok) return grants;
  const source = { personId: caller.userId, grants: grants.value, mapping };
  return planDelivery(ports, caller.orgId, { source, payload, newId: ports.ids.newId() });
}

type SourceAction = Extract<AuditAction, `source/${string}`>;
type NotedSource = { readonly caller: ApiCaller; readonly action: SourceAction; readonly id: string; readonly name: string }; // prettier-ignore

/** Queues the entry of the class security about a source. It never has a secret or a payload. */
const noteSource = (
  tx: Transaction,
  { clock }: Pick<SourcePorts, 'clock'>,
  { caller, action, id, name }: NotedSource,
): Promise<void> =>
  noteEvent(tx, caller.orgId, {
    action,
    nowMs: clock.nowMs(),
    by: caller.userId,
    session: caller.sessionId,
    details: { source: id, name },
  });
