import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import { issueToken, readPublicName, tokenSeconds, writtenKey } from '../../gateway/api-credentials.ts';
import { type ApiKeyPorts, listKeys, makeKey, revokeKey, rotateKey } from '../../gateway/api-keys.ts';
import { answer, jsonBody, madeResponsesOf, responsesOf } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { tokenPath } from '../paths/open-paths.ts';
import { type OncePorts, once } from './once.ts';
import { changeHeaders } from '../routes/records/conditions.ts';

type Ports = ApiKeyPorts & OncePorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const grant = z
  .string()
  .max(200)
  .refine((written) => parseGrant(written) !== undefined, 'a grant is written as "pack/kind:update@team"');
const keySchema = z.object({
  id: idSchema,
  clientId: z.string(),
  name: z.string(),
  madeBy: idSchema,
  grants: z.array(z.string()),
  madeAt: z.string(),
  expiresAt: z.string(),
  usedOn: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
const madeSchema = z.object({
  id: idSchema,
  clientId: z.string(),
  clientSecret: z.string().describe('Shown this once.'),
  key: z.string().describe('Shown this once: the whole key, for "Authorization: Bearer <key>".'),
});
const inPath = z.object({ id: idSchema });

/** Adds the routes by which administrators manage API keys, and the one by which a program exchanges its key for a token (RFC 6749, 4.4). */
export function addKeyRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['API keys'], middleware: ports.signedIn };
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/api/v1/keys',
      summary: 'The API keys of the organisation, without their secrets',
      responses: responsesOf('Newest first.', z.object({ keys: z.array(keySchema) })),
    }),
    async (c) => {
      const keys = await listKeys(ports, c.get('caller'));
      return answer(c, keys.ok ? accept({ keys: keys.value.map((key) => ({ ...key, grants: [...key.grants] })) }) : keys); // prettier-ignore
    },
  );
  app.openapi(
    createRoute({
      ...common,
      middleware: [ports.signedIn, once(ports, 201)],
      method: 'post',
      path: '/api/v1/keys',
      summary: 'Makes an API key with some of the rights of its maker',
      request: {
        headers: changeHeaders.pick({ 'idempotency-key': true }),
        body: jsonBody(
          z.strictObject({
            name: z.string().trim().min(1, 'must not be empty').max(120),
            grants: z.array(grant).min(1).max(100),
            days: z.number().int().min(1).max(730).default(365),
          }),
        ),
      },
      responses: madeResponsesOf('Made. The secret is shown only now.', madeSchema),
    }),
    async (c) => {
      const made = await makeKey(ports, c.get('caller'), c.req.valid('json'));
      if (made.ok) c.status(201);
      return answer(c, made) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/api/v1/keys/{id}/rotate',
      summary: 'Gives a key another secret; the former one stays valid for some hours',
      request: {
        params: inPath,
        body: jsonBody(z.strictObject({ overlapHours: z.number().min(0).max(168).default(24) })),
      },
      responses: responsesOf('The new secret, shown only now.', madeSchema),
    }),
    async (c) => {
      const rotated = await rotateKey(ports, c.get('caller'), { ...c.req.valid('param'), ...c.req.valid('json') });
      return answer(c, rotated);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/api/v1/keys/{id}',
      summary: 'Revokes a key: its next request is refused',
      request: { params: inPath },
      responses: responsesOf('Revoked.', z.object({ id: idSchema })),
    }),
    async (c) => answer(c, await revokeKey(ports, c.get('caller'), c.req.valid('param'))),
  );
  app.post(tokenPath, (c) => tokenFor(ports, c));
}

const oauthError = (c: Context, error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type'): Response => {
  c.header('cache-control', 'no-store');
  if (error === 'invalid_client') c.header('www-authenticate', 'Basic realm="outpost"');
  return c.json({ error }, error === 'invalid_client' ? 401 : 400);
};

/** Chosen: several times the longest valid body. */
const mostBytes = 4_096;

/** Answers as RFC 6749 says, sections 4.4 and 5: with a token, or with the code of an error. */
async function tokenFor(ports: Ports, c: Context<HttpEnv>): Promise<Response> {
  const length = c.req.header('content-length') ?? '';
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? '');
  const isBounded = /^\d{1,4}$/.test(length) && Number(length) <= mostBytes; // Node reads no more than was announced
  if (!isForm || !isBounded) return oauthError(c, 'invalid_request');
  const form = new URLSearchParams(await c.req.text());
  if ([...form.keys()].length !== new Set(form.keys()).size) return oauthError(c, 'invalid_request');
  if (form.get('grant_type') !== 'client_credentials')
    return oauthError(c, form.has('grant_type') ? 'unsupported_grant_type' : 'invalid_request');
  const basic = basicOf(c.req.header('authorization'));
  if (basic && (form.has('client_id') || form.has('client_secret'))) return oauthError(c, 'invalid_request');
  const [id, secret] = basic ?? [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const name = readPublicName(id);
  const token = name && (await issueToken(ports, writtenKey({ ...name, secret })));
  if (!token?.ok) return oauthError(c, 'invalid_client');
  c.header('cache-control', 'no-store');
  return c.json({ access_token: token.value, token_type: 'Bearer', expires_in: tokenSeconds });
}

/** Reads the name and password of the scheme "Basic" (RFC 7617); undefined without it. */
function basicOf(header: string | undefined): readonly [string, string] | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,400})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [id, secret];
}
