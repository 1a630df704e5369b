import { beforeEach, describe, expect, it } from 'vitest';
import { assertionOf, readQuestion, responseOf, type SamlAnswer, type SamlQuestion, samlProvider, signed } from '../../identity/testing/saml-provider.ts'; // prettier-ignore
import { givenServer } from '../../testing/given-server.ts';
import { selfSigned } from '../../identity/testing/self-signed.ts';
import { journeysOf } from '../../testing/sso-journey.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

const records = new Map<string, readonly string[]>();
const given = givenServer({ resolveTxt: (name) => Promise.resolve(records.get(name) ?? []) });
const { post, get, begin, sendForm, exchange } = journeysOf(() => given.test);
const idp = samlProvider();
let tenant: TestTenant;
let domain: string;
let token: string;
let provider: string;

const ask = async (method: string, path: string, body?: object, by = token) => {
  const reply = await given.test.fetch(path, { method, token: by, ...(body === undefined ? {} : { body }) });
  return { status: reply.status, ...((await reply.json()) as Record<string, unknown>) } as Record<string, unknown>;
};
const details = (certificate = idp.right.cert) => ({ entryPoint: 'https://idp.fenwright.example/sso', certificates: [certificate], emailClaim: null, nameClaim: null }); // prettier-ignore
const newProvider = (more: object = {}) => ({
  kind: 'saml',
  name: 'Fenwright SAML',
  issuer: idp.issuer,
  saml: details(),
  roles: { claim: 'groups', byGroup: { bosses: 'manager' }, usual: 'member' },
  provisions: true,
  ...more,
});
async function organisation(name: string, ofDomain: string) {
  const made = await given.test.tenant(name);
  const email = `ada@${ofDomain}`;
  await made.person('Ada', 'owner', { email });
  const signedIn = await post('/auth/sign-in', { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } }); // prettier-ignore
  const by = String(signedIn['accessToken']);
  const added = await ask('POST', '/admin/sso/domains', { domain: ofDomain }, by);
  const record = added['record'] as { readonly name: string; readonly text: string };
  records.set(record.name, [record.text]);
  await ask('POST', `/admin/sso/domains/${ofDomain}/verify`, {}, by);
  return { made, by, provider: String((await ask('POST', '/admin/sso/providers', newProvider(), by))['id']) };
}
beforeEach(async () => {
  domain = `d${given.test.newId().slice(-12)}.example`;
  const whole = await organisation('Fenwright', domain);
  tenant = whole.made;
  token = whole.by;
  provider = whole.provider;
});

const people = () => tenant.rows(`select fields ->> 'name' as name, fields -> 'memberships' -> 0 ->> 'role' as role from store.platform_person where fields ->> 'name' like 'Zoe%'`); // prettier-ignore
const nowMs = () => given.test.clock.nowMs();
const honest = (asked: SamlQuestion, more: Partial<SamlAnswer> = {}) =>
  idp.honest(asked, nowMs(), { attributes: { email: [`zoe@${domain}`], displayName: ['Zoe Berg'] }, ...more });
/** Makes the text of an answer to a request. */
type Forge = (asked: SamlQuestion) => string;
const usual = (more: Partial<SamlAnswer> = {}): Forge => (asked) => signed(responseOf(honest(asked, more), assertionOf(honest(asked, more))), idp.right); // prettier-ignore
const base64 = (text: string) => Buffer.from(text).toString('base64');
const acs = (of = provider) => `/sign-in/saml/${of}/acs`;

async function journey(forge: Forge, fields: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
  const begun = await begin(provider);
  const asked = readQuestion(begun.address);
  const back = await sendForm(acs(), { SAMLResponse: base64(forge(asked)), RelayState: asked.state, ...fields }, begun.cookie); // prettier-ignore
  return back.code === undefined ? { code: `page ${back.status}` } : exchange(begun, back.code);
}

