import { startTestProvider, type Tampering, type TestProvider } from '../identity/testing/test-provider.ts';
import type { GivenServer } from './given-server.ts';
import { journeysOf } from './sso-journey.ts';
import { testPassword, type TestTenant } from './test-server.ts';

type Json = Readonly<Record<string, unknown>>;
export type Claims = Readonly<Record<string, unknown>>;

/** The data that the servers of a test share: names of providers that may be asked, and TXT records. */
export const ssoNetwork = () => {
  const trusted = new Set<string>();
  const records = new Map<string, readonly string[]>();
  return {
    trusted,
    records,
    settings: {
      outgoing: { trusted, allowsHttp: true },
      resolveTxt: (name: string) => Promise.resolve(records.get(name) ?? []),
    },
  };
};
export type SsoNetwork = ReturnType<typeof ssoNetwork>;

const clientSecret = 'the secret of our client at the provider';

/** Starts a provider that the servers of a test may ask. */
export async function startProviderIn({ trusted }: SsoNetwork): Promise<TestProvider> {
  const idp = await startTestProvider({ clientSecret });
  trusted.add(idp.host);
  return idp;
}

/** An organisation with an owner, a proved domain and an identity provider. */
export type SsoOrganisation = {
  readonly tenant: TestTenant;
  readonly domain: string;
  readonly owner: { readonly userId: string; readonly email: string };
  readonly provider: string;
  /** Sends a request of the owner. */
  readonly ask: (method: string, path: string, body?: object) => Promise<Json>;
  /** Adds a further provider, or the same one again. Returns its id. */
  readonly addProvider: (of: TestProvider, more?: object) => Promise<string>;
  /** Signs somebody in by a provider, from the app's start to its exchange. */
  readonly journey: (as: Claims, by?: { readonly idp?: TestProvider; readonly provider?: string; readonly tampering?: Tampering }) => Promise<Json>; // prettier-ignore
  /** The roles of a person, as their record names them. */
  readonly rolesOf: (personId: string) => Promise<unknown>;
};

export const usualRoles = { claim: 'groups', byGroup: { bosses: 'manager' }, usual: 'member' };

export async function ssoOrganisation(
  given: GivenServer,
  { records }: SsoNetwork,
  { idp, provider: entered = {} }: { readonly idp: TestProvider; readonly provider?: object },
): Promise<SsoOrganisation> {
  const { post, begin, comeBack, exchange } = journeysOf(() => given.test);
  const tenant = await given.test.tenant('Fenwright');
  const domain = `d${given.test.newId().slice(-12)}.example`;
  const email = `ada@${domain}`;
  const { userId } = await tenant.person('Ada', 'owner', { email });
  const signedIn = await post('/auth/sign-in', { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } }); // prettier-ignore
  const token = String(signedIn['accessToken']);
  const ask: SsoOrganisation['ask'] = async (method, path, body) => {
    const reply = await given.test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
    return { status: reply.status, ...((await reply.json()) as Json) };
  };
  const addProvider: SsoOrganisation['addProvider'] = async (of, more = {}) => {
    const shown = { kind: 'oidc', name: 'Fenwright ID', issuer: of.issuer, clientId: 'outpost', secret: clientSecret, roles: usualRoles, provisions: true }; // prettier-ignore
    const made = await ask('POST', '/admin/sso/providers', { ...shown, ...more });
    if (made['status'] !== 200) throw new Error(JSON.stringify(made));
    return String(made['id']);
  };
  const provider = await addProvider(idp, entered);
  const added = await ask('POST', '/admin/sso/domains', { domain });
  const record = added['record'] as { readonly name: string; readonly text: string };
  records.set(record.name, [record.text]);
  await ask('POST', `/admin/sso/domains/${domain}/verify`, {});
  return {
    tenant,
    domain,
    owner: { userId, email },
    provider,
    ask,
    addProvider,
    async journey(as, by = {}) {
      const begun = await begin(by.provider ?? provider);
      const back = await comeBack((by.idp ?? idp).signIn(begun.address, as, by.tampering), begun.cookie);
      return back.code === undefined ? { code: `page ${back.status}` } : exchange(begun, back.code);
    },
    rolesOf: async (id) => (await tenant.fields('platform/person', id))?.['memberships'],
  };
}
