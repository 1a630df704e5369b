import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import type { OidcClient } from './oidc.ts';
import { type IdentityProvider, secretOf } from '../providers/providers.ts';

/** Providers at which the operator of this server has a client that all tenants may use. */
export const presets = ['google', 'microsoft'] as const;
export type Preset = (typeof presets)[number];
export type PresetClients = { readonly [P in Preset]?: { readonly clientId: string; readonly secret: string } };

/** Whether an issuer belongs to a preset. A tenant of Microsoft has an issuer of its own; Google has one for all. */
export const isIssuerOf: { readonly [P in Preset]: (issuer: string) => boolean } = {
  google: (issuer) => issuer === 'https://accounts.google.com',
  microsoft: (issuer) => /^https:\/\/login\.microsoftonline\.com\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/v2\.0$/.test(issuer), // prettier-ignore
};

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
