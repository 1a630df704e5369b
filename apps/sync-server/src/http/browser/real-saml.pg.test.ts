import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formOn, type PageForm, type RealSamlProvider, startRealSamlProvider } from '../../identity/testing/real-saml-provider.ts'; // prettier-ignore
import { givenServer } from '../../testing/given-server.ts';
import { type BegunJourney, journeysOf } from '../../testing/sso-journey.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

type Json = Readonly<Record<string, unknown>>;
const trusted = new Set<string>();
const records = new Map<string, readonly string[]>();
const given = givenServer({
  outgoing: { trusted, allowsHttp: true },
  resolveTxt: (name) => Promise.resolve(records.get(name) ?? []),
});
const { post, get, begin, sendForm, exchange } = journeysOf(() => given.test);
let idp: RealSamlProvider;
let domain: string;
let tenant: TestTenant;
let token: string;
let provider: string;
/** Our metadata for the provider. */
let ours: string;

beforeAll(async () => {
  idp = await startRealSamlProvider({
    personOf: (login) => ({ email: `${login}@${domain}`, name: `${login} Berg`, group: 'bosses' }),
    nowMs: () => given.test.clock.nowMs(),
  });
  trusted.add(idp.host);
});
afterAll(() => idp.close());

const ask = async (method: string, path: string, body: object): Promise<Json> => {
  const reply = await given.test.fetch(path, { method, token, body });
  return { status: reply.status, ...((await reply.json()) as Json) };
};
/** The values of a provider as the page for setting up sends them: those of its metadata, read by the server. */
async function shownProvider(): Promise<Json> {
  const { issuer, entryPoint, certificates } = await ask('POST', '/admin/sso/test', { metadataUrl: idp.issuer });
  const saml = { entryPoint, certificates, emailClaim: null, nameClaim: null };
  return { kind: 'saml', name: 'Fenwright SAML', issuer, saml, roles: { claim: 'groups', byGroup: { bosses: 'manager' }, usual: 'member' }, provisions: true }; // prettier-ignore
}
const metadataOfOurs = async (id: string) => (await get(`/sign-in/saml/${id}/metadata`, undefined)).text();

beforeEach(async () => {
  domain = `d${given.test.newId().slice(-12)}.example`;
  tenant = await given.test.tenant('Fenwright');
  const email = `ada@${domain}`;
  await tenant.person('Ada', 'owner', { email });
  const signedIn = await post('/auth/sign-in', { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } }); // prettier-ignore
  token = String(signedIn['accessToken']);
  const added = await ask('POST', '/admin/sso/domains', { domain });
  const record = added['record'] as { readonly name: string; readonly text: string };
  records.set(record.name, [record.text]);
  await ask('POST', `/admin/sso/domains/${domain}/verify`, {});
  const { draft } = await ask('POST', '/admin/sso/drafts', {});
  provider = String((await ask('POST', '/admin/sso/providers', { ...(await shownProvider()), draft }))['id']);
  ours = await metadataOfOurs(provider);
  idp.enter(ours);
});

const people = () => tenant.rows(`select fields ->> 'name' as name, fields -> 'memberships' -> 0 ->> 'role' as role from store.platform_person where fields ->> 'name' like '%Berg'`); // prettier-ignore
const acs = (of = provider) => `/sign-in/saml/${of}/acs`;
/** Sends the provider's form from our own page, with the cookie. Returns the answer to the exchange, or the status of the page without a link to the app. */
async function goOn(begun: BegunJourney, { fields }: PageForm): Promise<Json> {
  const back = await sendForm(acs(), { ...fields, again: '1' }, begun.cookie);
  return back.code === undefined ? { code: `page ${back.status}` } : exchange(begun, back.code);
}
const xmlOf = ({ fields }: PageForm) => Buffer.from(fields['SAMLResponse'] ?? '', 'base64').toString();
/** The provider's form with the state of another sign-in, as an attacker would send it. */
const withState = (sent: PageForm, { address }: BegunJourney): PageForm => ({
  ...sent,
  fields: { ...sent.fields, RelayState: new URL(address).searchParams.get('RelayState') ?? '' },
});
async function journey(login = 'zoe'): Promise<Json> {
  const begun = await begin(provider);
  return goOn(begun, await idp.signInThere(begun.address, login));
}

