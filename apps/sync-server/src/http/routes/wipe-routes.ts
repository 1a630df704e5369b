import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import { longestSignedText, wipePieceAnswerSchema, wipePieceSchema } from '@outpost/domain/sync/device-wipe';
import type { Context } from 'hono';
import { noteWiped, takePiece } from '../../identity/wipes/hand-over.ts';
import type { MemberPorts } from '../../tenancy/members.ts';
import { applyHandedOver, listHandedOver } from '../../tenancy/wipes/handed-acts.ts';
import {
  askAboutDevice,
  reportFoundOf,
  reportLostOf,
  reportOwnFound,
  reportOwnLost,
} from '../../tenancy/wipes/lost-devices.ts';
import { wipeDeviceOf, wipeOwnDevice, withdrawWipe } from '../../tenancy/wipes/wipe-device.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import { actingCaller, originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { proofKeyOf } from '../guards/proof-key.ts';

export type WipeRoutePorts = MemberPorts & {
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

const orderedSchema = z.object({ ordered: z.number().int() });
const doneSchema = z.object({ done: z.literal(true) });
const done = { done: true as const };
const actsSchema = z.object({
  acts: z.array(
    z.object({
      id: idSchema,
      label: z.string(),
      madeAt: z.string(),
      state: z.enum(['waiting', 'refused']),
      reason: z.string().nullable(),
      since: z.enum(['none', 'arrived', 'applied']),
      edits: z.array(
        z.object({
          entity: z.string(),
          record: idSchema,
          creates: z.boolean(),
          fields: z.record(z.string(), jsonSchema).nullable(),
        }),
      ),
    }),
  ),
  drafts: z.number().int(),
  files: z.number().int(),
});
const appliedSchema = z.object({
  acts: z.array(z.object({ id: idSchema, applied: z.boolean(), problem: z.string().nullable() })),
});
/** Chosen: as many acts as one request can judge in seconds. */
const mostApplied = 500;

/** Adds the routes by which a device is wiped (D-5): for people and administrators, and for the device itself. */
export function addWipeRoutes(app: OpenAPIHono<HttpEnv>, ports: WipeRoutePorts): void {
  const common = { tags: ['Sessions and devices'], middleware: ports.signedIn };
  const inPath = { params: z.object({ id: idSchema }) };
  const from = (c: Context<HttpEnv>): WipeRoutePorts => ({
    ...ports,
    identity: { ...ports.identity, origin: originOf(c) },
  });

  for (const [path, summary, work] of [
    [
      '/me/sessions/{id}/wipe',
      "Orders to wipe the caller's data on the device of one of their sessions",
      wipeOwnDevice,
    ],
    ['/admin/sessions/{id}/wipe', "Orders to wipe the device of another person's session", wipeDeviceOf],
  ] as const)
    app.openapi(
      createRoute({
        ...common,
        method: 'post',
        path,
        summary,
        request: { ...inPath, body: jsonBody(z.strictObject({})) },
        responses: responsesOf(
          'The sessions of the device have ended. At its next contact it hands over and wipes the data of the given number of people.',
          orderedSchema,
        ),
      }),
      async (c) => answer(c, await work(from(c), c.get('caller'), c.req.valid('param').id)),
    );
  for (const [method, path, summary, work] of [
    ['post', '/me/sessions/{id}/lost', "Reports that the device of one of the caller's sessions is lost", reportOwnLost],
    ['delete', '/me/sessions/{id}/lost', "Reports that the device of one of the caller's sessions is not lost", reportOwnFound],
    ['post', '/admin/sessions/{id}/lost', "Reports that the device of another person's session is lost", reportLostOf],
    ['delete', '/admin/sessions/{id}/lost', "Takes back the report that the device of another person's session is lost", reportFoundOf],
    ['post', '/admin/sessions/{id}/ask', 'Asks a person by mail whether the device of one of their sessions is lost', askAboutDevice],
  ] as const)
    app.openapi(
      createRoute({
        ...common,
        method,
        path,
        summary,
        request: { ...inPath, ...(method === 'post' ? { body: jsonBody(z.strictObject({})) } : {}) },
        responses: responsesOf('Done. The session and the data on the device stay as they are.', doneSchema),
      }),
      async (c) => {
        const noted = await work(from(c), c.get('caller'), c.req.valid('param').id);
        return answer(c, noted.ok ? accept(done) : noted);
      },
    ); // prettier-ignore
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: '/admin/wipes/{id}',
      summary: 'Takes back an order to wipe a device before the device has received it',
      request: inPath,
      responses: responsesOf('Taken back. The sessions stay ended.', doneSchema),
    }),
    async (c) => {
      const withdrawn = await withdrawWipe(from(c), c.get('caller'), c.req.valid('param').id);
      return answer(c, withdrawn.ok ? accept(done) : withdrawn);
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/wipes/{id}/acts',
      summary: 'The data that a wiped device handed over; the journal names its readers',
      request: { ...inPath, body: jsonBody(z.strictObject({})) },
      responses: responsesOf('In the order in which they were made.', documented('HandedOver', 'output', actsSchema)),
    }),
    async (c) => answer(c, await listHandedOver(from(c), c.get('caller'), c.req.valid('param').id)) as never, // JSON values are deeper than the type checker follows
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/admin/wipes/{id}/apply',
      summary: 'Applies chosen changes that a wiped device handed over, as the caller',
      request: { ...inPath, body: jsonBody(z.strictObject({ acts: z.array(idSchema).max(mostApplied) })) },
      responses: responsesOf('The outcome of each, in the order in which they were made.', appliedSchema),
    }),
    async (c) =>
      answer(
        c,
        await applyHandedOver(from(c), actingCaller(c), { id: c.req.valid('param').id, ...c.req.valid('json') }),
      ),
  );

  const byDevice = { tags: ['Sessions and devices'], security: [] as [] };
  app.openapi(
    createRoute({
      ...byDevice,
      method: 'post',
      path: '/auth/wipe/piece',
      summary: 'Takes a piece of the data that a wiped device hands over, with a proof of its key (RFC 9449)',
      request: { body: jsonBody(wipePieceSchema.extend({ org: idSchema })) },
      responses: responsesOf('The pieces that are missing; with the last one the receipt.', wipePieceAnswerSchema),
    }),
    async (c) => {
      const { identity } = from(c);
      const proven = await proofKeyOf(c, identity);
      if (!proven.ok) return answer(c, proven);
      return answer(c, await takePiece({ ...c.req.valid('json'), proofKey: proven.value }, identity));
    },
  );
  app.openapi(
    createRoute({
      ...byDevice,
      method: 'post',
      path: '/auth/wipe/done',
      summary: 'Reports that the device is wiped, with its receipt',
      request: { body: jsonBody(z.strictObject({ org: idSchema, receipt: z.string().max(longestSignedText) })) },
      responses: responsesOf('Noted.', doneSchema),
    }),
    async (c) => {
      const noted = await noteWiped(c.req.valid('json'), from(c).identity);
      return answer(c, noted.ok ? accept(done) : noted);
    },
  );
}
