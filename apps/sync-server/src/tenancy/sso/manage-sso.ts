import { administers } from '@outpost/domain/kernel/access/access';
import { isRoleAbove } from '@outpost/domain/kernel/access/judge-access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { readRoles } from '../../access/token-holds.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { hasFactor } from '../../identity/factors/stored-factors.ts';
import { addDomain, isProved, listDomains, noteProved, removeDomain, type SsoDomain } from '../../identity/providers/domains.ts'; // prettier-ignore
import type { ResolveTxt } from '../../identity/outgoing/txt-resolver.ts';
import { type OidcPorts, testProvider } from '../../identity/sso/oidc.ts';
import { judgeSamlDetails } from '../../identity/sso/saml-details.ts';
import { fetchSamlMetadata, readSamlMetadata, type SamlMetadata } from '../../identity/sso/saml-metadata.ts';
import {
  isIssuerOf,
  issuerFault,
  type Preset,
  type PresetClients,
  presets,
  presetOf,
} from '../../identity/sso/presets.ts';
import { type IdentityProvider, listProviders, type NewProvider, readProvider, removeProvider, writeProvider } from '../../identity/providers/providers.ts'; // prettier-ignore
import { readRule, type SsoRule, writeRule } from '../../identity/providers/rule.ts';
import { noteEvent, type Noted } from '../../journal/events/note-event.ts';
import type { Origin } from '../../journal/events/journal-event.ts';
import type { ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';

export type ManageSsoPorts = MemberPorts &
  OidcPorts & {
    readonly resolveTxt: ResolveTxt;
    readonly clients: PresetClients;
    readonly origin?: Origin;
  };

/** The ways in which an organisation signs in. `presets`: providers at which this server has a client. */
export type SsoSettings = {
  readonly providers: readonly IdentityProvider[];
  readonly domains: readonly SsoDomain[];
  readonly rule: SsoRule;
  readonly presets: readonly Preset[];
};

/** Chosen: an organisation has one or two. */
const mostProviders = 10;
const mostDomains = 50;

/** Runs a work of an administrator of people. Refuses `access/denied` to all others. */
function asAdministrator<T>(
  ports: ManageSsoPorts,
  caller: ApiCaller,
  mode: 'write' | 'snapshot',
  work: (tx: Transaction, asker: Asker) => Promise<Result<T>>,
): Promise<Result<T>> {
  return inTenant(ports.database, { orgId: caller.orgId, mode }, async (tx) => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators decide how people sign in.', { action: 'administer' });
    return work(tx, asker);
  });
}

const note = (
  ports: ManageSsoPorts,
  tx: Transaction,
  { orgId, userId }: ApiCaller,
  noted: Pick<Noted, 'action' | 'details'>,
) =>
  // prettier-ignore
  noteEvent(tx, orgId, { ...noted, nowMs: ports.clock.nowMs(), origin: ports.origin, by: userId });

export const readSso = (ports: ManageSsoPorts, caller: ApiCaller): Promise<Result<SsoSettings>> =>
  asAdministrator(ports, caller, 'snapshot', async (tx) =>
    accept({
      providers: await listProviders(tx, caller.orgId),
      domains: await listDomains(tx, caller.orgId),
      rule: await readRule(tx, caller.orgId),
      presets: presets.filter((preset) => ports.clients[preset] !== undefined),
    }),
  );

/** A provider to keep. `id`: the stored one that it changes; `draft`: the text of `draftProvider`, whose id a new one gets. */
type Entered = { readonly id?: string; readonly draft?: string | undefined; readonly provider: NewProvider };
type Judged = Pick<Entered, 'provider'> & { readonly id: string | undefined; readonly draftId?: string | undefined };

/**
 * Adds a provider, or changes the one with this id. Its document is read first, so a provider that cannot be asked is not stored. Refuses
 * `access/denied` for roles with more rights than the caller's, `request/invalid`, `records/not-found`.
 */
