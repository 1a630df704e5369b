import { inTenant } from '../../db/database.ts';
import { goToProvider, type OidcClient, readOidcAnswer, readMemory } from '../../identity/sso/oidc.ts';
import { clientOf } from '../../identity/sso/presets.ts';
import { shortIdOf } from './browser-way.ts';
import { signInPages } from '../paths/sign-in-pages.ts';
import type { FoundProvider, SsoBrowserPorts, SsoProtocol } from './sso-way.ts';

/** The address to which a provider sends the browser back. Each provider has its own, so that one cannot answer for another (RFC 9700, 4.4). */
const callbackPath = (providerId: string): string => `${signInPages}oidc/${providerId}/callback`;

/** OpenID Connect: the browser comes back with a code that the server exchanges. */
export function oidcProtocol(ports: SsoBrowserPorts): SsoProtocol {
  const { identity, clients } = ports;
  const find = ({ orgId, provider }: FoundProvider): Promise<OidcClient | undefined> =>
    inTenant(identity.database, { orgId, mode: 'snapshot' }, (tx) =>
      clientOf(tx, { orgId, provider }, { keys: identity.keys, clients }),
    );
  return {
    kind: 'oidc',
    async go(found, { handBack, origin }) {
      const client = await find(found);
      const redirectUri = `${origin}${callbackPath(found.provider.id)}`;
      return client && goToProvider({ client, shortId: shortIdOf(handBack.id), redirectUri }, ports);
    },
    addRoutes(app, endAnswer) {
      app.get(`${signInPages}oidc/:provider/callback`, (c) =>
        endAnswer(c, {
          providerId: c.req.param('provider'),
          state: c.req.query('state') ?? '',
          memoryOf: readMemory,
          read: async (found, memory) => {
            const client = await find(found);
            return client && readOidcAnswer({ client, memory, query: new URL(c.req.url).search }, ports);
          },
        }),
      );
    },
  };
}
