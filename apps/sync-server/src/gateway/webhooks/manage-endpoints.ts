import { administers } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { holdsAll } from '@outpost/domain/kernel/access/holds-all';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { eventTypesOf } from '@outpost/domain/kernel/events/event-types';
import { isReservedName } from '@outpost/domain/kernel/entities/envelope';
import { asksRollUp, type Condition, readFilter } from '@outpost/domain/kernel/query/filters/condition';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { instantOfMs } from '../../db/instant-at.ts';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { addressProblem, type GuardPorts } from '../../identity/outgoing/guarded-fetch.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { readClock } from '../../journal/heads.ts';
import { actAs, type ApiCaller } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';
import {
  addWebhookSecret,
  endSecretNow,
  endSecretsLater,
  type MadeSecret,
  type ShownSecret,
  shownSecrets,
} from './webhook-secrets.ts';
import type { WebhookSecretKind } from './sign-webhook.ts';
import { moveReader, readEndpoint, readEndpoints, readerOfEndpoint, type SentRecords, type WebhookEndpoint } from './webhook-endpoint.ts'; // prettier-ignore

export type EndpointPorts = TenancyPorts & {
  readonly keys: KeyRing;
  /** The guard's settings: an address that it refuses as written is refused when it is entered. */
  readonly outgoing?: GuardPorts;
};

/** An endpoint with the secrets that are valid now. */
export type ShownEndpoint = WebhookEndpoint & { readonly secrets: readonly ShownSecret[] };

/** The settings of an endpoint that people choose. */
export type EndpointSettings = Pick<WebhookEndpoint, 'name' | 'url' | 'content' | 'grants' | 'sends' | 'events'>;
/** A change of an endpoint: parts that are left out stay. `isOn`: turns it on or off. */
export type EndpointChange = Partial<EndpointSettings> & { readonly isOn?: boolean };

/** Chosen: the most endpoints of an organisation. Each reads the journal once. */
const mostEndpoints = 50;

type Work<T> = (tx: Transaction, asker: Asker) => Promise<Result<T>>;

/** Lets administrators who are people manage endpoints: a program makes none. Refuses others with `access/denied`. */
export function asEndpointAdministrator<T>(
  ports: Pick<EndpointPorts, 'database' | 'installed'>,
  caller: ApiCaller,
  mode: 'snapshot' | 'write',
  work: Work<T>,
): Promise<Result<T>> {
  const { orgId } = caller;
  return inTenant(ports.database, { orgId, mode }, async (tx): Promise<Result<T>> => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    const person = entityOf(asker.tenant.catalogue, accessEntities.person);
    if (caller.keyId !== undefined || !administers(asker.principal, person))
      return refuse('access/denied', 'Only administrators manage webhooks.', { action: 'administer' });
    return work(tx, asker);
  });
}

/** Returns the endpoints of the organisation, in the order in which they were made. */
export const listEndpoints = (ports: EndpointPorts, caller: ApiCaller): Promise<Result<readonly ShownEndpoint[]>> =>
  asEndpointAdministrator(ports, caller, 'snapshot', async (tx) => {
    const secrets = await shownSecrets(tx, caller.orgId, ports.clock.nowMs());
    const endpoints = await readEndpoints(tx, caller.orgId);
    return accept(endpoints.map((endpoint) => ({ ...endpoint, secrets: secrets.get(endpoint.id) ?? [] })));
  });

/** Returns one endpoint. Refuses `records/not-found`. */
export const showEndpoint = (ports: EndpointPorts, caller: ApiCaller, id: string): Promise<Result<ShownEndpoint>> =>
  asEndpointAdministrator(ports, caller, 'snapshot', async (tx) => shown(tx, ports, { orgId: caller.orgId, id }));

