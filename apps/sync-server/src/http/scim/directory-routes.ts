import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import {
  type ApiKey,
  type ApiKeyPorts,
  listKeys,
  type MadeKey,
  makeKey,
  revokeKey,
  rotateKey,
} from '../../gateway/api-keys.ts';
import { mapGroup, readSetup, setInvites } from '../../tenancy/scim/directory-setup.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { actingCaller } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { scimPrefix } from './scim-path.ts';

type Ports = ApiKeyPorts & {
  readonly signedIn: ReturnType<typeof authenticateSession>;
  /** The server's address for other programs; undefined: as the request names it. */
  readonly serverUrl: string | undefined;
};

const use = 'directory';
/** The rights of the token's maker are not narrowed: groups give roles, and nobody gives a right that the maker lacks. */
const grants = ['**:*@org', 'platform/person:*@org']; // people by name too: their rights are changed by no other key (PLT-28)

const role = z.strictObject({ role: z.string().min(1).max(60), teamId: idSchema.nullable() });
const tokenSchema = z.object({
  id: idSchema,
  prefix: z.string().describe('The public part, by which it is recognised.'),
  name: z.string(),
  madeBy: idSchema,
  madeAt: z.string(),
  expiresAt: z.string(),
  lastContactAt: z.string().nullable().describe('To within a minute. Null: never.'),
  revokedAt: z.string().nullable(),
});
const setupSchema = z.object({
  address: z.string(),
  invites: z.boolean(),
  people: z.number().int(),
  tokens: z.array(tokenSchema),
  groups: z.array(z.object({ id: idSchema, name: z.string(), members: z.number().int(), roles: z.array(role) })),
});
const madeSchema = z.object({
  id: idSchema,
  prefix: z.string(),
  token: z.string().describe('Shown this once.'),
});
const doneSchema = z.object({ done: z.literal(true) });
const inPath = z.object({ id: idSchema });

const tokenOf = ({ clientId, usedAt, usedOn: _, grants: _grants, ...key }: ApiKey) => ({
  ...key,
  prefix: clientId,
  lastContactAt: usedAt,
});
const madeOf = ({ id, clientId, key }: MadeKey) => ({ id, prefix: clientId, token: key });
const done = { done: true as const };

/** Adds the routes by which administrators set up the directory: its tokens, invitations, and the roles that its groups give. */
export function addDirectoryRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const common = { tags: ['Directory (SCIM)'], middleware: ports.signedIn };
  const addressOf = (c: Context): string =>
    `${(ports.serverUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')}${scimPrefix}`;
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/admin/directory',
      summary: 'The directory (SCIM): its address, tokens, groups and their roles',
      responses: responsesOf('As set up.', setupSchema),
    }),
    async (c) => {
      const caller = actingCaller(c);
      const setup = await readSetup(ports, caller);
      if (!setup.ok) return answer(c, setup);
      const tokens = await listKeys(ports, caller, use);
      if (!tokens.ok) return answer(c, tokens);
      const groups = setup.value.groups.map((group) => ({ ...group, roles: group.roles.map((one) => ({ ...one })) }));
      return answer(c, accept({ ...setup.value, groups, address: addressOf(c), tokens: tokens.value.map(tokenOf) }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: '/admin/directory',
      summary: 'Sets whether people whom the directory adds are invited by e-mail',
      request: { body: jsonBody(z.strictObject({ invites: z.boolean() })) },
      responses: responsesOf('Set.', doneSchema),
    }),
    async (c) => {
      const set = await setInvites(ports, actingCaller(c), c.req.valid('json').invites);
      return answer(c, set.ok ? accept(done) : set);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/directory/tokens',
      summary: 'Makes a token for the directory, which acts with the rights of its maker',
      request: {
        body: jsonBody(
          z.strictObject({
            name: z.string().trim().min(1, 'must not be empty').max(120),
            days: z.number().int().min(1).max(730).default(365),
          }),
        ),
      },
      responses: responsesOf('Made. The token is shown only now.', madeSchema),
    }),
    async (c) => {
      const made = await makeKey(ports, actingCaller(c), { ...c.req.valid('json'), grants, use });
      return answer(c, made.ok ? accept(madeOf(made.value)) : made);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/directory/tokens/{id}/rotate',
      summary: 'Gives a token of the directory another secret; the former one stays valid for some hours',
      request: {
        params: inPath,
        body: jsonBody(z.strictObject({ overlapHours: z.number().min(0).max(168).default(24) })),
      },
      responses: responsesOf('The new token, shown only now.', madeSchema),
    }),
    async (c) => {
      const rotated = await rotateKey(ports, actingCaller(c), { ...c.req.valid('param'), ...c.req.valid('json'), use });
      return answer(c, rotated.ok ? accept(madeOf(rotated.value)) : rotated);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/admin/directory/tokens/{id}',
      summary: 'Ends a token of the directory: its next request is refused',
      request: { params: inPath },
      responses: responsesOf('Ended.', z.object({ id: idSchema })),
    }),
    async (c) => answer(c, await revokeKey(ports, actingCaller(c), { ...c.req.valid('param'), use })),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: '/admin/directory/groups/{id}/roles',
      summary: 'Sets what the members of a group of the directory get',
      request: { params: inPath, body: jsonBody(z.strictObject({ roles: z.array(role).max(20) })) },
      responses: responsesOf('Set; its members have the roles.', doneSchema),
    }),
    async (c) => {
      const set = await mapGroup(ports, actingCaller(c), { ...c.req.valid('param'), ...c.req.valid('json') });
      return answer(c, set.ok ? accept(done) : set);
    },
  );
}
