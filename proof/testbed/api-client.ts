import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { z } from 'zod';

/** A program that talks to the server's HTTP interface as one person. */
export type ApiClient = {
  /** The id of the person's organisation, as their token names it. */
  readonly orgId: string;
  /** GETs a path and returns the JSON of the reply. Throws a refusal with the server's text. */
  readonly get: (path: string) => Promise<unknown>;
  /** POSTs a body and returns the JSON of the reply. Throws a refusal with the server's text. */
  readonly post: (path: string, body: object) => Promise<unknown>;
};

const claimsSchema = z.object({ org: z.string() });
const signedInSchema = z.object({ accessToken: z.string() });
const recordsSchema = z.object({ rows: z.array(z.object({ id: z.string(), fields: z.object({ name: z.string() }) })) });

/** Signs in and gets an access token. */
export async function signInToApi({
  server,
  email,
  password,
}: {
  readonly server: string;
  readonly email: string;
  readonly password: string;
}): Promise<ApiClient> {
  const send = async (
    path: string,
    body: object | undefined,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> => {
    const reply = await fetch(new URL(path, server), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', [protocolHeader]: `${protocolVersion}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${text}`);
    return JSON.parse(text);
  };
  const { accessToken } = signedInSchema.parse(
    await send('/auth/sign-in', {
      email,
      password,
      device: { id: '0190b1f2-7c00-7000-8000-00000000a001', name: 'A program' },
    }),
  );
  const authorised = { authorization: `Bearer ${accessToken}` };
  const [, claims = ''] = accessToken.split('.');
  const { org: orgId } = claimsSchema.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
  return {
    orgId,
    get: (path) => send(path, undefined, authorised),
    post: (path, body) => send(path, body, authorised),
  };
}

/** The names of all records of the kinds by which a report may group. Devices show them beside a report's rows. */
export async function namesOfKinds(
  api: ApiClient,
  entities: readonly string[],
): Promise<Readonly<Record<string, { readonly title: string }>>> {
  const lists = await Promise.all(
    entities.map(async (entity) => recordsSchema.parse(await api.post('/records/list', { entity, limit: 1_000 })).rows),
  );
  return Object.fromEntries(lists.flat().map(({ id, fields }) => [id, { title: fields.name }]));
}
