import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metadataOf, samlProvider } from '../../identity/testing/saml-provider.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

const trusted = new Set<string>();
const given = givenServer({ outgoing: { trusted } });
const idp = samlProvider();
const bare = idp.right.cert.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const metadata = metadataOf({ issuer: idp.issuer, certificate: idp.right.cert });
const read = {
  issuer: idp.issuer,
  entryPoint: 'https://idp.fenwright.example/sso',
  certificates: [bare],
  validUntil: ['2049-12-31T23:59:59.000Z'],
};
let site: Server;
let at: string;
let answerOf: (request: IncomingMessage, response: ServerResponse) => void;
let tenant: TestTenant;
let token: string;

beforeAll(async () => {
  site = createServer((request, response) => answerOf(request, response));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { port } = site.address() as AddressInfo;
  at = `http://127.0.0.1:${port}/metadata`;
  trusted.add(`127.0.0.1:${port}`);
});
afterAll(() => new Promise<void>((resolve) => site.close(() => resolve())));

const ask = async (method: string, path: string, body?: object, by = token): Promise<Record<string, unknown>> => {
  const reply = await given.test.fetch(path, { method, token: by, ...(body === undefined ? {} : { body }) });
  return { status: reply.status, ...((await reply.json()) as Record<string, unknown>) };
};
const ownerOf = async (made: TestTenant): Promise<string> => {
  const email = `ada@${given.test.newId()}.example`;
  await made.person('Ada', 'owner', { email });
  const body = { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } };
  const signedIn = (await (await given.test.fetch('/auth/sign-in', { body })).json()) as Record<string, unknown>;
  return String(signedIn['accessToken']);
};
beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  token = await ownerOf(tenant);
});
const newProvider = (more: object = {}) => ({
  kind: 'saml',
  name: 'Fenwright SAML',
  issuer: idp.issuer,
  saml: { entryPoint: read.entryPoint, certificates: read.certificates, emailClaim: null, nameClaim: null },
  roles: { claim: null, byGroup: {}, usual: 'member' },
  provisions: true,
  ...more,
});

