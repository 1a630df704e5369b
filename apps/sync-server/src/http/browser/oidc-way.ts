import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import { inTenant } from '../../db/database.ts';
import {
  finishHandBack,
  type HandBackOutcome,
  type OpenHandBack,
  recallHandBack,
  rememberInHandBack,
} from '../../identity/hand-back/hand-back.ts';
import { keepTaken } from '../../identity/sso/link.ts';
import { goToProvider, type OidcClient, type OidcPorts, readAnswer, readMemory } from '../../identity/sso/oidc.ts';
import { clientOf, type PresetClients } from '../../identity/sso/presets.ts';
import { type IdentityProvider, readProvider } from '../../identity/sso/providers.ts';
import { settle, type SettlePorts, type TakenAddress } from '../../identity/sso/settle.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { type BrowserPorts, type BrowserWay, browserCookie, originOfServer, shortIdOf } from './browser-way.ts';
import { backToApp, signInPage, signInPageOver, signInPages } from './sign-in-page.ts';

export type SsoBrowserPorts = BrowserPorts & SettlePorts & OidcPorts & { readonly clients: PresetClients };

type Found = { readonly orgId: string; readonly provider: IdentityProvider; readonly client: OidcClient };

/** The address to which a provider sends the browser back. Each provider has its own, so that one cannot answer for another (RFC 9700, 4.4). */
export const callbackPath = (providerId: string): string => `${signInPages}oidc/${providerId}/callback`;

/** Signing in at an identity provider of the organisation, by OpenID Connect. */
export function oidcWay(ports: SsoBrowserPorts): BrowserWay {
  const { identity } = ports;

  const tenantOf = (providerId: string): Promise<string | undefined> =>
    identity.database.transaction('snapshot', async (tx) => {
      const [row] = await tx.query<{ org_id: string }>('select org_id from auth.tenant_of_provider($1::uuid)', [providerId]); // prettier-ignore
      return row?.org_id;
    });

  /** Returns a provider with its client. Undefined where it is gone, or of another kind. */
  const find = (orgId: string | null, id: string | null): Promise<Found | undefined> =>
    orgId === null || id === null
      ? Promise.resolve(undefined)
      : inTenant(identity.database, { orgId, mode: 'snapshot' }, async (tx) => {
          const provider = await readProvider(tx, { orgId, id });
          const client =
            provider?.kind === 'oidc'
              ? await clientOf(tx, { orgId, provider }, { keys: identity.keys, clients: ports.clients })
              : undefined;
          return provider && client && { orgId, provider, client };
        });

  /** Ends a sign-in that is open in this browser, and sends the browser back to the app. */
  const finish = async (c: Context<HttpEnv>, id: string, outcome: HandBackOutcome): Promise<Response> => {
    const address = await identity.database.transaction('write', (tx) => finishHandBack(tx, { id, outcome }, identity));
    return address === undefined ? signInPageOver(c) : backToApp(c, address);
  };
  const refused = async (c: Context<HttpEnv>, { id, orgId, providerId }: OpenHandBack, refusal: Refusal) => {
    if (orgId !== null)
      await inTenant(
        identity.database,
        { orgId, mode: 'write' },
        (tx) =>
        noteEvent(tx, orgId, { action: 'sso/refused', outcome: 'refused', nowMs: identity.clock.nowMs(), origin: originOf(c), details: { provider: providerId, why: refusal.message.slice(0, 200) }, key: providerId ?? '' }), // prettier-ignore
      );
    const { code, message, details } = refusal;
    return finish(c, id, { kind: 'refused', refusal: { code, message, details } });
  };

  const callback = async (c: Context<HttpEnv>): Promise<Response> => {
    const providerId = c.req.param('provider') ?? '';
    const state = c.req.query('state') ?? '';
    const cookie = browserCookie(c, state.slice(0, state.indexOf('.')), ports);
    const handBack = cookie === undefined ? undefined : await recallHandBack(cookie, identity);
    const memory = readMemory(handBack?.memory ?? null);
    // A callback that does not belong to the sign-in of this browser ends nothing.
    const isTheirs = handBack?.providerId === providerId && memory?.provider === providerId && memory.state === state;
    if (!isTheirs || !handBack || !memory) return signInPageOver(c);
    await rememberInHandBack({ id: handBack.id, memory: null }, identity); // an answer is read once
    const found = await find(handBack.orgId, providerId);
    if (!found) return signInPageOver(c);
    const { search } = new URL(c.req.url);
    const proved = await readAnswer({ client: found.client, memory, query: search }, ports);
    if (!proved.ok) return refused(c, handBack, proved);
    const from = { ...ports, identity: { ...identity, origin: originOf(c) } };
    const settled = await settle({ orgId: found.orgId, provider: found.provider, proved: proved.value }, from);
    if (!settled.ok) return refused(c, handBack, settled);
    const outcome: HandBackOutcome =
      settled.value.kind === 'taken' ? { kind: 'later', way: 'sso', details: settled.value } : settled.value;
    return finish(c, handBack.id, outcome);
  };

  return {
    way: 'sso',
    async judge({ providerId }): Promise<Result<{ readonly orgId: string; readonly providerId: string }>> {
      const orgId = providerId === undefined ? undefined : await tenantOf(providerId);
      return orgId === undefined || providerId === undefined
        ? refuse('request/invalid', 'provider: there is no such provider', { path: 'provider' })
        : accept({ orgId, providerId });
    },
    async open(c, handBack) {
      const [found, origin] = [await find(handBack.orgId, handBack.providerId), originOfServer(c, ports)];
      if (!found) return signInPageOver(c);
      if (origin === undefined)
        return signInPage(c, { title: 'This server has no address', text: 'Its operator must set OUTPOST_PUBLIC_URL before people sign in here. Tell an administrator.', status: 400 }); // prettier-ignore
      const redirectUri = `${origin}${callbackPath(found.provider.id)}`;
      const asked = await goToProvider({ client: found.client, shortId: shortIdOf(handBack.id), redirectUri }, ports);
      if (!asked.ok) return refused(c, handBack, asked);
      await rememberInHandBack({ id: handBack.id, memory: asked.value.memory }, identity);
      return c.redirect(asked.value.address, 303);
    },
    later: (details, device) => keepTaken({ taken: details as TakenAddress, device }, identity), // sealed by `finishHandBack`
    addRoutes: (app) => void app.get(`${signInPages}oidc/:provider/callback`, callback),
  };
}