describe('signing in by SAML', () => {
  it('[PLT-30] adds a person with the role of their group, and recognises them later', async () => {
    const attributes = { email: [`zoe@${domain}`], displayName: ['Zoe Berg'], groups: ['all', 'bosses'] };
    expect(await journey(usual({ attributes }))).toMatchObject({ status: 200, organisation: { id: tenant.orgId } });
    expect(await people()).toEqual([{ name: 'Zoe Berg', role: 'manager' }]);
    expect(await journey(usual({ attributes: {} }))).toMatchObject({ status: 200, person: { name: 'Zoe Berg' } });
  });

  it('[PLT-33] lets roles follow an attribute of groups, also an empty one, and leaves them alone without it', async () => {
    const email = [`zoe@${domain}`];
    const roleAfter = async (attributes: SamlAnswer['attributes']) => {
      expect(await journey(usual({ attributes }))).toMatchObject({ status: 200 });
      return tenant.rows(`select fields -> 'memberships' as roles from store.platform_person where fields ->> 'email' = 'zoe@${domain}'`); // prettier-ignore
    };
    const only = (role: string) => [{ roles: [{ role, teamId: null }] }];
    expect(await roleAfter({ email, groups: ['bosses'] })).toEqual(only('manager'));
    expect(await roleAfter({ email })).toEqual(only('manager'));
    expect(await roleAfter({ email, groups: [] })).toEqual(only('member'));
    expect(await roleAfter({ email, groups: ['all', 'bosses'] })).toEqual(only('manager'));
  });

  it('[PLT-30] accepts an answer that is signed as a whole in addition to its assertion', async () => {
    const both: Forge = (asked) => signed(usual()(asked), idp.right, { of: 'Response' });
    expect(await journey(both)).toMatchObject({ status: 200, person: { name: 'Zoe Berg' } });
  });

  it('[PLT-30] sends the form of another site once more from its own page, with the cookie', async () => {
    const begun = await begin(provider);
    const asked = readQuestion(begun.address);
    const fields = { SAMLResponse: base64(usual()(asked)), RelayState: asked.state };
    const page = await given.test.server.app.request(acs(), { method: 'POST', body: new URLSearchParams(fields) });
    const text = await page.text();
    expect({ status: page.status, isForm: text.includes('id="go-on"'), script: text.includes('/sign-in/saml/go-on.js') }).toEqual({ status: 200, isForm: true, script: true }); // prettier-ignore
    expect(await sendForm(acs(), { ...fields, again: '1' }, undefined)).toMatchObject({ status: 410 });
    const back = await sendForm(acs(), { ...fields, again: '1' }, begun.cookie);
    expect(await exchange(begun, back.code ?? '')).toMatchObject({ status: 200 });
  });

  it('[PLT-30] asks the owner of an account first, before it is linked', async () => {
    expect(await journey(usual({ attributes: { email: [`ada@${domain}`] } }))).toMatchObject({ code: 'access/link-needed' }); // prettier-ignore
  });

  it('[PLT-30] shows the values that the provider needs, and how long its certificate is valid', async () => {
    const reply = await get(`/sign-in/saml/${provider}/metadata`, undefined);
    const text = await reply.text();
    expect(text).toContain(`Location="http://localhost/sign-in/saml/${provider}/acs"`);
    expect((await get(`/sign-in/saml/${given.test.newId()}/metadata`, undefined)).status).toBe(404);
    expect((await get('/sign-in/saml/%00/metadata', undefined)).status).toBe(404);
    expect(await ask('GET', '/admin/sso')).toMatchObject({ providers: [{ kind: 'saml', saml: { validUntil: ['2049-12-31T23:59:59.000Z'] } }] }); // prettier-ignore
  });

  it('[PLT-30] stores no provider with a weak key, another kind of key or an address without TLS', async () => {
    for (const saml of [details('AAAA'), details(selfSigned().cert), { ...details(), entryPoint: 'http://idp.example/sso' }, { ...details(), entryPoint: 'javascript:alert(1)' }, { ...details(), certificates: [] }]) // prettier-ignore
      expect(await ask('POST', '/admin/sso/providers', newProvider({ saml }))).toMatchObject({ code: 'request/invalid' }); // prettier-ignore
  });
});

const minutes = (count: number) => count * 60_000;
const evil = (asked: SamlQuestion) => assertionOf(honest(asked, { nameId: 'ada-1', assertionId: '_evil' }));
const assertionIn = (xml: string) => /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml)?.[0] ?? '';
const signatureIn = (xml: string) => /<Signature .*<\/Signature>/s.exec(xml)?.[0] ?? '';
const bent =
  (change: (xml: string, asked: SamlQuestion) => string): Forge =>
  (asked) =>
    change(usual()(asked), asked);
const extension = (inner: string) => `<samlp:Extensions>${inner}</samlp:Extensions>`;
const open = /(<samlp:Response [^>]*>)/;
const wholeSigned: Forge = (asked) => signed(responseOf(honest(asked), assertionOf(honest(asked))), idp.right, { of: 'Response' }); // prettier-ignore