export async function saveProvider(
  ports: ManageSsoPorts,
  caller: ApiCaller,
  { id, draft, provider }: Entered,
): Promise<Result<{ readonly id: string }>> {
  const draftId = draft === undefined ? undefined : await ports.identity.keys.unseal(draft, draftPurpose(caller.orgId));
  if (draft !== undefined && draftId === undefined)
    return refuse('request/invalid', 'draft: is not one that this server gave you. Begin again with a new provider.', { path: 'draft' }); // prettier-ignore
  const mayFirst = await asAdministrator(ports, caller, 'snapshot', (tx, asker) => judge(tx, asker, { ports, caller, id, draftId, provider })); // prettier-ignore
  if (!mayFirst.ok) return mayFirst;
  if (provider.kind === 'oidc') {
    const preset = presetOf(provider);
    const client = preset === undefined ? provider : { ...provider, ...ports.clients[preset] };
    const tested = await testProvider({ ...client, secret: client.secret }, ports);
    if (!tested.ok) return tested;
  }
  if (provider.kind === 'saml') {
    const judged = judgeSamlDetails(provider.details, ports);
    if (!judged.ok) return judged;
    return keepProvider(ports, caller, { id, draftId, provider: { ...provider, details: judged.value } });
  }
  return keepProvider(ports, caller, { id, draftId, provider });
}

function keepProvider(
  ports: ManageSsoPorts,
  caller: ApiCaller,
  { id, draftId, provider }: Judged,
): Promise<Result<{ readonly id: string }>> {
  return asAdministrator(ports, caller, 'write', async (tx, asker) => {
    const may = await judge(tx, asker, { ports, caller, id, draftId, provider });
    if (!may.ok) return may;
    const written = id ?? draftId ?? ports.ids.newId();
    await writeProvider(tx, { orgId: caller.orgId, id: written, provider }, ports.identity);
    await note(ports, tx, caller, { action: 'sso/provider-changed', details: { provider: written, name: provider.name, issuer: provider.issuer } }); // prettier-ignore
    return accept({ id: written });
  });
}

async function judge(
  tx: Transaction,
  asker: Asker,
  { ports, caller, id, draftId, provider }: Judged & { readonly ports: ManageSsoPorts; readonly caller: ApiCaller },
): Promise<Result<void>> {
  const { orgId } = caller;
  const invalid = (path: string, why: string) => refuse('request/invalid', `${path}: ${why}`, { path });
  const before = id === undefined ? undefined : await readProvider(tx, { orgId, id });
  if (id !== undefined && before?.kind !== provider.kind)
    return refuse('records/not-found', 'There is no such provider.', { id });
  if (draftId !== undefined && (await readProvider(tx, { orgId, id: draftId })))
    return invalid('draft', 'this provider was added already. Change it, or begin again with a new one');
  // Links name persons at one issuer: another issuer under the same provider could take their names over.
  if (before && before.issuer !== provider.issuer)
    return invalid('issuer', 'stays as it is. Add another provider, and remove this one.');
  if (!before && (await listProviders(tx, orgId)).length >= mostProviders)
    return invalid('id', `an organisation has at most ${mostProviders} providers`);
  const fault = provider.kind === 'oidc' ? issuerFault(provider.issuer) : undefined;
  if (fault !== undefined) return invalid('issuer', fault);
  const preset = presetOf(provider);
  if (preset && (!ports.clients[preset] || !isIssuerOf[preset](provider.issuer)))
    return invalid('issuer', 'is not one of this provider');
  const named = [...Object.values(provider.roles.byGroup), ...(provider.roles.usual === null ? [] : [provider.roles.usual])]; // prettier-ignore
  const roles = await readRoles(tx, orgId);
  const author = { catalogue: asker.tenant.catalogue, author: asker.principal.memberships };
  for (const key of named) {
    const role = roles.find(({ fields, life }) => fields['key'] === key && life === 'alive');
    if (!role) return invalid('roles', `there is no role "${key}"`);
    if (isRoleAbove(author, role))
      return refuse('access/denied', 'You cannot let a provider give roles with more rights than yours.', { action: 'administer' }); // prettier-ignore
  }
  return accept(undefined);
}

