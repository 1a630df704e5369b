import { routeInApi } from './route-in-api.ts';

/**
 * The reason why the server never connects to the value of a field; or the body in which an address reaches the guard
 * (`identity/outgoing`).
 */
export type AddressLine = string | { readonly body: (address: string) => object };

const provider = (issuer: string): object => ({
  kind: 'oidc',
  name: 'A provider',
  issuer,
  clientId: 'outpost',
  secret: 'a secret',
  roles: { claim: null, byGroup: {}, usual: 'member' },
  provisions: false,
});
const filter = 'compared with the addresses in the journal';
const domain = 'asked for a TXT record at the name servers of this machine; nothing connects to it';
const handBack = 'the step of a sign-in, a random text';
const picture = 'names a file of the store by its SHA-256, and has no address';
const browser = 'the browser of the person goes there';

const webhook = 'refused at once as the guard refuses it, and asked through the guard alone: webhooks-out.pg.test.ts';

/** The routes of one webhook, by its id. */
const ofOneWebhook = [
  'GET ',
  'PUT ',
  'DELETE ',
  'POST /secrets',
  'DELETE /secrets/{secret_id}',
  'POST /test',
  'POST /replay',
  'GET /deliveries',
  'POST /deliveries/{n}/send',
].map((route) => `${route.replace(' ', ' /api/v1/webhooks/{webhook_id}')}: path.webhook_id`);

const mapped = 'names places in a payload, and no address';

/** The lines of the routes, without those that the API has from the app. */
const lines: Readonly<Record<string, AddressLine>> = {
  'DELETE /admin/sso/domains/{domain}: path.domain': domain,
  'POST /admin/sso/domains/{domain}/verify: path.domain': domain,
  'POST /admin/dkim-keys: body.domain': domain,
  'POST /admin/sso/domains: body.domain': domain,
  'GET /api/v1/audit/compliance-events: query.address': filter,
  'GET /api/v1/audit/logs: query.address': filter,
  'GET /api/v1/audit/security-events: query.address': filter,
  'POST /api/v1/audit/exports: body.question.address': filter,
  'POST /admin/sso/providers: body.issuer': { body: provider },
  'PUT /admin/sso/providers/{id}: body.issuer': 'refused unless it is the stored one, which the guard asks',
  'POST /admin/sso/test: body.issuer': { body: (issuer) => ({ issuer }) },
  'POST /admin/sso/providers: body.saml.entryPoint': browser,
  'PUT /admin/sso/providers/{id}: body.saml.entryPoint': browser,
  'POST /admin/sso/test: body.metadata': 'the document itself; its addresses are for the browser',
  'POST /admin/sso/test: body.metadataUrl': { body: (metadataUrl) => ({ metadataUrl }) },
  'POST /auth/sso/link/code: body.link': handBack,
  'POST /auth/sso/link: body.link': handBack,
  'PUT /api/v1/organizations/{org_id}: body.logo': picture,
  'PUT /api/v1/users/me: body.picture': picture,
  ...Object.fromEntries(ofOneWebhook.map((field) => [field, 'an id, and no address'])),
  'POST /api/v1/webhook-sources/preview: body.mapping': mapped,
  'POST /api/v1/webhook-sources: body.mapping': mapped,
  'PUT /api/v1/webhook-sources/{source_id}: body.mapping': mapped,
  'POST /hooks/{org}/in/{address}: path.address': 'the unguessable part of the address of this request itself',
  'PUT /me/mailbox: body.address': 'an e-mail address',
  'PUT /me/mailbox: body.sending.host': 'judged as the guard judges it, on two ports alone: own-sender.pg.test.ts',
  'PUT /me/mailbox: body.host': 'judged as the guard judges it, on two ports alone: mailboxes.pg.test.ts',
  'POST /me/notice-channels/push: body.endpoint':
    'refused at once as the guard refuses it, and asked through the guard alone: notice-channels.pg.test.ts',
  'POST /api/v1/webhooks: body.url': webhook,
  'PUT /api/v1/webhooks/{webhook_id}: body.url': webhook,
};

/** Each field of a request that is like an address: "METHOD path: place". */
export const addressLines = Object.fromEntries(
  Object.entries(lines).flatMap(([field, line]): readonly (readonly [string, AddressLine])[] => {
    const [route = '', place = ''] = field.split(': ');
    const inApi = routeInApi(route);
    return [[field, line], ...(inApi === undefined ? [] : [[`${inApi}: ${place}`, line] as const])];
  }),
);