const forged: readonly (readonly [name: string, forge: Forge])[] = [
  ['without a signature', (asked) => responseOf(honest(asked), assertionOf(honest(asked)))],
  ['whose signature was cut out', bent((xml) => xml.replace(signatureIn(xml), ''))],
  ['with an empty signature', bent((xml) => xml.replace(/<SignatureValue>[^<]*/, '<SignatureValue>'))],
  ['with a broken signature', bent((xml) => xml.replace(/<SignatureValue>.{8}/, '<SignatureValue>AAAAAAAA'))],
  ['with a broken digest', bent((xml) => xml.replace(/<DigestValue>.{8}/, '<DigestValue>AAAAAAAA'))],
  ['signed by another key', (asked) => signed(responseOf(honest(asked), assertionOf(honest(asked))), idp.other)],
  ['signed by another key, with our provider’s certificate in it', (asked) => signed(responseOf(honest(asked), assertionOf(honest(asked))), { ...idp.other, cert: idp.right.cert })], // prettier-ignore
  ['that is signed as a whole, but not its assertion', wholeSigned],
  ['signed with SHA-1', (asked) => signed(responseOf(honest(asked), assertionOf(honest(asked))), idp.right, { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' })], // prettier-ignore
  ['with a digest of SHA-1', (asked) => signed(responseOf(honest(asked), assertionOf(honest(asked))), idp.right, { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' })], // prettier-ignore
  ['with canonicalisation that keeps comments', (asked) => signed(responseOf(honest(asked), assertionOf(honest(asked))), idp.right, { canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' })], // prettier-ignore
  ['whose name was changed after signing', bent((xml) => xml.replace('zoe-1', 'ada-1'))],
  ['whose address was changed after signing', bent((xml) => xml.replace(`zoe@${domain}`, `ada@${domain}`))],
  ['with a comment in the name', bent((xml) => xml.replace('zoe-1', 'zoe<!-- -->-1'))],
  ['with a signed comment in the name', usual({ nameId: 'ada-1<!-- -->zoe' })],
  ['with a processing instruction in the name', bent((xml) => xml.replace('zoe-1', 'zoe<?x ?>-1'))],
  ['with CDATA in the name', usual({ nameId: '<![CDATA[zoe]]>-1' })],
  ['with a document type', bent((xml) => `<!DOCTYPE samlp:Response>${xml}`)],
  ['with an entity of a file', bent((xml) => `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>${xml.replace('zoe-1', '&y;')}`)], // prettier-ignore
  ['with an entity of an address', bent((xml) => `<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">${xml}`)],
  ['with entities that grow', bent((xml) => `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${xml.replace('zoe-1', '&b;')}`)], // prettier-ignore
  ['with an entity that is unknown', bent((xml) => xml.replace('zoe-1', '&y;'))],
  ['of another issuer', usual({ issuer: 'https://idp.evil.example' })],
  ['of no issuer', usual({ issuer: '' })],
  ['for another audience', usual({ audience: 'https://other.example' })],
  ['for an audience that begins like us', (asked) => usual({ audience: `${asked.entityId}/x` })(asked)],
  ['for no audience', usual({ audience: null })],
  ['for another recipient', usual({ recipient: 'https://other.example/acs' })],
  ['for no recipient', usual({ recipient: null })],
  ['for another destination', usual({ destination: 'https://other.example/acs' })],
  ['for no destination', usual({ destination: null })],
  ['that answers another question', usual({ inResponseTo: '_x', confirmedRequest: '_x' })],
  ['whose assertion answers another question', usual({ confirmedRequest: '_x' })],
  ['whose assertion answers no question', usual({ confirmedRequest: null })],
  ['whose answer names no question', usual({ inResponseTo: null })],
  ['that nobody asked for (begun by the provider)', usual({ inResponseTo: null, confirmedRequest: null })],
  ['that has expired', (asked) => usual({ notOnOrAfterMs: nowMs() - minutes(2) })(asked)],
  ['that has no end', usual({ notOnOrAfterMs: null })],
  ['whose confirmation has expired', (asked) => usual({ confirmedUntilMs: nowMs() - minutes(2) })(asked)],
  ['whose confirmation has no end', usual({ confirmedUntilMs: null })],
  ['that is not valid yet', (asked) => usual({ notBeforeMs: nowMs() + minutes(2) })(asked)],
  ['that was issued in the future', (asked) => usual({ issuedMs: nowMs() + minutes(5) })(asked)],
  ['that was issued an hour ago', (asked) => usual({ issuedMs: nowMs() - minutes(60) })(asked)],
  ['whose session is over', (asked) => usual({ statement: `<saml:AuthnStatement AuthnInstant="2020-01-01T00:00:00Z" SessionNotOnOrAfter="2020-01-01T01:00:00Z"/>` })(asked)], // prettier-ignore
  ['without a sign-in', usual({ statement: '' })],
  ['with another confirmation', usual({ method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' })],
  ['without a name', usual({ nameId: '' })],
  ['with a name for one time', usual({ format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' })],
  ['with a name of 300 characters', usual({ nameId: 'z'.repeat(300) })],
  ['without an address', usual({ attributes: {} })],
  ['with an address of another domain', usual({ attributes: { email: ['zoe@gmail.com'] } })],
  ['that is a failure', usual({ status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' })],
  [
    'XSW 1: a forged answer around the signature of the old one',
    (asked) => {
      const whole = wholeSigned(asked);
      const signature = signatureIn(whole);
      const old = whole.replace(signature, '');
      return responseOf(honest(asked, { responseId: '_evil-r' }), evil(asked)).replace('<samlp:Status>', `${signature.replace('</Signature>', `<Object>${old}</Object></Signature>`)}<samlp:Status>`); // prettier-ignore
    },
  ],
  [
    'XSW 2: the old answer beside its signature',
    (asked) => {
      const whole = wholeSigned(asked);
      const signature = signatureIn(whole);
      return responseOf(honest(asked, { responseId: '_evil-r' }), evil(asked)).replace('<samlp:Status>', `${whole.replace(signature, '')}${signature}<samlp:Status>`); // prettier-ignore
    },
  ],
  ['XSW 3: a forged assertion before the signed one', bent((xml, asked) => xml.replace('</samlp:Status>', `</samlp:Status>${evil(asked)}`))], // prettier-ignore
  ['XSW 3: a forged assertion behind the signed one', bent((xml, asked) => xml.replace('</samlp:Response>', `${evil(asked)}</samlp:Response>`))], // prettier-ignore
  ['XSW 4: the signed assertion inside a forged one', bent((xml, asked) => xml.replace(assertionIn(xml), evil(asked).replace('</saml:Assertion>', `${assertionIn(xml)}</saml:Assertion>`)))], // prettier-ignore
  [
    'XSW 5: the signature moved to a forged assertion',
    bent((xml, asked) => {
      const signature = signatureIn(xml);
      const old = assertionIn(xml).replace(signature, '');
      return xml.replace(
        assertionIn(xml),
        `${evil(asked).replace('<saml:Subject>', `${signature}<saml:Subject>`)}${old}`,
      );
    }),
  ],
  [
    'XSW 6: the old assertion inside the moved signature',
    bent((xml, asked) => {
      const signature = signatureIn(xml);
      const old = assertionIn(xml).replace(signature, '');
      const moved = signature.replace('</Signature>', `<Object>${old}</Object></Signature>`);
      return xml.replace(assertionIn(xml), evil(asked).replace('<saml:Subject>', `${moved}<saml:Subject>`));
    }),
  ],
  ['XSW 7: the forged assertion in extensions', bent((xml, asked) => xml.replace(open, `$1${extension(evil(asked))}`))],
  ['XSW 7: the signed assertion in extensions', bent((xml, asked) => xml.replace(assertionIn(xml), evil(asked)).replace(open, `$1${extension(assertionIn(xml))}`))], // prettier-ignore
  [
    'XSW 8: the signed assertion in an object of the forged one',
    bent((xml, asked) => {
      const signature = signatureIn(xml);
      const moved = signature.replace('</Signature>', `<Object>${assertionIn(xml).replace(signature, '')}</Object></Signature>`); // prettier-ignore
      return xml.replace(assertionIn(xml), evil(asked).replace('</saml:Subject>', `</saml:Subject>${moved}`));
    }),
  ],
  ['with the id of the signed assertion twice', bent((xml, asked) => xml.replace('</samlp:Status>', `</samlp:Status>${evil(asked).replace('_evil', `_a${asked.id}`)}`))], // prettier-ignore
  ['with an assertion in another namespace beside it', bent((xml) => xml.replace('</samlp:Response>', '<x:Assertion xmlns:x="urn:x" ID="x"/></samlp:Response>'))], // prettier-ignore
  ['with two answers', bent((xml) => `${xml}${xml}`)],
  ['with text before it', bent((xml) => `x${xml}`)],
  ['that is encrypted for nobody', bent((xml) => xml.replace(assertionIn(xml), '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'))], // prettier-ignore
  ['that ends the session instead', bent((xml) => xml.replaceAll('samlp:Response', 'samlp:LogoutResponse'))],
  ['that is not XML', () => 'not xml'],
  ['that is empty XML', () => '<a/>'],
  ['that is cut off', bent((xml) => xml.slice(0, -100))],
  ['with 3,000 levels', bent((xml) => xml.replace(open, `$1${'<x>'.repeat(3_000)}${'</x>'.repeat(3_000)}`))],
  ['with 3,000 levels that look closed', bent((xml) => xml.replace(open, `$1${'<x y="/>">'.repeat(3_000)}${'</x>'.repeat(3_000)}`))], // prettier-ignore
  ['with 20,000 elements', bent((xml) => xml.replace(open, `$1${extension('<x/>'.repeat(20_000))}`))],
  ['of 300 kB', bent((xml) => xml.replace(open, `$1${extension('x'.repeat(300_000))}`))],
];

describe('a forged answer of SAML', () => {
  it.each(forged)('[PLT-30] %s lets nobody in', async (_name, forge) => {
    const ended = await journey(forge);
    expect(String(ended['code'])).toMatch(/^(access\/denied|page 410)$/);
    expect(await people()).toEqual([]);
  });

  it.each([
    ['is not base64', { SAMLResponse: '%%%' }],
    ['is empty', { SAMLResponse: '' }],
    ['has another state', { RelayState: 'x.y' }],
    ['has no state', { RelayState: '' }],
    ['is not UTF-8', { SAMLResponse: Buffer.from([0x3c, 0xff, 0xfe, 0x3e]).toString('base64') }],
    ['is UTF-16', { SAMLResponse: Buffer.from('\uFEFF<a/>', 'utf16le').toString('base64') }],
    ['is of 2 MB', { SAMLResponse: 'A'.repeat(2_000_000) }],
  ])('[PLT-30] whose form %s lets nobody in', async (_name, fields: Readonly<Record<string, string>>) => {
    const ended = await journey(usual(), fields);
    expect(String(ended['code'])).toMatch(/^(access\/denied|page (?:200|410))$/);
    expect(await people()).toEqual([]);
  });

  it('[PLT-30] is of no use a second time, in another browser, or for another sign-in', async () => {
    const [mine, theirs] = [await begin(provider), await begin(provider)];
    const [asked, other] = [readQuestion(mine.address), readQuestion(theirs.address)];
    const fields = { SAMLResponse: base64(usual()(asked)), RelayState: asked.state, again: '1' };
    expect(await sendForm(acs(), fields, theirs.cookie)).toMatchObject({ status: 410, code: undefined });
    const injected = await sendForm(acs(), { ...fields, RelayState: other.state }, theirs.cookie);
    expect(await exchange(theirs, injected.code ?? '')).toMatchObject({ code: 'access/denied' });
    expect((await sendForm(acs(), fields, mine.cookie)).state).toBe(mine.state);
    expect(await sendForm(acs(), fields, mine.cookie)).toMatchObject({ status: 410, code: undefined });
  });

  it('[PLT-30] whose assertion was used already lets nobody in, though it answers another question', async () => {
    expect(await journey(usual({ assertionId: '_same' }))).toMatchObject({ status: 200 });
    expect(await journey(usual({ assertionId: '_same' }))).toMatchObject({ code: 'access/denied' });
  });

  it('[PLT-30] of the provider of another organisation lets nobody in here', async () => {
    const second = await organisation('Second', `second.${domain}`);
    const begun = await begin(provider);
    const asked = readQuestion(begun.address);
    const fields = { SAMLResponse: base64(usual()(asked)), RelayState: asked.state };
    expect(await sendForm(acs(second.provider), fields, begun.cookie)).toMatchObject({ status: 410 });
    const theirs = await begin(second.provider);
    const back = await sendForm(acs(second.provider), { SAMLResponse: base64(usual()(readQuestion(theirs.address))), RelayState: readQuestion(theirs.address).state }, theirs.cookie); // prettier-ignore
    expect(await exchange(theirs, back.code ?? '')).toMatchObject({ code: 'access/denied' }); // it vouches only for the domains of its own organisation
  });
});
