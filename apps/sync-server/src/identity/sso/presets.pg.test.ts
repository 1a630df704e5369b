import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { type ManageSsoPorts, saveProvider, tryProvider } from '../../tenancy/sso/manage-sso.ts';
import { givenServer } from '../../testing/given-server.ts';
import type { TestDevice, TestTenant } from '../../testing/test-server.ts';
import type { GuardedFetch } from '../outgoing/guarded-fetch.ts';
import { type NewProvider, readProvider } from '../providers/providers.ts';
import { type RealProvider, startRealProvider } from '../testing/real-provider.ts';
import { goToProvider, readMemory, readOidcAnswer } from './oidc.ts';
import { clientOf } from './presets.ts';

// Google and Microsoft are played by `oidc-provider`, under their own names.
const google = 'https://accounts.google.com';
const ourTenant = 'https://login.microsoftonline.com/0190b1f2-7c00-4000-8000-0000000000f1/v2.0';
const otherTenant = 'https://login.microsoftonline.com/0190b1f2-7c00-4000-8000-0000000000f2/v2.0';
const idps = new Map<string, RealProvider>();
/** By issuer: the issuer that answers in its place. */
const answering = new Map<string, string>();
const redirectUri = 'http://localhost/sign-in/oidc/one/callback';
const ours = { clientId: 'outpost', secret: 'the secret of the client' };
const clients = { google: ours, microsoft: ours };

const given = givenServer();
let tenant: TestTenant;
let ada: TestDevice;

beforeAll(async () => {
  const claims = (more: Readonly<Record<string, unknown>>) => (login: string) => ({ email: `${login}@fenwright.example`, name: 'Zoe Berg', ...more }); // prettier-ignore
  idps.set(google, await startRealProvider({ issuer: google, claimsOf: claims({ email_verified: true }) }));
  for (const issuer of [ourTenant, otherTenant])
    idps.set(issuer, await startRealProvider({ issuer, claimsOf: claims({ xms_edov: true }) }));
  for (const idp of idps.values()) idp.allow(redirectUri);
  tenant = await given.test.tenant('Fenwright');
  ada = await tenant.person('Ada', 'owner');
});
afterAll(async () => {
  for (const idp of idps.values()) await idp.close();
});

/** Asks the provider that answers for an issuer. */
const fetchThere: GuardedFetch = (url, { method = 'GET', headers = {}, body } = {}) => {
  const asked = url.toString();
  const issuer = [...idps.keys()].find((each) => asked.startsWith(`${each}/`)) ?? '';
  const idp = idps.get(answering.get(issuer) ?? issuer);
  if (!idp) return Promise.reject(new TypeError('There is no such server'));
  const there = asked.replace(issuer, idp.issuer);
  return idp.fetch(there, { method, headers, ...(body === undefined ? {} : { body }) });
};
const ports = (): ManageSsoPorts => ({
  ...given.test.server.tenancy,
  fetch: fetchThere,
  clients,
  resolveTxt: () => Promise.resolve([]),
});
const caller = () => ({ orgId: tenant.orgId, userId: ada.userId, sessionId: ada.device });
const add = (issuer: string, preset?: keyof typeof clients) => {
  const details = preset === undefined ? {} : { preset };
  const provider: NewProvider = { kind: 'oidc', name: 'ID', issuer, clientId: '', details, roles: { claim: null, byGroup: {}, usual: 'member' }, provisions: true, trustsEmail: false }; // prettier-ignore
  return saveProvider(ports(), caller(), { provider });
};
const clientAt = async (issuer: string, preset: keyof typeof clients) => {
  const added = await add(issuer, preset);
  if (!added.ok) return expect.fail(added.message);
  const { orgId } = tenant;
  return inTenant(given.database.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const provider = (await readProvider(tx, { orgId, id: added.value.id })) ?? expect.fail('it was stored');
    const client = await clientOf(tx, { orgId, provider }, { keys: given.test.keys, clients });
    return client ?? expect.fail('this server has its client');
  });
};

/** Signs a person in there. `turn`: called when the browser is on its way back. */
async function signIn(issuer: string, preset: keyof typeof clients, turn: () => void = () => undefined) {
  const client = await clientAt(issuer, preset);
  const gone = await goToProvider({ client, shortId: 'one', redirectUri }, { fetch: fetchThere });
  if (!gone.ok) return gone;
  const back = await idps.get(issuer)?.signInThere(gone.value.address, 'zoe');
  const memory = readMemory(gone.value.memory) ?? expect.fail('it was just written');
  turn();
  return readOidcAnswer({ client, memory, query: new URL(back ?? '').search }, { fetch: fetchThere });
}

describe('the presets of identity providers', () => {
  it('[PLT-51] Google signs a person in with the client of this server', async () => {
    expect(await signIn(google, 'google')).toMatchObject({ ok: true, value: { email: 'zoe@fenwright.example', isEmailVerified: true } }); // prettier-ignore
  });

  it('[PLT-51] Microsoft signs a person in by the tenant of the organisation; an address counts where its owner verified it', async () => {
    expect(await signIn(ourTenant, 'microsoft')).toMatchObject({ ok: true, value: { email: 'zoe@fenwright.example', isEmailVerified: true } }); // prettier-ignore
  });

  it('[PLT-51] another tenant of Microsoft that answers in its place lets nobody in, and is not stored', async () => {
    const turn = () => void answering.set(ourTenant, otherTenant);
    expect(await signIn(ourTenant, 'microsoft', turn)).toMatchObject({ ok: false, code: 'access/denied' });
    expect(await add(ourTenant, 'microsoft')).toMatchObject({ message: 'issuer: the provider cannot be used: its document names another issuer' }); // prettier-ignore
    answering.delete(ourTenant);
    expect(await signIn(ourTenant, 'microsoft')).toMatchObject({ ok: true });
  });

  it.each(['common', 'organizations', 'consumers', 'Common'])('[PLT-51] Microsoft’s shared issuer %s is refused, with the way out', async (shared) => {
    const issuer = `https://login.microsoftonline.com/${shared}/v2.0`;
    const message = 'issuer: is shared by the tenants of all customers of Microsoft. Enter the issuer of your own: https://login.microsoftonline.com/<your directory id>/v2.0'; // prettier-ignore
    for (const refused of [await add(issuer), await add(issuer, 'microsoft'), await tryProvider(ports(), caller(), { issuer })])
      expect(refused).toMatchObject({ code: 'request/invalid', message });
  }); // prettier-ignore

  it('[PLT-51] an issuer of another provider does not belong to a preset', async () => {
    expect(await add(google, 'microsoft')).toMatchObject({ code: 'request/invalid' });
    expect(await add(ourTenant, 'google')).toMatchObject({ code: 'request/invalid' });
  });
});