async function shown(
  tx: Transaction,
  { clock }: Pick<EndpointPorts, 'clock'>,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<Result<ShownEndpoint>> {
  const endpoint = await readEndpoint(tx, orgId, id);
  if (!endpoint) return notFound(id);
  return accept({ ...endpoint, secrets: (await shownSecrets(tx, orgId, clock.nowMs())).get(id) ?? [] });
}

/** Reads the filter of one kind, as of a person and a moment. Refuses like a list, and filters over roll-ups. */
export function readSentFilter(
  { catalogue, userId, timeZone, currency, now }: { readonly catalogue: Catalogue; readonly userId: string; readonly timeZone: string; readonly currency: string | undefined; readonly now: string },
  { entity: name, where }: SentRecords,
): Result<Condition> {
  const entity = withoutSealed(catalogue).entities.get(name);
  if (!entity) return refuse('request/invalid', `There is no kind of record called "${name}".`, { path: 'body.sends' });
  const ground = { catalogue: withoutSealed(catalogue), engine: { dialect: 'sqlite' }, asking: { userId, now, timeZone }, ...(currency === undefined ? {} : { currency }) } as const;
  const read = readFilter(ground, entity, { filter: where, where: 'where' });
  if (!read.ok || !asksRollUp(read.value)) return read;
  return refuse('query/invalid', 'A webhook can’t be filtered by a figure over other records.', { path: 'where' });
} // prettier-ignore

/** Checks the settings of an endpoint against what its setter holds, and what exists. Undefined: they are right. */
function problemOf(ports: EndpointPorts, asker: Asker, settings: EndpointSettings): Result<never> | undefined {
  const { principal, tenant, settings: ofTenant } = asker;
  const { catalogue } = tenant;
  const invalid = (path: string, message: string) => refuse('request/invalid', message, { path: `body.${path}` });
  const address = addressProblem(settings.url, ports.outgoing?.trusted);
  if (address !== undefined) return invalid('url', `This address can't be used: ${address}.`);
  const asked = [{ role: '', teamId: null, portal: false, grants: settings.grants.flatMap((one) => parseGrant(one) ?? []) }]; // prettier-ignore
  if (!holdsAll(principal.memberships, asked, { entities: catalogue.entities }))
    return refuse('access/denied', 'An endpoint gets only rights that you hold yourself.', { action: 'administer' });
  if (settings.sends.length + settings.events.length === 0) return invalid('sends', 'Choose what it sends.');
  const types = new Set(eventTypesOf(catalogue).flatMap((type) => ('actions' in type ? [type.type] : [])));
  const unknown = settings.events.find((type) => !types.has(type));
  if (unknown !== undefined) return invalid('events', `There is no event called "${unknown}".`);
  const reading = { catalogue, userId: principal.userId, timeZone: ofTenant?.timeZone ?? 'UTC', currency: ofTenant?.currency, now: instantOfMs(ports.clock.nowMs()) }; // prettier-ignore
  for (const sent of settings.sends) {
    const condition = readSentFilter(reading, sent);
    if (!condition.ok) return condition;
    const fields = catalogue.entities.get(sent.entity)?.fields ?? {};
    const field = sent.fields?.find((name) => !Object.hasOwn(fields, name) && !isReservedName(name));
    if (field !== undefined) return invalid('sends', `${sent.entity} has no field "${field}".`);
  }
  return undefined;
}

export type MadeEndpoint = { readonly endpoint: ShownEndpoint; readonly secret: MadeSecret };

/**
 * Makes an endpoint, which gets the events after this moment. Returns it with its first secret, this once. Refuses `access/denied`
 * where its maker lacks one of the grants, `request/invalid` and `query/invalid` for wrong settings, and `records/invalid`
 * beyond the most endpoints.
 */
export async function makeEndpoint(
  ports: EndpointPorts,
  caller: ApiCaller,
  { kind, ...settings }: EndpointSettings & { readonly kind: WebhookSecretKind },
): Promise<Result<MadeEndpoint>> {
  const { orgId, userId } = caller;
  const id = ports.ids.newId();
  const made = await asEndpointAdministrator(ports, caller, 'write', async (tx, asker) => {
    const problem = problemOf(ports, asker, settings);
    if (problem) return problem;
    const [count] = await tx.query<{ made: number }>('select count(*) as made from store.webhook_endpoint where org_id = $1', [orgId]); // prettier-ignore
    if (Number(count?.made ?? 0) >= mostEndpoints)
      return refuse('records/invalid', `An organisation has at most ${mostEndpoints} endpoints. Remove one first.`, {});
    await tx.query(
      `insert into store.webhook_endpoint (org_id, id, person_id, name, url, content, grants, sends, events, made_at)
       values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9::jsonb, $10)`,
      [orgId, id, userId, settings.name, settings.url, settings.content, JSON.stringify([...new Set(settings.grants)].sort()), JSON.stringify(settings.sends), JSON.stringify(settings.events), instantOfMs(ports.clock.nowMs())],
    ); // prettier-ignore
    await startAtHead(tx, orgId, id);
    const secret = await addWebhookSecret(tx, { orgId, endpointId: id, kind }, ports);
    await noteEndpoint(tx, ports, { caller, action: 'endpoint/made', id, name: settings.name });
    const endpoint = await shown(tx, ports, { orgId, id });
    return endpoint.ok ? accept({ endpoint: endpoint.value, secret }) : endpoint;
  });
  return noted(ports, caller, { label: `Made the webhook ${settings.name}`, done: made });
}

/** Lets an endpoint begin with what comes next. */
async function startAtHead(tx: Transaction, orgId: string, id: string): Promise<void> {
  const clock = await readClock(tx, orgId, 'unlocked');
  await moveReader(tx, orgId, { id, n: clock?.head ?? 0 });
}

/**
 * Changes an endpoint. A person who changes its content or its address must hold its grants, and it acts for them from then on: otherwise an
 * administrator could lead the records of another one to an address of their own. An endpoint that is turned on continues with what
 * waits, and with what comes next; a replay brings what was missed. Refuses like `makeEndpoint`, and `records/not-found`.
 */
export async function changeEndpoint(
  ports: EndpointPorts,
  caller: ApiCaller,
  { id, isOn, ...change }: EndpointChange & { readonly id: string },
): Promise<Result<ShownEndpoint>> {
  const { orgId, userId } = caller;
  const changed = await asEndpointAdministrator(ports, caller, 'write', async (tx, asker) => {
    const before = await readEndpoint(tx, orgId, id);
    if (!before) return notFound(id);
    const next = { ...before, ...change };
    const isLed = Object.keys(change).some((name) => name !== 'name');
    const problem = isLed || (isOn === true && before.off) ? problemOf(ports, asker, next) : undefined;
    if (problem) return problem;
    const isTurnedOn = isOn === true && before.off !== null;
    const isTurnedOff = isOn === false && before.off === null;
    await tx.query(
      `update store.webhook_endpoint set person_id = $3, name = $4, url = $5, content = $6, grants = $7::jsonb, sends = $8::jsonb, events = $9::jsonb,
         off_at = case when $10 = 'on' then null when $10 = 'off' then $11 else off_at end,
         off_why = case when $10 = 'on' then null when $10 = 'off' then 'person' else off_why end,
         failing_since = case when $10 = 'on' then null else failing_since end
       where org_id = $1 and id = $2`,
      [orgId, id, isLed || isTurnedOn ? userId : before.personId, next.name, next.url, next.content, JSON.stringify([...new Set(next.grants)].sort()), JSON.stringify(next.sends), JSON.stringify(next.events), isTurnedOn ? 'on' : isTurnedOff ? 'off' : 'same', instantOfMs(ports.clock.nowMs())],
    ); // prettier-ignore
    if (isTurnedOn) await startAtHead(tx, orgId, id);
    await noteEndpoint(tx, ports, { caller, action: 'endpoint/changed', id, name: next.name });
    return shown(tx, ports, { orgId, id });
  });
  const name = changed.ok ? changed.value.name : '';
  return noted(ports, caller, { label: `Changed the webhook ${name}`, done: changed });
}

/** Removes an endpoint with its secrets and its log. Refuses `records/not-found`. */
export async function removeEndpoint(
  ports: EndpointPorts,
  caller: ApiCaller,
  id: string,
): Promise<Result<{ readonly id: string }>> {
  // prettier-ignore
  const { orgId } = caller;
  const removed = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const endpoint = await readEndpoint(tx, orgId, id);
    if (!endpoint) return notFound(id);
    for (const table of ['store.webhook_delivery', 'store.webhook_secret'])
      await tx.query(`delete from ${table} where org_id = $1 and endpoint_id = $2`, [orgId, id]);
    await tx.query('delete from store.reader_cursor where org_id = $1 and reader = $2', [orgId, readerOfEndpoint(id)]);
    await tx.query('delete from store.webhook_endpoint where org_id = $1 and id = $2', [orgId, id]);
    await noteEndpoint(tx, ports, { caller, action: 'endpoint/removed', id, name: endpoint.name });
    return accept({ id, name: endpoint.name });
  });
  const done = await noted(ports, caller, { label: `Removed the webhook ${removed.ok ? removed.value.name : ''}`, done: removed }); // prettier-ignore
  return done.ok ? accept({ id }) : done;
}

