import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import type { OidcClient } from './oidc.ts';
import { type IdentityProvider, secretOf } from '../providers/providers.ts';

/** Providers at which the operator of this server has a client that all tenants may use. */
export const presets = ['google', 'microsoft'] as const;
export type Preset = (typeof presets)[number];
export type PresetClients = { readonly [P in Preset]?: { readonly clientId: string; readonly secret: string } };

/** Whether an issuer belongs to a preset. A tenant of Microsoft has an issuer of its own. Google has one for all. */
export const isIssuerOf: { readonly [P in Preset]: (issuer: string) => boolean } = {
  google: (issuer) => issuer === 'https://accounts.google.com',
  microsoft: (issuer) => /^https:\/\/login\.microsoftonline\.com\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/v2\.0$/.test(issuer), // prettier-ignore
};

/** Hosts of Microsoft's identity platform: of its clouds, and of its first version. */
const microsoftHosts = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.windows.net',
  'sts.windows.net',
]);
/**
 * Parts of Microsoft's addresses that mean the tenants of all customers, or private accounts. The id is that of all
 * private accounts.
 */
const sharedTenants = new Set(['common', 'organizations', 'consumers', '9188040d-6c67-4c5b-b112-36a304b66dad']);

/**
 * Returns why no tenant may use an issuer; undefined where it may. At Microsoft's shared addresses anybody can own a
 * tenant and name people in it at will. So an issuer must name one tenant by its id, and ID tokens are compared with
 * it.
 */
export function issuerFault(issuer: string): string | undefined {
  const url = URL.parse(issuer);
  if (!url || !microsoftHosts.has(url.hostname)) return undefined;
  const [, tenant = ''] = url.pathname.split('/');
  return tenant === '' || sharedTenants.has(tenant.toLowerCase())
    ? `is shared by the tenants of all customers of Microsoft. Enter the issuer of your own: https://${url.hostname}/<your directory id>/v2.0`
    : undefined;
}

export const presetOf = ({ details }: Pick<IdentityProvider, 'details'>): Preset | undefined =>
  presets.find((preset) => preset === details['preset']);

/** Returns a provider with the client by which this server asks it. Undefined where it uses a client that the server does not have. */
export async function clientOf(
  tx: Transaction,
  { orgId, provider }: { readonly orgId: string; readonly provider: IdentityProvider },
  { keys, clients }: { readonly keys: IdentityPorts['keys']; readonly clients: PresetClients },
): Promise<OidcClient | undefined> {
  const preset = presetOf(provider);
  if (preset === undefined) return { ...provider, secret: await secretOf(tx, { orgId, id: provider.id }, { keys }) };
  const client = clients[preset];
  return client && isIssuerOf[preset](provider.issuer) ? { ...provider, ...client } : undefined;
}
