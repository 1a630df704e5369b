import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealProvider, startRealProvider } from '../../identity/testing/real-provider.ts';
import { givenServer } from '../../testing/given-server.ts';
import { journeysOf } from '../../testing/sso-journey.ts';
import { testPassword } from '../../testing/test-server.ts';

const trusted = new Set<string>();
const records = new Map<string, readonly string[]>();
const given = givenServer({
  outgoing: { trusted, allowsHttp: true },
  resolveTxt: (name) => Promise.resolve(records.get(name) ?? []),
});
const { begin, comeBack, exchange } = journeysOf(() => given.test);
let idp: RealProvider;

beforeAll(async () => {
  idp = await startRealProvider({ claimsOf: (login) => ({ email: `${login}@fenwright.example`, email_verified: true, name: 'Zoe Berg' }) }); // prettier-ignore
  trusted.add(idp.host);
});
afterAll(() => idp.close());

describe('a real provider of OpenID Connect', () => {
  it('[PLT-23] signs a person in from the app to the app', async () => {
    idp.allow('http://localhost/unused');
    const tenant = await given.test.tenant('Fenwright');
    await tenant.person('Ada', 'owner', { email: 'ada@fenwright.example' });
    const signedIn = await given.test.fetch('/auth/sign-in', { body: { email: 'ada@fenwright.example', password: testPassword, device: { id: given.test.newId(), name: 'x' } } }); // prettier-ignore
    const { accessToken: token } = (await signedIn.json()) as { readonly accessToken: string };
    const ask = async (path: string, body: object) =>
      (await (await given.test.fetch(path, { body, token })).json()) as Readonly<Record<string, unknown>>;
    const made = await ask('/admin/sso/providers', { kind: 'oidc', name: 'ID', issuer: idp.issuer, clientId: idp.client.id, secret: idp.client.secret, roles: { claim: null, byGroup: {}, usual: 'member' }, provisions: true }); // prettier-ignore
    const provider = String(made['id']);
    const added = await ask('/admin/sso/domains', { domain: 'fenwright.example' });
    const record = added['record'] as { readonly name: string; readonly text: string };
    records.set(record.name, [record.text]);
    expect(await ask('/admin/sso/domains/fenwright.example/verify', {})).toMatchObject({ domain: 'fenwright.example' });

    idp.allow(`http://localhost/sign-in/oidc/${provider}/callback`);
    const begun = await begin(provider);
    const back = await comeBack(await idp.signInThere(begun.address, 'zoe'), begun.cookie);
    expect(back.state).toBe(begun.state);
    expect(await exchange(begun, back.code ?? '')).toMatchObject({ status: 200, person: { name: 'Zoe Berg', email: 'zoe@fenwright.example' } }); // prettier-ignore
    const again = await begin(provider);
    const secondBack = await comeBack(await idp.signInThere(again.address, 'zoe'), again.cookie);
    expect(await exchange(again, secondBack.code ?? '')).toMatchObject({ status: 200, person: { name: 'Zoe Berg' } });
  });
});