/**
 * Gives an endpoint another secret of a kind. The former ones of this kind sign, too, for some more hours. Refuses
 * `records/not-found`.
 */
export async function rotateSecret(
  ports: EndpointPorts,
  caller: ApiCaller,
  { id, kind, overlapHours }: { readonly id: string; readonly kind: WebhookSecretKind; readonly overlapHours: number },
): Promise<Result<MadeSecret>> {
  const { orgId } = caller;
  const made = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const endpoint = await readEndpoint(tx, orgId, id);
    if (!endpoint) return notFound(id);
    await endSecretsLater(tx, { orgId, endpointId: id, kind, overlapHours }, ports);
    const secret = await addWebhookSecret(tx, { orgId, endpointId: id, kind }, ports);
    await noteEndpoint(tx, ports, { caller, action: 'endpoint/secret-changed', id, name: endpoint.name });
    return accept(secret);
  });
  return noted(ports, caller, { label: 'Changed the secret of a webhook', done: made });
}

/** Ends a secret at once. Refuses `records/not-found`, and `records/invalid` for the last one that is valid. */
export async function endSecret(
  ports: EndpointPorts,
  caller: ApiCaller,
  { id, secretId }: { readonly id: string; readonly secretId: string },
): Promise<Result<{ readonly id: string }>> {
  const { orgId } = caller;
  const ended = await asEndpointAdministrator(ports, caller, 'write', async (tx) => {
    const endpoint = await readEndpoint(tx, orgId, id);
    if (!endpoint) return notFound(secretId);
    const done = await endSecretNow(tx, { orgId, endpointId: id, secretId }, ports);
    if (done.ok) await noteEndpoint(tx, ports, { caller, action: 'endpoint/secret-changed', id, name: endpoint.name });
    return done;
  });
  return noted(ports, caller, { label: 'Ended a secret of a webhook', done: ended });
}

type EndpointAction = Extract<AuditAction, `endpoint/${string}`>;
type NotedEndpoint = { readonly caller: ApiCaller; readonly action: EndpointAction; readonly id: string; readonly name: string }; // prettier-ignore

/** Queues the entry of the class security about an endpoint. It never has a secret. */
export const noteEndpoint = (
  tx: Transaction,
  { clock }: Pick<EndpointPorts, 'clock'>,
  { caller, action, id, name }: NotedEndpoint,
): Promise<void> =>
  noteEvent(tx, caller.orgId, {
    action,
    nowMs: clock.nowMs(),
    by: caller.userId,
    session: caller.sessionId,
    details: { endpoint: id, name },
  });

/** Writes an administrator's action into the journal, by an act that changes no record. */
export async function noted<T>(
  ports: TenancyPorts,
  caller: ApiCaller,
  { label, done }: { readonly label: string; readonly done: Result<T> },
): Promise<Result<T>> {
  if (!done.ok) return done;
  const act = await actAs(ports, caller, { label: cutLabel(label), edits: [] });
  return act.ok ? done : act;
}