/** Reads the document of a provider before it is stored. Refuses `request/invalid` with the reason. */
export async function tryProvider(
  ports: ManageSsoPorts,
  caller: ApiCaller,
  { issuer }: { readonly issuer: string },
): Promise<Result<{ readonly issuer: string }>> {
  const may = await asAdministrator(ports, caller, 'snapshot', () => Promise.resolve(accept(undefined)));
  const fault = issuerFault(issuer);
  if (may.ok && fault !== undefined) return refuse('request/invalid', `issuer: ${fault}`, { path: 'issuer' });
  return may.ok ? testProvider({ issuer, clientId: 'test', secret: undefined }, ports) : may;
}

/** The metadata of a provider of SAML: pasted, or at an address that the server asks. */
export type MetadataSource = { readonly metadata: string } | { readonly metadataUrl: string };

/** Reads the metadata of a provider of SAML before it is stored. Refuses `request/invalid` with the reason. */
export async function trySamlMetadata(
  ports: ManageSsoPorts,
  caller: ApiCaller,
  source: MetadataSource,
): Promise<Result<SamlMetadata>> {
  const may = await asAdministrator(ports, caller, 'snapshot', () => Promise.resolve(accept(undefined)));
  if (!may.ok) return may;
  const read = 'metadata' in source ? readSamlMetadata(source.metadata) : await fetchSamlMetadata(source.metadataUrl, ports.fetch); // prettier-ignore
  if (!read.ok) return read;
  const judged = judgeSamlDetails({ entryPoint: read.value.entryPoint, certificates: read.value.certificates, emailClaim: null, nameClaim: null }, ports); // prettier-ignore
  return judged.ok ? read : judged;
}

const draftPurpose = (orgId: string): string => `draft of a provider of ${orgId}`;

/**
 * Returns an id for a provider that is not stored yet, so that an administrator enters its addresses at the provider
 * first. `draft` proves that this server chose the id for this tenant: sign-ins find a provider only by its id. So no
 * tenant may choose the id of another tenant's provider.
 */
export const draftProvider = (ports: ManageSsoPorts, caller: ApiCaller): Promise<Result<{ readonly id: string; readonly draft: string }>> =>
  asAdministrator(ports, caller, 'snapshot', () => {
    const id = ports.ids.newId();
    return Promise.resolve(accept({ id, draft: ports.identity.keys.seal(id, draftPurpose(caller.orgId)) }));
  }); // prettier-ignore