describe('a real provider of SAML', () => {
  it('[PLT-30] [PLT-32] is set up by its metadata, and signs a person in from the app to the app', async () => {
    const begun = await begin(provider);
    const sent = await idp.signInThere(begun.address, 'zoe');
    expect(sent.action).toBe(`http://localhost${acs()}`);
    // A browser sends no cookie with a form of another site, so our page sends its own form.
    const path = new URL(sent.action).pathname;
    const page = await given.test.server.app.request(path, { method: 'POST', body: new URLSearchParams(sent.fields) });
    const { fields } = formOn(await page.text());
    expect(fields).toEqual({ ...sent.fields, again: '1' });
    const back = await sendForm(path, fields, begun.cookie);
    expect(back.state).toBe(begun.state);
    const signedIn = await exchange(begun, back.code ?? '');
    expect(signedIn).toMatchObject({ status: 200, organisation: { id: tenant.orgId }, person: { name: 'zoe Berg', email: `zoe@${domain}` } }); // prettier-ignore
    const sessions = await given.test.fetch('/me/sessions', { method: 'GET', token: String(signedIn['accessToken']) });
    expect(sessions.status).toBe(200);
    expect(await people()).toEqual([{ name: 'zoe Berg', role: 'manager' }]);
    expect(await journey()).toMatchObject({ status: 200, person: { name: 'zoe Berg' } });
    expect(await people()).toHaveLength(1);
  });

  it('[PLT-32] shows its page only for a request that agrees with our metadata', async () => {
    const { address } = await begin(provider);
    idp.enter(ours.replace(/Location="[^"]+\/acs"/, 'Location="https://other.example/acs"'));
    await expect(idp.signInThere(address, 'zoe')).rejects.toThrow('the metadata has another address for answers');
    idp.enter(ours);
    expect((await idp.signInThere(address, 'zoe')).action).toBe(`http://localhost${acs()}`);
    const unknown = address.replace(/SAMLRequest=[^&]+/, 'SAMLRequest=AAAA');
    await expect(idp.signInThere(unknown, 'zoe')).rejects.toThrow('answered 403');
  });

  it('[PLT-30] lets nobody in by an answer that is sent again, in this sign-in or in another one', async () => {
    const begun = await begin(provider);
    const sent = await idp.signInThere(begun.address, 'zoe');
    expect(await goOn(begun, sent)).toMatchObject({ status: 200 });
    expect(await goOn(begun, sent)).toEqual({ code: 'page 410' });
    const other = await begin(provider);
    expect(await goOn(other, sent)).toEqual({ code: 'page 410' });
    expect(await goOn(other, withState(sent, other))).toMatchObject({ code: 'access/denied' });
  });

  const unsigned = (metadata: string) =>
    metadata.replace('WantAssertionsSigned="true"', 'WantAssertionsSigned="false"');
  const simpleSign = (metadata: string) => unsigned(metadata).replace('HTTP-POST"', 'HTTP-POST-SimpleSign"');
  it.each<[name: string, answersBy: (metadata: string) => string, has: RegExp, binding?: 'post' | 'simpleSign']>([
    ['for another audience', (metadata) => metadata.replace(/entityID="[^"]+"/, 'entityID="https://other.example"'), /<saml:Audience>https:\/\/other\.example</], // prettier-ignore
    ['for another recipient', (metadata) => metadata.replace(/Location="[^"]+\/acs"/, 'Location="https://other.example/acs"'), / Recipient="https:\/\/other\.example\/acs"/], // prettier-ignore
    ['that is signed as a whole, but not its assertion', unsigned, /^<samlp:Response [^>]+><saml:Issuer>[^<]+<\/saml:Issuer><ds:Signature (?!.*<ds:Signature )/], // prettier-ignore
    ['whose form is signed, but not its XML (SimpleSign)', simpleSign, /^(?!.*Signature)/, 'simpleSign'],
  ])('[PLT-30] lets nobody in by an answer %s', async (_name, answersBy, has, binding = 'post') => {
    idp.enter(ours, { answersBy: answersBy(ours), binding });
    const begun = await begin(provider);
    const sent = await idp.signInThere(begun.address, 'zoe');
    expect(xmlOf(sent)).toMatch(has);
    expect(await goOn(begun, sent)).toMatchObject({ code: 'access/denied' });
    expect(await people()).toEqual([]);
    idp.enter(ours);
    expect(await journey()).toMatchObject({ status: 200 });
  });

  it('[PLT-30] lets nobody in by an answer to another service of the same provider', async () => {
    const second = String((await ask('POST', '/admin/sso/providers', await shownProvider()))['id']);
    idp.enter(await metadataOfOurs(second));
    const [mine, theirs] = [await begin(provider), await begin(second)];
    const sent = await idp.signInThere(theirs.address, 'zoe');
    expect(sent.action).toBe(`http://localhost${acs(second)}`);
    expect(await goOn(mine, withState(sent, mine))).toMatchObject({ code: 'access/denied' });
    expect(await people()).toEqual([]);
  });

  it('[PLT-30] lets nobody in by an answer whose name was changed after signing', async () => {
    const begun = await begin(provider);
    const sent = await idp.signInThere(begun.address, 'zoe');
    const xml = xmlOf(sent).replace('>zoe</saml:NameID>', '>ada</saml:NameID>');
    expect(xml).not.toBe(xmlOf(sent));
    const SAMLResponse = Buffer.from(xml).toString('base64');
    expect(await goOn(begun, { ...sent, fields: { ...sent.fields, SAMLResponse } })).toMatchObject({ code: 'access/denied' }); // prettier-ignore
    expect(await people()).toEqual([]);
  });

  it('[PLT-30] lets nobody in by an answer that is seven minutes old', async () => {
    const begun = await begin(provider);
    const sent = await idp.signInThere(begun.address, 'zoe');
    given.test.advance(7 * 60_000);
    expect(await goOn(begun, sent)).toMatchObject({ code: 'access/denied' });
    expect(await people()).toEqual([]);
  });

  it('[PLT-30] [PLT-32] lets nobody in by a new key until an administrator reads the metadata again', async () => {
    expect(await journey()).toMatchObject({ status: 200 });
    idp.changeKey();
    expect(await journey('max')).toMatchObject({ code: 'access/denied' });
    expect(await ask('PUT', `/admin/sso/providers/${provider}`, await shownProvider())).toMatchObject({ status: 200 });
    expect(await journey('max')).toMatchObject({ status: 200, person: { name: 'max Berg' } });
  });
});
