import { deviceKeysFrom, deviceKeysHeader } from '@outpost/domain/sync/device-keys-header';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { endHandBack, type Later } from '../../identity/hand-back/end-hand-back.ts';
import {
  beginHandBack,
  handBackIdOf,
  handBackWays,
  openHandBack,
  signInOver,
} from '../../identity/hand-back/hand-back.ts';
import { signedInSchema } from '../../identity/sessions/signed-in.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { ClientAddress } from '../guards/client-address.ts';
import { proofKeyOf } from '../guards/proof-key.ts';
import { provenDevice } from '../guards/proven-device.ts';
import { deviceField } from '../routes/identity/auth-fields.ts';
import { type BrowserWay, browserCookie, giveBrowserCookie, shortIdOf } from './browser-way.ts';
import { browserWays } from './browser-ways.ts';
import type { SsoBrowserPorts } from './sso-way.ts';
import { secretField } from '../routes/identity/secret-field.ts';
import { signInPages } from '../paths/sign-in-pages.ts';
import { signInPageOver, signInStyle } from './sign-in-page.ts';

const beginSchema = z.strictObject({
  way: z.enum(handBackWays, 'must be a way of signing in'),
  organisation: idSchema.optional(),
  provider: idSchema.optional(),
  challenge: secretField('the SHA-256 of the verifier'),
  state: secretField('a random text'),
  returnTo: z.string().max(100),
  device: deviceField.pick({ id: true, name: true }),
});
const begunSchema = z.strictObject({ ticket: z.string(), minutes: z.number() });
const exchangeSchema = z.strictObject({
  code: secretField('the code that the browser brought back'),
  verifier: secretField('the verifier'),
  device: deviceField.pick({ id: true, key: true }),
});

/** Adds the routes of signing in in the person's own browser: its start, its page, and the exchange of its code (ADR 75). */
export function addHandBackRoutes(
  app: OpenAPIHono<HttpEnv>,
  { clientAddress, ...ports }: SsoBrowserPorts & { readonly clientAddress: ClientAddress },
): void {
  const { identity } = ports;
  const open: { tags: string[]; security: [] } = { tags: ['Signing in'], security: [] };
  const ways = new Map<string, BrowserWay>(browserWays(ports).map((way) => [way.way, way]));

  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/browser',
      summary: "Begins a sign-in in the person's own browser: it opens /sign-in/{ticket}, and comes back with a code",
      request: { body: jsonBody(beginSchema) },
      responses: responsesOf('Begun. The ticket is valid for the given number of minutes.', begunSchema),
    }),
    async (c) => {
      const { organisation: orgId, provider: providerId, device, ...input } = c.req.valid('json');
      const way = ways.get(input.way);
      if (!way) return answer(c, refuse('request/invalid', 'way: this server does not offer it', { path: 'way' }));
      const proven = await proofKeyOf(c, identity);
      if (!proven.ok) return answer(c, proven);
      const judged = way.judge ? await way.judge({ orgId, providerId }) : accept({ orgId, providerId });
      if (!judged.ok) return answer(c, judged);
      const begun = { ...input, ...judged.value, device: { ...device, proofKey: proven.value } };
      return answer(c, await beginHandBack(begun, identity));
    },
  );

  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/browser/exchange',
      summary: 'Exchanges the code that the browser brought back; it works once, on the device that began',
      request: { body: jsonBody(exchangeSchema) },
      responses: responsesOf('Signed in, as by /auth/sign-in.', signedInSchema),
    }),
    async (c) => {
      const { device, ...input } = c.req.valid('json');
      const proven = await provenDevice(c, { identity, clientAddress });
      if (!proven.ok) return answer(c, proven);
      const shown = {
        ...device,
        keys: deviceKeysFrom(c.req.header(deviceKeysHeader)),
        ...proven.value,
      };
      const from = { ...identity, origin: originOf(c) };
      const later: Later = (outcome, named) => ways.get(outcome.way)?.later?.(outcome.details, named) ?? Promise.resolve(signInOver()); // prettier-ignore
      return answer(c, await endHandBack({ ...input, device: shown }, from, later));
    },
  );

  app.get(`${signInPages}page.css`, signInStyle);
  for (const way of ways.values()) way.addRoutes?.(app);
  app.get(`${signInPages}:ticket`, async (c) => {
    const ticket = c.req.param('ticket');
    const shortId = shortIdOf(handBackIdOf(ticket));
    const opened = await openHandBack({ ticket, cookie: browserCookie(c, shortId, ports) }, identity);
    const way = opened && ways.get(opened.way);
    if (!way) return signInPageOver(c);
    const { cookie, ...handBack } = opened;
    giveBrowserCookie(c, { shortId, cookie }, ports);
    return way.open(c, handBack);
  });
}
