import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { confirmNumber, enterNumber, type ManageChannelPorts, removeNumber, showChannels, subscribe, unsubscribe } from '../../../gateway/notices/manage-channels.ts'; // prettier-ignore
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';

const path = '/me/notice-channels';
const channelsSchema = z.object({
  publicKey: z
    .string()
    .nullable()
    .describe('The key with which a browser subscribes (RFC 8292); null: this server sends no pushes.'),
  subscriptions: z.array(
    z.object({
      id: z.string(),
      service: z.string().describe('The host of its push service.'),
      deviceName: z.string(),
      madeAt: z.string(),
      isThisSession: z.boolean(),
    }),
  ),
  sendsTexts: z.boolean().describe('Whether this server sends texts for the organisation.'),
  number: z
    .object({ number: z.string(), state: z.enum(['unconfirmed', 'confirmed', 'stopped']) })
    .nullable()
    .describe('The number for texts about notifications; null: none.'),
});

/** The uncompressed point of P-256 and the secret of RFC 8291, section 2, in base64url. */
const placeSchema = z.strictObject({
  endpoint: z.url().max(2_000),
  keys: z.strictObject({
    p256dh: z.string().regex(/^B[A-Za-z0-9_-]{86}$/, 'must be a public key of P-256 in base64url'),
    auth: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be 16 bytes in base64url'),
  }),
});
const numberSchema = z.strictObject({ number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number in international form, such as +14155550100') }); // prettier-ignore

/** Adds the routes by which a person sets where their notifications are sent beside e-mail. Nobody else sees or changes it. */
export function addNoticeChannelRoutes(
  app: OpenAPIHono<HttpEnv>,
  ports: ManageChannelPorts & { readonly signedIn: ReturnType<typeof authenticateSession> },
): void {
  const common = { tags: ['Notifications'], path, middleware: ports.signedIn };
  const responses = responsesOf("The caller's channels.", channelsSchema);
  app.openapi(
    createRoute({ ...common, method: 'get', summary: "The channels for the caller's notifications", responses }),
    async (c) => answer(c, await showChannels(ports, c.get('caller'))),
  );
  const pushed = { ...common, path: `${path}/push`, method: 'post', summary: 'Adds a browser that gets pushes' } as const; // prettier-ignore
  app.openapi(createRoute({ ...pushed, request: { body: jsonBody(placeSchema) }, responses }), async (c) => {
    const { endpoint, keys } = c.req.valid('json');
    return answer(c, await subscribe(ports, c.get('caller'), { endpoint, ...keys }));
  });
  const removed = { ...common, path: `${path}/push/{id}`, method: 'delete', summary: 'Removes a browser that gets pushes' } as const; // prettier-ignore
  app.openapi(createRoute({ ...removed, request: { params: z.object({ id: z.uuid() }) }, responses }), async (c) =>
    answer(c, await unsubscribe(ports, c.get('caller'), c.req.valid('param').id)),
  );
  const entered = { ...common, path: `${path}/number`, method: 'put', summary: 'Sends a code to a number for texts' } as const; // prettier-ignore
  app.openapi(createRoute({ ...entered, request: { body: jsonBody(numberSchema) }, responses }), async (c) =>
    answer(c, await enterNumber(ports, c.get('caller'), c.req.valid('json').number)),
  );
  const confirmed = { ...common, path: `${path}/number/confirm`, method: 'post', summary: 'Confirms the number by its code' } as const; // prettier-ignore
  app.openapi(
    createRoute({
      ...confirmed,
      request: { body: jsonBody(z.strictObject({ code: z.string().min(1).max(40) })) },
      responses,
    }),
    async (c) => answer(c, await confirmNumber(ports, c.get('caller'), c.req.valid('json').code)),
  );
  const ended = { ...common, path: `${path}/number`, method: 'delete', summary: 'Removes the number' } as const;
  app.openapi(createRoute({ ...ended, responses }), async (c) => answer(c, await removeNumber(ports, c.get('caller'))));
}
