import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { actions, scopes } from '@outpost/domain/kernel/role';
import { accept } from '@outpost/domain/kernel/refusal';
import { mostPasswordChars } from '../identity/password-rules.ts';
import { type MeAnswer, readMe } from '../tenancy/me.ts';
import { addMember, changeMember, listMembers, type MemberPorts, resetPassword } from '../tenancy/members.ts';
import { addRole, addTeam, changeRole, changeTeam } from '../tenancy/teams-and-roles.ts';
import { verifyAsCaller } from '../tenancy/verify-journal.ts';
import { answer, jsonBody, responsesOf } from './answer.ts';
import type { authenticate } from './authenticate.ts';
import { documented } from './document-schema.ts';
import type { HttpEnv } from './http-env.ts';

export type TenantRoutePorts = MemberPorts & { readonly signedIn: ReturnType<typeof authenticate> };

const name = z.string().trim().min(1, 'wants a name').max(200);
const membership = z.strictObject({ role: z.string().min(1).max(60), teamId: idSchema.nullable() });
const memberships = z.array(membership).max(50);
const grant = z
  .string()
  .regex(
    new RegExp(`^[^:]+:(\\*|${actions.join('|')})@(${scopes.join('|')})$`),
    'a grant is written as "crm/deal:update@team"',
  );
const password = z.string().min(1).max(mostPasswordChars);
const memberSchema = z.strictObject({
  name,
  email: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, 'wants an e-mail address such as ann@example.com'),
  password: password.optional(),
  memberships,
});
const memberChangeSchema = z.strictObject({
  name: name.optional(),
  email: memberSchema.shape.email.optional(),
  status: z.enum(['active', 'suspended', 'not-invited']).optional(),
  memberships: memberships.optional(),
});
const teamSchema = z.strictObject({ name, region: z.string().max(100).optional(), lead: idSchema.optional() });
const roleSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/, 'a key is a word such as "sales-lead"'),
  label: name,
  describes: z.string().max(400).optional(),
  grants: z.array(grant).max(200),
});
const madeSchema = z.object({ id: idSchema });
const doneSchema = z.object({ done: z.literal(true) });
const members = z.object({
  members: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      email: z.string().nullable(),
      status: z.string(),
      memberships: z.json(),
      version: z.number(),
    }),
  ),
});
const meSchema = z.object({
  person: z.object({ id: idSchema, name: z.string(), email: z.string().nullable() }),
  organisation: z.object({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
  memberships: z.array(
    z.object({ role: z.string(), teamId: idSchema.nullable(), grants: z.array(z.string()), portal: z.boolean() }),
  ),
  tokens: z.array(z.string()),
}) satisfies z.ZodType<MeAnswer>;
const verifiedSchema = z.object({
  head: z.number(),
  hash: z.string(),
  rows: z.number(),
  erased: z.number(),
  problems: z.array(z.object({ n: z.number(), problem: z.string() })),
});

const inPath = { params: z.object({ id: idSchema }) };

/** Who one is; and for administrators people, teams, roles and the journal's proof. All changes are acts of the caller. */
export function addTenantRoutes(app: OpenAPIHono<HttpEnv>, ports: TenantRoutePorts): void {
  const middleware = ports.signedIn;
  const tags = ['Organisation'];

  app.openapi(
    createRoute({
      method: 'get',
      path: '/me',
      tags,
      middleware,
      summary: 'Who one is and may do',
      responses: responsesOf('As the database has it now.', meSchema),
    }),
    async (c) => answer(c, await readMe(ports, c.get('caller'))),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/journal/verify',
      tags,
      middleware,
      summary: "Proves the journal's chain, row by row",
      responses: responsesOf('Where it breaks, if it does.', verifiedSchema),
    }),
    async (c) => answer(c, await verifyAsCaller(ports, c.get('caller'))),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/admin/members',
      tags,
      middleware,
      summary: 'People, by name',
      responses: responsesOf('All of them.', documented('Members', 'output', members)),
    }),
    async (c) => {
      const listed = await listMembers(ports, c.get('caller'));
      return answer(c, listed.ok ? accept({ members: [...listed.value] }) : listed) as never; // JSON values are deeper than the type checker follows
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/admin/members',
      tags,
      middleware,
      summary: 'Adds a person',
      request: { body: jsonBody(memberSchema) },
      responses: responsesOf('Added.', madeSchema),
    }),
    async (c) => answer(c, await addMember(ports, c.get('caller'), c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/admin/members/{id}',
      tags,
      middleware,
      summary: 'Changes a person',
      request: { ...inPath, body: jsonBody(memberChangeSchema) },
      responses: responsesOf('Changed.', madeSchema),
    }),
    async (c) =>
      answer(
        c,
        await changeMember(ports, c.get('caller'), { id: c.req.valid('param').id, change: c.req.valid('json') }),
      ),
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/admin/members/{id}/password',
      tags,
      middleware,
      summary: 'Gives a person another password',
      request: { ...inPath, body: jsonBody(z.strictObject({ password })) },
      responses: responsesOf('Given; their sessions have ended.', doneSchema),
    }),
    async (c) => {
      const reset = await resetPassword(ports, c.get('caller'), {
        id: c.req.valid('param').id,
        password: c.req.valid('json').password,
      });
      return answer(c, reset.ok ? accept({ done: true as const }) : reset);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/admin/teams',
      tags,
      middleware,
      summary: 'Makes a team',
      request: { body: jsonBody(teamSchema) },
      responses: responsesOf('Made.', madeSchema),
    }),
    async (c) => answer(c, await addTeam(ports, c.get('caller'), c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/admin/teams/{id}',
      tags,
      middleware,
      summary: 'Changes a team',
      request: { ...inPath, body: jsonBody(teamSchema.partial()) },
      responses: responsesOf('Changed.', madeSchema),
    }),
    async (c) =>
      answer(c, await changeTeam(ports, c.get('caller'), { id: c.req.valid('param').id, values: c.req.valid('json') })),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/admin/roles',
      tags,
      middleware,
      summary: 'Makes a role',
      request: { body: jsonBody(roleSchema) },
      responses: responsesOf('Made.', madeSchema),
    }),
    async (c) => answer(c, await addRole(ports, c.get('caller'), c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/admin/roles/{id}',
      tags,
      middleware,
      summary: 'Changes a role',
      request: { ...inPath, body: jsonBody(roleSchema.omit({ key: true }).partial()) },
      responses: responsesOf('Changed.', madeSchema),
    }),
    async (c) =>
      answer(c, await changeRole(ports, c.get('caller'), { id: c.req.valid('param').id, values: c.req.valid('json') })),
  );
}
