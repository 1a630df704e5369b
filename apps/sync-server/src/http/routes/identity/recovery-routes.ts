import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../../../db/database.ts';
import { openRecoveries, stopRecovery, stopRecoveryByCode } from '../../../identity/factors/recovery.ts';
import { beginRecoveryOf, consentToRecoveryOf, listRecoveries, takeRecoveryBack } from '../../../tenancy/recoveries.ts';
import { stopErasureByCode } from '../../../tenancy/erasing/own-erasure.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import { originOf } from '../../answers/origin-of.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { codeField } from './auth-fields.ts';
import type { TenantRoutePorts } from '../tenant-routes.ts';

const recoverySchema = z.strictObject({
  personId: idSchema,
  begunBy: idSchema,
  begunAt: z.string(),
  dueAt: z.string(),
});
const doneSchema = z.strictObject({ done: z.literal(true) });
const asDone = (done: Result<void>) => (done.ok ? accept({ done: true as const }) : done);

/** Adds the routes by which administrators remove the second factors of a person who has lost them, and by which the person stops it. */
export function addRecoveryRoutes(app: OpenAPIHono<HttpEnv>, ports: TenantRoutePorts): void {
  const common = { tags: ['Second factors'], middleware: ports.signedIn };
  const inPath = { params: z.object({ id: idSchema }) };
  const path = '/admin/members/{id}/recovery';
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: '/admin/recoveries',
      summary: 'The removals of second factors that wait',
      responses: responsesOf('Those that end first come first.', z.object({ recoveries: z.array(recoverySchema) })),
    }),
    async (c) => {
      const listed = await listRecoveries(ports, c.get('caller'));
      return answer(c, listed.ok ? accept({ recoveries: [...listed.value] }) : listed);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path,
      summary: "Begins to remove a person's second factors: they are removed after the organisation's delay",
      request: { ...inPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('Begun. The person has a mail with a code that stops it.', recoverySchema),
    }),
    async (c) => {
      const from = { ...ports, identity: { ...ports.identity, origin: originOf(c) } };
      return answer(c, await beginRecoveryOf(from, c.get('caller'), c.req.valid('param').id));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${path}/consent`,
      summary: 'Agrees to a removal that another administrator has begun: it is done now',
      request: { ...inPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('Removed. The person sets up new ones at the next sign-in.', doneSchema),
    }),
    async (c) => {
      const from = { ...ports, identity: { ...ports.identity, origin: originOf(c) } };
      return answer(c, asDone(await consentToRecoveryOf(from, c.get('caller'), c.req.valid('param').id)));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path,
      summary: 'Takes a removal back',
      request: inPath,
      responses: responsesOf('Taken back.', doneSchema),
    }),
    async (c) => {
      const from = { ...ports, identity: { ...ports.identity, origin: originOf(c) } };
      return answer(c, asDone(await takeRecoveryBack(from, c.get('caller'), c.req.valid('param').id)));
    },
  );
  addOwnRoutes(app, ports);
}

/** Adds the routes of the person whose factors are to be removed. They need no proof: stopping the removal changes nothing. */
function addOwnRoutes(app: OpenAPIHono<HttpEnv>, ports: TenantRoutePorts): void {
  const common = { tags: ['Second factors'], path: '/auth/recovery', middleware: ports.signedIn };
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      summary: "Whether an administrator removes the caller's second factors",
      responses: responsesOf('The removal that waits, or null.', z.object({ recovery: recoverySchema.nullable() })),
    }),
    async (c) => {
      const { orgId, userId: personId } = c.get('caller');
      const [recovery = null] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
        openRecoveries(tx, { orgId, personId }),
      );
      return answer(c, accept({ recovery }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      summary: "Stops the removal of the caller's second factors",
      responses: responsesOf('Stopped.', doneSchema),
    }),
    async (c) => {
      const { orgId, userId } = c.get('caller');
      const stopped = await stopRecovery({ orgId, personId: userId, by: userId }, { ...ports.identity, origin: originOf(c) }); // prettier-ignore
      return answer(c, asDone(stopped));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/auth/stop-recovery',
      tags: ['Second factors'],
      security: [],
      summary: 'Stops the removal of second factors, or the erasure of an account, by the code from its mail',
      request: { body: jsonBody(z.strictObject({ code: codeField })) },
      responses: responsesOf('Stopped.', doneSchema),
    }),
    async (c) => {
      const identity = { ...ports.identity, origin: originOf(c) };
      const { code } = c.req.valid('json');
      const stopped = await stopRecoveryByCode(code, identity);
      const isErasure = !stopped.ok && (await stopErasureByCode(code, identity));
      return answer(c, asDone(isErasure ? accept(undefined) : stopped));
    },
  );
}