describe('setting up SAML', () => {
  it('[PLT-32] reads the metadata of a provider that was pasted', async () => {
    expect(await ask('POST', '/admin/sso/test', { metadata })).toEqual({ status: 200, ...read });
    for (const wrong of [
      '',
      'x',
      '<a/>',
      metadata.replace('https://idp.fenwright.example/sso', 'http://idp.fenwright.example'),
      metadata.replace(bare, 'AAAA'),
      `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>${metadata.replace(/^[^>]+>/, '')}`,
      metadata.replace('IDPSSODescriptor ', 'SPSSODescriptor '),
    ])
      expect(await ask('POST', '/admin/sso/test', { metadata: wrong })).toMatchObject({ code: 'request/invalid', details: { path: expect.stringMatching(/^(metadata|entryPoint|certificates)$/) as unknown } }); // prettier-ignore
  });

  it('[PLT-32] reads the metadata of a provider from its address', async () => {
    const accepts: unknown[] = [];
    answerOf = (request, response) => {
      accepts.push(request.headers.accept, request.headers.cookie, request.headers.authorization);
      response.end(metadata);
    };
    expect(await ask('POST', '/admin/sso/test', { metadataUrl: at })).toEqual({ status: 200, ...read });
    expect(accepts).toEqual([expect.stringContaining('samlmetadata'), undefined, undefined]);
  });

  it.each<readonly [name: string, (request: IncomingMessage, response: ServerResponse) => void, says: RegExp]>([
    ['leads elsewhere', (_, response) => void response.writeHead(302, { location: 'https://169.254.169.254/' }).end(), /leads to another address/], // prettier-ignore
    ['is not there', (_, response) => void response.writeHead(404).end('the secret of an inner page'), /status 404/],
    ['breaks off', (request) => void request.socket.destroy(), /does not answer/],
    ['is another document', (_, response) => void response.end('<html>the secret of an inner page</html>'), /is not the metadata/], // prettier-ignore
    ['has two megabytes', (_, response) => void response.end('x'.repeat(2_000_000)), /too large/],
    ['has 300 kB', (_, response) => void response.end(metadata.replace('<md:IDP', `${' '.repeat(300_000)}<md:IDP`)), /too large/], // prettier-ignore
    ['has a document type', (_, response) => void response.end(`<!DOCTYPE x [<!ENTITY y "z">]>${metadata.replace(/^[^>]+>/, '')}`), /is not the metadata/], // prettier-ignore
  ])('[PLT-32] says why metadata cannot be read where its address %s', async (_name, answer, says) => {
    answerOf = answer;
    const refused = await ask('POST', '/admin/sso/test', { metadataUrl: at });
    expect(refused).toMatchObject({ status: 400, code: 'request/invalid', details: { path: 'metadataUrl' } });
    expect(String(refused['detail'])).toMatch(says);
    expect(JSON.stringify(refused)).not.toContain('secret');
  });

  it('[PLT-32] requests metadata from no address of this network, and only for administrators', async () => {
    for (const metadataUrl of [
      'http://127.0.0.1:1/',
      'https://127.0.0.1/',
      'https://169.254.169.254/latest',
      'https://[::1]/',
      'https://localhost/',
      'https://10.0.0.7/',
      'file:///etc/passwd',
      'x',
    ])
      // prettier-ignore
      expect(await ask('POST', '/admin/sso/test', { metadataUrl })).toMatchObject({ code: 'request/invalid' });
    const email = `mem@${given.test.newId()}.example`;
    await tenant.person('Mem', 'member', { email });
    const body = { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } };
    const theirs = (await (await given.test.fetch('/auth/sign-in', { body })).json()) as Record<string, unknown>;
    answerOf = () => expect.unreachable('The server asked the address.');
    expect(await ask('POST', '/admin/sso/test', { metadataUrl: at }, String(theirs['accessToken']))).toMatchObject({ code: 'access/denied' }); // prettier-ignore
    expect(await ask('POST', '/admin/sso/drafts', {}, String(theirs['accessToken']))).toMatchObject({ code: 'access/denied' }); // prettier-ignore
  });

  it('[PLT-32] gives the id of a provider before it is stored, and keeps it', async () => {
    const { id, draft } = await ask('POST', '/admin/sso/drafts', {});
    expect(await ask('GET', '/admin/sso')).toMatchObject({ providers: [] });
    expect(await ask('POST', '/admin/sso/providers', newProvider({ draft }))).toMatchObject({ status: 200, id });
    const shown = await ask('GET', '/admin/sso');
    expect(shown).toMatchObject({ providers: [{ id, kind: 'saml', issuer: idp.issuer }] });
    // The previous build's schema is strict: no key may join these.
    expect(Object.keys((shown['providers'] as readonly object[])[0] ?? {}).toSorted()).toEqual(['clientId', 'hasSecret', 'id', 'issuer', 'kind', 'name', 'preset', 'provisions', 'roles', 'saml', 'trustsEmail']); // prettier-ignore
    expect(await ask('POST', '/admin/sso/providers', newProvider({ draft, name: 'Again' }))).toMatchObject({ code: 'request/invalid', details: { path: 'draft' } }); // prettier-ignore
    expect(await ask('GET', '/admin/sso')).toMatchObject({ providers: [{ name: 'Fenwright SAML' }] });
  });

  it('[PLT-32] accepts no id that the server did not give this organisation', async () => {
    const second = await ownerOf(await given.test.tenant('Second'));
    const { id, draft } = await ask('POST', '/admin/sso/drafts', {});
    for (const theirs of [draft, id, `${String(draft).slice(0, -3)}AAA`, 's1.1.AAAA', ''])
      expect(await ask('POST', '/admin/sso/providers', newProvider({ draft: theirs }), second)).toMatchObject({ code: 'request/invalid', details: { path: 'draft' } }); // prettier-ignore
    expect(await ask('POST', '/admin/sso/providers', newProvider({ id }), second)).toMatchObject({ code: 'request/invalid' }); // prettier-ignore
    expect(await ask('GET', '/admin/sso', undefined, second)).toMatchObject({ providers: [] });
  });

  it('[PLT-32] changes certificates and attributes of a provider, and never its entity id', async () => {
    const { id } = await ask('POST', '/admin/sso/providers', newProvider());
    const saml = { ...newProvider().saml, certificates: [idp.other.cert, bare], emailClaim: 'mail' };
    expect(await ask('PUT', `/admin/sso/providers/${String(id)}`, newProvider({ saml, name: 'Renamed' }))).toMatchObject({ status: 200, id }); // prettier-ignore
    expect(await ask('GET', '/admin/sso')).toMatchObject({ providers: [{ name: 'Renamed', saml: { emailClaim: 'mail', certificates: [expect.any(String) as unknown, bare] } }] }); // prettier-ignore
    expect(await ask('PUT', `/admin/sso/providers/${String(id)}`, newProvider({ issuer: 'https://other.example' }))).toMatchObject({ code: 'request/invalid', details: { path: 'issuer' } }); // prettier-ignore
  });
});
