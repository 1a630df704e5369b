import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { historyRowSchema } from '@outpost/domain/sync/protocol';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { accept } from '@outpost/domain/kernel/refusal';
import { mostPasswordChars } from '../../identity/passwords/password-rules.ts';
import { type MeAnswer, readMe } from '../../tenancy/me.ts';
import { askWholeJournal } from '../../sync/history/whole-journal.ts';
import { addMember, changeMember, listMembers, type MemberPorts, setMemberPassword } from '../../tenancy/members.ts';
import { changePack, listPacks } from '../../tenancy/packs.ts';
import { addRole, addTeam, changeRole, changeTeam } from '../../tenancy/teams-and-roles.ts';
import { digestsAsCaller, verifyAsCaller } from '../../tenancy/verify-journal.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { documented } from '../answers/document-schema.ts';
import { actingCaller, originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { changeHeaders, versionWanted } from './records/conditions.ts';

export type TenantRoutePorts = MemberPorts & {
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

const name = z.string().trim().min(1, 'must not be empty').max(200);
export const membership = z.strictObject({
  role: z.string().min(1).max(60),
  teamId: idSchema.nullable(),
  until: z.iso
    .datetime({ precision: 3, error: 'must be an instant in UTC such as "2026-11-20T17:00:00.000Z"' })
    .exactOptional(),
});
const memberships = z.array(membership).max(50);
const grant = z
  .string()
  .refine((written) => parseGrant(written) !== undefined, 'a grant is written as "pack/kind:update@team"');
const password = z.string().min(1).max(mostPasswordChars);
export const memberSchema = z.strictObject({
  name,
  email: z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address such as ann@example.com'),
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
export const roleSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/, 'a key is a word such as "sales-lead"'),
  label: name,
  describes: z.string().max(400).optional(),
  grants: z.array(grant).max(200),
});
const roleChangeSchema = roleSchema.omit({ key: true }).partial();
const madeSchema = z.object({ id: idSchema });
const doneSchema = z.object({ done: z.literal(true) });
const membersSchema = z.object({
  members: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      email: z.string().nullable(),
      status: z.string(),
      memberships: z.json(),
      version: z.number(),
      lastContactAt: z.string().nullable(),
      devices: z.number().int(),
    }),
  ),
});
export const meSchema = z.object({
  person: z.object({ id: idSchema, name: z.string(), email: z.string().nullable() }),
  organisation: z.object({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
  memberships: z.array(
    z.object({ role: z.string(), teamId: idSchema.nullable(), grants: z.array(z.string()), portal: z.boolean() }),
  ),
  tokens: z.array(z.string()),
}) satisfies z.ZodType<MeAnswer>;
const packsSchema = z.object({
  packs: z.array(
    z.object({
      name: z.string(),
      version: z.number(),
      label: z.string(),
      describes: z.string(),
      isOptional: z.boolean(),
      entities: z.array(z.string()),
      roles: z.array(z.string()),
      isInstalled: z.boolean(),
    }),
  ),
});
const digestsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
const digestsSchema = z.strictObject({
  rows: z.array(z.strictObject({ n: z.number().int(), digest: z.string(), hash: z.string() })),
  more: z.boolean(),
});
const journalQuestionSchema = z.strictObject({
  by: idSchema.optional(),
  entity: z.string().max(120).optional(),
  record: idSchema.optional(),
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  before: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
const wholeJournalSchema = z.object({ rows: z.array(historyRowSchema), next: z.number().int().nullable() });
const verifiedSchema = z.object({
  head: z.number(),
  hash: z.string(),
  rows: z.number(),
  erased: z.number(),
  problems: z.array(z.object({ n: z.number(), problem: z.string() })),
  devices: z.object({ holding: z.number().int(), agreeing: z.number().int() }),
});

/**
 * Adds the route for the caller's own rights and, for administrators, those for people, teams, roles, packs and the verification of the journal. All
 * changes are acts of the caller.
 */
export function addTenantRoutes(app: OpenAPIHono<HttpEnv>, ports: TenantRoutePorts): void {
  const common = { tags: ['Organisation'], middleware: ports.signedIn };
  const inPath = { params: z.object({ id: idSchema }) };
  const asking = <P extends string, A extends z.ZodType>(path: P, summary: string, reply: A) =>
    createRoute({ ...common, method: 'get', path, summary, responses: responsesOf(`${summary}.`, reply) });
  const adding = <P extends string, S extends z.ZodType>(path: P, summary: string, body: S) =>
    createRoute({
      ...common,
      method: 'post',
      path,
      summary,
      request: { body: jsonBody(body) },
      responses: responsesOf('Added.', madeSchema),
    });
  const changing = <P extends string, S extends z.ZodType>(path: P, summary: string, body: S) =>
    createRoute({
      ...common,
      method: 'patch',
      path,
      summary,
      request: { ...inPath, headers: changeHeaders.pick({ 'if-match': true }), body: jsonBody(body) },
      responses: responsesOf('Changed.', madeSchema),
    });

  app.openapi(asking('/me', 'The caller, and their present rights by the database', meSchema), async (c) =>
    answer(c, await readMe(ports, c.get('caller'))),
  );
  app.openapi(
    asking('/journal/verify', "Proves the journal's chain, row by row: where it breaks, if it does", verifiedSchema),
    async (c) => answer(c, await verifyAsCaller(ports, c.get('caller'))),
  );
  const digestsRoute = createRoute({
    ...asking(
      '/journal/digests',
      "The chain's rows without their content, to verify the chain elsewhere",
      digestsSchema,
    ),
    request: { query: digestsQuery },
  });
  app.openapi(digestsRoute, async (c) =>
    answer(c, await digestsAsCaller(ports, { ...c.get('caller'), ...c.req.valid('query') })),
  );

  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/journal',
      summary: "The tenant's whole journal: changes of records, newest first",
      request: { body: jsonBody(journalQuestionSchema) },
      responses: responsesOf(
        'Rows, and the place where the next page begins.',
        documented('WholeJournal', 'output', wholeJournalSchema),
      ),
    }),
    async (c) => answer(c, await askWholeJournal(ports, c.get('caller'), c.req.valid('json'))) as never, // JSON values are deeper than the type checker follows
  );

  app.openapi(
    asking('/admin/members', 'People, by name', documented('Members', 'output', membersSchema)),
    async (c) => {
      const listed = await listMembers(ports, c.get('caller'));
      return answer(c, listed.ok ? accept({ members: [...listed.value] }) : listed) as never; // JSON values are deeper than the type checker follows
    },
  );
  app.openapi(adding('/admin/members', 'Adds a person', memberSchema), async (c) =>
    answer(c, await addMember(ports, actingCaller(c), c.req.valid('json'))),
  );
  app.openapi(changing('/admin/members/{id}', 'Changes a person', memberChangeSchema), async (c) => {
    const version = versionWanted(c);
    if (!version.ok) return answer(c, version);
    const change = { ...c.req.valid('param'), change: c.req.valid('json'), version: version.value };
    return answer(c, await changeMember(ports, actingCaller(c), change));
  });
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: '/admin/members/{id}/password',
      summary: 'Gives a person a first or another password',
      request: { ...inPath, body: jsonBody(z.strictObject({ password })) },
      responses: responsesOf('Given; their sessions have ended.', doneSchema),
    }),
    async (c) => {
      const from = { ...ports, identity: { ...ports.identity, origin: originOf(c) } };
      const reset = await setMemberPassword(from, c.get('caller'), { ...c.req.valid('param'), ...c.req.valid('json') });
      return answer(c, reset.ok ? accept({ done: true as const }) : reset);
    },
  );

  app.openapi(asking('/admin/packs', 'All packs, and which of them the organisation has', packsSchema), async (c) => {
    const listed = await listPacks(ports, c.get('caller'));
    return answer(c, listed.ok ? accept({ packs: listed.value.map(({ entities, roles, ...pack }) => ({ ...pack, entities: [...entities], roles: [...roles] })) }) : listed); // prettier-ignore
  });
  app.openapi(
    createRoute({
      ...common,
      method: 'put',
      path: '/admin/packs/{name}',
      summary: 'Installs or removes a pack',
      request: {
        params: z.object({ name: z.string().max(60) }),
        body: jsonBody(z.strictObject({ isInstalled: z.boolean() })),
      },
      responses: responsesOf('Done. Devices follow at their next sync.', doneSchema),
    }),
    async (c) => {
      const wanted = { ...c.req.valid('param'), isWanted: c.req.valid('json').isInstalled };
      return answer(c, await changePack(ports, actingCaller(c), wanted));
    },
  );

  app.openapi(adding('/admin/teams', 'Makes a team', teamSchema), async (c) =>
    answer(c, await addTeam(ports, actingCaller(c), c.req.valid('json'))),
  );
  app.openapi(changing('/admin/teams/{id}', 'Changes a team', teamSchema.partial()), async (c) => {
    const version = versionWanted(c);
    if (!version.ok) return answer(c, version);
    const change = { ...c.req.valid('param'), values: c.req.valid('json'), version: version.value };
    return answer(c, await changeTeam(ports, actingCaller(c), change));
  });
  app.openapi(adding('/admin/roles', 'Makes a role', roleSchema), async (c) =>
    answer(c, await addRole(ports, actingCaller(c), c.req.valid('json'))),
  );
  app.openapi(changing('/admin/roles/{id}', 'Changes a role', roleChangeSchema), async (c) => {
    const version = versionWanted(c);
    if (!version.ok) return answer(c, version);
    const change = { ...c.req.valid('param'), values: c.req.valid('json'), version: version.value };
    return answer(c, await changeRole(ports, actingCaller(c), change));
  });
}
