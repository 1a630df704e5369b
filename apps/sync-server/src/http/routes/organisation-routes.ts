import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import type { MemberPorts } from '../../tenancy/members.ts';
import { changeSlug, readSlugs, type Slugs } from '../../tenancy/organisation/change-slug.ts';
import { askToDelete, keepOrganisation, readEnding } from '../../tenancy/organisation/end-organisation.ts';
import { leaveOrganisation, transferOwnership } from '../../tenancy/organisation/ownership.ts';
import type { MonthlyUse } from '../../gateway/monthly-use.ts';
import { askPlan } from '../../gateway/plan.ts';
import type { ArchivePorts } from '../../files/person-archive.ts';
import { exportOrganisation } from '../../files/archive/organisation-archive.ts';
import { actingCaller, originOf } from '../answers/origin-of.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

export type OrganisationRoutePorts = MemberPorts &
  Omit<ArchivePorts, 'origin'> & {
    readonly signedIn: ReturnType<typeof authenticateSession>;
    /** The bytes of files that an organisation may have; undefined where the server takes none. */
    readonly storageBytes: number | undefined;
    readonly uses: MonthlyUse;
  };

const planSchema = z.object({
  plan: z.string(),
  quotas: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      unit: z.enum(['records', 'bytes', 'month']),
      limit: z.number().int().nullable(),
      used: z.number().int().nullable(),
    }),
  ),
});
const endingSchema = z.object({ ending: z.object({ at: z.string(), by: idSchema }).nullable() });
const slugsSchema = z.object({
  slug: z.string(),
  former: z.array(z.object({ slug: z.string(), until: z.string() })),
});
const shownSlugs = ({ slug, former }: Slugs): z.input<typeof slugsSchema> => ({ slug, former: [...former] });
const doneSchema = z.object({ done: z.literal(true) });
const done = accept({ done: true as const });

/** Adds the routes of the plan and of the life of an organisation: leaving it, its ownership and its end (PLT-26). */
export function addOrganisationRoutes(app: OpenAPIHono<HttpEnv>, ports: OrganisationRoutePorts): void {
  const common = { tags: ['Organisation'], middleware: ports.signedIn };

  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/admin/plan',
      summary: 'The plan of the organisation, its limits and its use',
      responses: responsesOf('By quota, in the order of their declaration.', planSchema),
    }),
    async (c) => {
      const plan = await askPlan(ports, c.get('caller'), ports.storageBytes);
      if (!plan.ok) return answer(c, plan);
      // Without the month, which apps of earlier builds do not expect: the label names it.
      const quotas = plan.value.quotas.map(({ month: _, ...quota }) => quota);
      return answer(c, accept({ plan: plan.value.plan, quotas }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/organisation/transfer',
      summary: 'Gives the ownership of the caller to another active person',
      request: { body: jsonBody(z.strictObject({ to: idSchema })) },
      responses: responsesOf('Given. The caller is an administrator now.', doneSchema),
    }),
    async (c) => {
      const given = await transferOwnership(ports, actingCaller(c), c.req.valid('json'));
      return answer(c, given.ok ? done : given);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/organisation/leave',
      summary: 'The caller leaves the organisation',
      responses: responsesOf('Left; the sessions of the caller have ended.', doneSchema),
    }),
    async (c) => {
      const left = await leaveOrganisation(ports, actingCaller(c));
      return answer(c, left.ok ? done : left);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/organisation/ending',
      summary: 'Whether and when the organisation is deleted',
      responses: responsesOf('The end of the grace period, and the person who asked.', endingSchema),
    }),
    async (c) => {
      const ending = await readEnding(ports, c.get('caller'));
      return answer(c, ending.ok ? accept({ ending: ending.value }) : ending);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/organisation/delete',
      summary: 'Asks to delete the organisation, for its owners: it is erased after 30 days',
      request: { body: jsonBody(z.strictObject({ name: z.string().max(200) })) },
      responses: responsesOf('Asked for. Owners are told by mail.', endingSchema),
    }),
    async (c) => {
      const asked = await askToDelete(ports, actingCaller(c), c.req.valid('json'));
      return answer(c, asked.ok ? accept({ ending: asked.value }) : asked);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/organisation/keep',
      summary: 'Takes the deletion of the organisation back, for its owners',
      responses: responsesOf('Nothing is erased.', doneSchema),
    }),
    async (c) => {
      const kept = await keepOrganisation(ports, actingCaller(c));
      return answer(c, kept.ok ? done : kept);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/organisation/slug',
      summary: 'The short name of the organisation for addresses, and its former ones',
      responses: responsesOf('The present one, and those that lead to it.', slugsSchema),
    }),
    async (c) => answer(c, accept(shownSlugs(await readSlugs(ports, c.get('caller'))))),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/organisation/slug',
      summary: 'Changes the short name of the organisation, for its owners; the former one leads to it for a year',
      request: { body: jsonBody(z.strictObject({ slug: z.string().max(100) })) },
      responses: responsesOf('Changed.', slugsSchema),
    }),
    async (c) => {
      const changed = await changeSlug({ ...ports, origin: originOf(c) }, actingCaller(c), c.req.valid('json'));
      return answer(c, changed.ok ? accept(shownSlugs(changed.value)) : changed);
    },
  );
  const exported = createRoute({
    ...common,
    method: 'post',
    path: '/organisation/export',
    summary: 'Everything of the organisation as a ZIP archive, for its owners',
    request: { body: jsonBody(z.strictObject({})) },
    responses: responsesOf('A ZIP archive (application/zip) with a signed list of its contents.', z.unknown()),
  });
  app.openapi(exported, async (c) => {
    const made = await exportOrganisation({ ...ports, origin: originOf(c) }, actingCaller(c));
    if (!made.ok) return answer(c, made) as never; // the archive is not JSON
    const { fileName, zip } = made.value;
    const body = Readable.toWeb(Readable.from(zip)) as ReadableStream; // Node's own type of the same stream
    const headers = {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${fileName}"`,
    };
    return c.body(body, 200, headers) as never;
  });
}