/** Removes a provider. Refuses the last one while people come in only by it. */
export const dropProvider = (ports: ManageSsoPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  asAdministrator(ports, caller, 'write', async (tx) => {
    const { orgId } = caller;
    const [all, rule] = [await listProviders(tx, orgId), await readRule(tx, orgId)];
    if (rule.isEnforced && all.length === 1 && all[0]?.id === id)
      return refuse('request/invalid', 'id: people sign in by this provider only. Let them sign in with passwords first.', { path: 'id' }); // prettier-ignore
    if (!(await removeProvider(tx, { orgId, id })))
      return refuse('records/not-found', 'There is no such provider.', { id });
    await note(ports, tx, caller, { action: 'sso/provider-changed', details: { provider: id, removed: true } });
    return accept(undefined);
  });

export const newDomain = (ports: ManageSsoPorts, caller: ApiCaller, domain: string): Promise<Result<SsoDomain>> =>
  asAdministrator(ports, caller, 'write', async (tx) => {
    if ((await listDomains(tx, caller.orgId)).length >= mostDomains)
      return refuse('request/invalid', `domain: an organisation has at most ${mostDomains} domains`, { path: 'domain' }); // prettier-ignore
    const added = await addDomain(tx, { orgId: caller.orgId, domain }, ports.identity);
    if (added.ok) await note(ports, tx, caller, { action: 'sso/domain-changed', details: { domain: added.value.domain } }); // prettier-ignore
    return added;
  });

/** Looks for the record of a domain. Refuses `request/invalid` while it is not there, and where another organisation has the domain. */
export async function proveDomain(
  ports: ManageSsoPorts,
  caller: ApiCaller,
  domain: string,
): Promise<Result<SsoDomain>> {
  const { orgId } = caller;
  const read = (tx: Transaction) => listDomains(tx, orgId).then((all) => all.find((each) => each.domain === domain));
  const found = await asAdministrator(ports, caller, 'snapshot', async (tx) => {
    const one = await read(tx);
    return one ? accept(one) : refuse('records/not-found', 'There is no such domain.', { id: domain.slice(0, 100) });
  });
  if (!found.ok) return found;
  if (!(await isProved(found.value, ports.resolveTxt)))
    return refuse('request/invalid', `domain: there is no TXT record ${found.value.record.name} with this text yet. Name servers may need an hour.`, { path: 'domain' }); // prettier-ignore
  return asAdministrator(ports, caller, 'write', async (tx) => {
    if (!(await noteProved(tx, { orgId, domain }, ports)))
      return refuse('request/invalid', 'domain: another organisation has proved this domain', { path: 'domain' });
    await note(ports, tx, caller, { action: 'sso/domain-changed', details: { domain, verified: true } });
    const one = await read(tx);
    return one ? accept(one) : refuse('records/not-found', 'There is no such domain.', { id: domain.slice(0, 100) });
  });
}

export const dropDomain = (ports: ManageSsoPorts, caller: ApiCaller, domain: string): Promise<Result<void>> =>
  asAdministrator(ports, caller, 'write', async (tx) => {
    if (!(await removeDomain(tx, { orgId: caller.orgId, domain })))
      return refuse('records/not-found', 'There is no such domain.', { id: domain.slice(0, 100) });
    await note(ports, tx, caller, { action: 'sso/domain-changed', details: { domain, removed: true } });
    return accept(undefined);
  });

/**
 * Changes how people sign in. The provider-only rule needs a provider, a proved domain, and at least one
 * administrator with a second factor who keeps their password. Otherwise a failing provider would lock everybody out.
 */
export const changeRule = (ports: ManageSsoPorts, caller: ApiCaller, rule: SsoRule): Promise<Result<SsoRule>> =>
  asAdministrator(ports, caller, 'write', async (tx) => {
    const { orgId } = caller;
    const invalid = (path: string, why: string) => refuse('request/invalid', `${path}: ${why}`, { path });
    let keepers = 0;
    for (const personId of rule.breakGlass) {
      const [member] = await tx.query<{ identity_id: string }>('select identity_id from auth.membership where org_id = $1 and person_id = $2', [orgId, personId]); // prettier-ignore
      if (!member || !(await hasFactor(tx, member.identity_id)))
        return invalid('breakGlass', 'must be people who sign in with a password and a second factor');
      const theirs = await readAsker(tx, { orgId, userId: personId, installed: ports.installed });
      if (administers(theirs.principal, entityOf(theirs.tenant.catalogue, accessEntities.person))) keepers += 1;
    }
    if (rule.isEnforced) {
      if (keepers === 0)
        return invalid('breakGlass', 'must have at least one administrator with a second factor, who can sign in when the provider fails'); // prettier-ignore
      if ((await listProviders(tx, orgId)).length === 0) return invalid('isEnforced', 'needs a provider first');
      if (!(await listDomains(tx, orgId)).some(({ verifiedAt }) => verifiedAt !== null))
        return invalid('isEnforced', 'needs a proved domain first');
    }
    await writeRule(tx, orgId, rule);
    await note(ports, tx, caller, { action: 'sso/rule-changed', details: { enforced: rule.isEnforced, asksSecond: rule.asksSecond, breakGlass: rule.breakGlass.join(', ') } }); // prettier-ignore
    return accept(rule);
  });
