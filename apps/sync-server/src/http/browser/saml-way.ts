import { escapeHtml } from '@outpost/domain/kernel/text/escape-html';
import { accept } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { inTenant } from '../../db/database.ts';
import { answerRefused, goToSamlProvider, readSamlAnswer, readSamlMemory, type SamlClient, samlServiceMetadata, useAssertion } from '../../identity/sso/saml.ts'; // prettier-ignore
import { judgeSamlDetails } from '../../identity/sso/saml-details.ts';
import { readProvider } from '../../identity/providers/providers.ts';
import { mostXmlBytes } from '../../identity/sso/strict-xml.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { originOfServer, shortIdOf } from './browser-way.ts';
import { samlPages } from '../paths/saml-pages.ts';
import { signInPage, signInPageOver } from './sign-in-page.ts';
import { cookieOfState, type FoundProvider, type SsoBrowserPorts, type SsoProtocol } from './sso-way.ts';

/** The script of the page that continues by itself. */
const goOnScript = `document.getElementById('go-on').submit();`;
/** Base64 in a form, where each "+" and "=" has three characters. */
const mostBytes = mostXmlBytes * 3;

/** SAML 2.0: the browser brings the provider's answer by a form. */
export function samlProtocol(ports: SsoBrowserPorts): SsoProtocol {
  const { identity } = ports;

  const clientAt = ({ provider }: FoundProvider, origin: string): SamlClient | undefined => {
    const details = judgeSamlDetails(provider.details, ports);
    const { id, issuer, roles } = provider;
    const at = `${origin}${samlPages}${id}`;
    return details.ok ? { id, issuer, roles, ...details.value, entityId: `${at}/metadata`, acs: `${at}/acs` } : undefined; // prettier-ignore
  };

  /** The provider's form comes from its own site, so the browser sends no cookie with it. A form of our own page, with the same fields, brings it. */
  const askAgain = (c: Context<HttpEnv>, { response, state }: { readonly response: string; readonly state: string }) =>
    signInPage(c, {
      title: 'Signing you in',
      text: 'If nothing happens, use the button.',
      body: `<form id="go-on" method="post">
<input type="hidden" name="SAMLResponse" value="${escapeHtml(response)}">
<input type="hidden" name="RelayState" value="${escapeHtml(state)}">
<input type="hidden" name="again" value="1">
<button class="action" type="submit">Continue</button>
</form>`,
      scripts: [`${samlPages}go-on.js`],
    });

  return {
    kind: 'saml',
    async go(found, { handBack, origin }) {
      const client = clientAt(found, origin);
      return client && accept(await goToSamlProvider({ client, shortId: shortIdOf(handBack.id) }, identity));
    },
    addRoutes(app, endAnswer) {
      app.get(`${samlPages}go-on.js`, (c) => c.body(goOnScript, 200, { 'content-type': 'text/javascript; charset=utf-8' })); // prettier-ignore
      app.get(`${samlPages}:provider/metadata`, async (c) => {
        const [id, origin] = [c.req.param('provider'), originOfServer(c, ports)];
        const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
        const found = isId ? await findFor(id) : undefined;
        const client = found && origin !== undefined ? clientAt(found, origin) : undefined;
        return client
          ? c.body(samlServiceMetadata(client), 200, { 'content-type': 'application/samlmetadata+xml; charset=utf-8' })
          : c.text('There is no such provider', 404);
      });
      app.post(`${samlPages}:provider/acs`, bodyLimit({ maxSize: mostBytes, onError: signInPageOver }), async (c) => {
        const form = new URLSearchParams(await c.req.text());
        const only = (name: string) => (form.getAll(name).length === 1 ? (form.get(name) ?? '') : '');
        const [response, state] = [only('SAMLResponse'), only('RelayState').slice(0, 200)];
        if (cookieOfState(c, state, ports) === undefined && !form.has('again') && state !== '')
          return askAgain(c, { response, state });
        const origin = originOfServer(c, ports);
        return endAnswer(c, {
          providerId: c.req.param('provider'),
          state,
          memoryOf: readSamlMemory,
          read: async (found, memory) => {
            const client = origin === undefined ? undefined : clientAt(found, origin);
            if (!client) return undefined;
            const nowMs = identity.clock.nowMs();
            const read = await readSamlAnswer({ client, memory, response }, { nowMs });
            if (!read.ok) return read;
            const { proved, assertion } = read.value;
            const { orgId } = found;
            const isFirst = await inTenant(identity.database, { orgId, mode: 'write' }, (tx) => useAssertion(tx, { orgId, providerId: client.id, assertion }, { nowMs })); // prettier-ignore
            return isFirst ? accept(proved) : answerRefused();
          },
        });
      });
    },
  };

  async function findFor(id: string): Promise<FoundProvider | undefined> {
    const [row] = await identity.database.transaction('snapshot', (tx) => tx.query<{ org_id: string }>('select org_id from auth.tenant_of_provider($1::uuid)', [id])); // prettier-ignore
    if (!row) return undefined;
    const orgId = row.org_id;
    const provider = await inTenant(identity.database, { orgId, mode: 'snapshot' }, (tx) => readProvider(tx, { orgId, id })); // prettier-ignore
    return provider?.kind === 'saml' ? { orgId, provider } : undefined;
  }
}
