import type { OpenAPIHono } from '@hono/zod-openapi';
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
import type { OidcPorts } from '../../identity/sso/oidc.ts';
import type { PresetClients } from '../../identity/sso/presets.ts';
import { type IdentityProvider, type ProviderKind, readProvider } from '../../identity/providers/providers.ts';
import { type ProvedSubject, settle, type SettlePorts, type TakenAddress } from '../../identity/sso/settle.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { type BrowserPorts, type BrowserWay, browserCookie, originOfServer } from './browser-way.ts';
import { backToApp, signInPage, signInPageOver } from './sign-in-page.ts';

export type SsoBrowserPorts = BrowserPorts & SettlePorts & OidcPorts & { readonly clients: PresetClients };

export type FoundProvider = { readonly orgId: string; readonly provider: IdentityProvider };

/**
 * A protocol of identity providers: its requests and its answers. A further protocol is a file, and a line in the list
 * of the server's protocols.
 */
export type SsoProtocol = {
  readonly kind: ProviderKind;
  /**
   * Returns the provider's page, and the data to keep until the browser is back. Undefined where the provider cannot
   * be used any more.
   */
  readonly go: (
    found: FoundProvider,
    at: { readonly handBack: OpenHandBack; readonly origin: string },
  ) => Promise<Result<{ readonly address: string; readonly memory: string }> | undefined>;
  /** Adds the addresses to which providers send the browser back. */
  readonly addRoutes: (app: OpenAPIHono<HttpEnv>, endAnswer: EndAnswer) => void;
};

/**
 * Ends a sign-in by a provider's answer. `state`: as the browser brought it back. `memoryOf` reads the kept data.
 * `read` is called once for each sign-in, and returns undefined where the provider cannot be used any more.
 */
export type EndAnswer = <M extends { readonly provider: string; readonly state: string }>(
  c: Context<HttpEnv>,
  answer: {
    readonly providerId: string;
    readonly state: string;
    readonly memoryOf: (text: string | null) => M | undefined;
    readonly read: (found: FoundProvider, memory: M) => Promise<Result<ProvedSubject> | undefined>;
  },
) => Promise<Response>;

/** Returns the cookie of the sign-in that a provider's `state` names. */
export const cookieOfState = (c: Context, state: string, ports: Pick<BrowserPorts, 'publicUrl'>): string | undefined =>
  browserCookie(c, state.slice(0, Math.max(0, state.indexOf('.'))), ports);

/** Signing in at an identity provider of the organisation, of any kind. */
export function ssoWay(ports: SsoBrowserPorts, protocols: readonly SsoProtocol[]): BrowserWay {
  const { identity } = ports;
  const protocolOf = ({ provider }: FoundProvider) => protocols.find(({ kind }) => kind === provider.kind);

  const tenantOf = (providerId: string): Promise<string | undefined> =>
    identity.database.transaction('snapshot', async (tx) => {
      const [row] = await tx.query<{ org_id: string }>('select org_id from auth.tenant_of_provider($1::uuid)', [providerId]); // prettier-ignore
      return row?.org_id;
    });

  const find = (orgId: string | null, id: string | null): Promise<FoundProvider | undefined> =>
    orgId === null || id === null
      ? Promise.resolve(undefined)
      : inTenant(identity.database, { orgId, mode: 'snapshot' }, async (tx) => {
          const provider = await readProvider(tx, { orgId, id });
          return provider && { orgId, provider };
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

  const endAnswer: EndAnswer = async (c, { providerId, state, memoryOf, read }) => {
    const cookie = cookieOfState(c, state, ports);
    const handBack = cookie === undefined ? undefined : await recallHandBack(cookie, identity);
    const memory = memoryOf(handBack?.memory ?? null);
    // An answer that does not belong to the sign-in of this browser ends nothing.
    const isTheirs = handBack?.providerId === providerId && memory?.provider === providerId && memory.state === state;
    if (!isTheirs || !handBack || !memory) return signInPageOver(c);
    await rememberInHandBack({ id: handBack.id, memory: null }, identity); // an answer is read once
    const found = await find(handBack.orgId, providerId);
    const proved = found && (await read(found, memory));
    if (!found || !proved) return signInPageOver(c);
    if (!proved.ok) return refused(c, handBack, proved);
    const from = { ...ports, identity: { ...identity, origin: originOf(c) } };
    const settled = await settle({ ...found, proved: proved.value }, from);
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
      const asked = await protocolOf(found)?.go(found, { handBack, origin });
      if (!asked) return signInPageOver(c);
      if (!asked.ok) return refused(c, handBack, asked);
      await rememberInHandBack({ id: handBack.id, memory: asked.value.memory }, identity);
      return c.redirect(asked.value.address, 303);
    },
    later: (details, device) => keepTaken({ taken: details as TakenAddress, device }, identity), // sealed by `finishHandBack`
    addRoutes: (app) => {
      for (const protocol of protocols) protocol.addRoutes(app, endAnswer);
    },
  };
}
