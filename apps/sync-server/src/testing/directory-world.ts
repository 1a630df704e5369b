import { randomUUID } from 'node:crypto';
import type { GivenServer } from './given-server.ts';
import { testPassword, type TestDevice, type TestTenant } from './test-server.ts';

export type Body = Readonly<Record<string, unknown>>;
export type ScimReply = { readonly status: number; readonly body: Body; readonly headers: Headers };
export const scimUserSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The path of people. */
export const users = '/Users';
export const newAddress = (): string => `${randomUUID()}@example.com`;

/** A tenant with an administrator who has made a token for a directory. */
export class DirectoryWorld {
  readonly #given: GivenServer;
  readonly tenant: TestTenant;
  readonly admin: TestDevice;
  readonly adminEmail: string;
  /** The access token of the administrator. */
  readonly adminToken: string;
  readonly tokenId: string;
  /** The token of the directory. */
  token: string;

  constructor(
    given: GivenServer,
    made: Pick<DirectoryWorld, 'tenant' | 'admin' | 'adminEmail' | 'adminToken' | 'tokenId' | 'token'>,
  ) {
    this.#given = given;
    this.tenant = made.tenant;
    this.admin = made.admin;
    this.adminEmail = made.adminEmail;
    this.adminToken = made.adminToken;
    this.tokenId = made.tokenId;
    this.token = made.token;
  }

  /** Sends a request of the app's administrator. */
  ask(method: string, path: string, body?: object): Promise<ScimReply> {
    return sent(this.#given, { method, path, token: this.adminToken, body });
  }

  /** Sends a request of the directory, with the media type of SCIM. */
  scim(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ScimReply> {
    const type = body === undefined ? undefined : { 'content-type': 'application/scim+json' };
    return sent(this.#given, { method, path: `/scim/v2${path}`, token: this.token, body, headers: { ...type, ...headers } });
  } // prettier-ignore

  patch(path: string, ...operations: readonly object[]): Promise<ScimReply> {
    return this.scim('PATCH', path, { schemas: [patchSchema], Operations: operations });
  }

  /** Adds a person as Okta does. */
  async user(more: object = {}): Promise<{ readonly id: string; readonly userName: string }> {
    const userName = newAddress();
    const { status, body } = await this.scim('POST', '/Users', { schemas: [scimUserSchema], userName, name: { givenName: 'Zoe', familyName: 'Kern' }, emails: [{ primary: true, value: userName, type: 'work' }], active: true, ...more }); // prettier-ignore
    if (status !== 201) throw new Error(JSON.stringify(body));
    return { id: String(body['id']), userName };
  }

  async group(displayName: string, ...members: readonly string[]): Promise<string> {
    const { status, body } = await this.scim('POST', '/Groups', { schemas: [groupSchema], displayName, members: members.map((value) => ({ value })) }); // prettier-ignore
    if (status !== 201) throw new Error(JSON.stringify(body));
    return String(body['id']);
  }

  async rolesOf(id: string): Promise<unknown> {
    return (await this.tenant.fields('platform/person', id))?.['memberships'];
  }
}

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
async function sent(given: GivenServer, { method, path, token, body, headers }: Sent): Promise<ScimReply> {
  const reply = await given.test.fetch(path, {
    method,
    token,
    ...(body === undefined ? {} : { body }),
    ...(headers ? { headers } : {}),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? {} : (JSON.parse(text) as Body), headers: reply.headers };
}

/** Signs a person in, and returns their access token. */
export async function tokenOf(given: GivenServer, email: string, password = testPassword): Promise<string> {
  const reply = await given.test.fetch('/auth/sign-in', {
    body: { email, password, device: { id: randomUUID(), name: 'A laptop' } },
  });
  return String(((await reply.json()) as Body)['accessToken']);
}

/** Makes a tenant with a directory, whose token an administrator with this role has made. */
export async function directoryWorld(given: GivenServer, role = 'admin'): Promise<DirectoryWorld> {
  const tenant = await given.test.tenant('Nordwind');
  const email = newAddress();
  const admin = await tenant.person('Ada', role, { email });
  const adminToken = await tokenOf(given, email);
  const made = await sent(given, { method: 'POST', path: '/admin/directory/tokens', token: adminToken, body: { name: 'Entra' } }); // prettier-ignore
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  return new DirectoryWorld(given, {
    tenant,
    admin,
    adminEmail: email,
    adminToken,
    tokenId: String(made.body['id']),
    token: String(made.body['token']),
  });
}
