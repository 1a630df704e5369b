import type { NewSsoProvider, SsoProviderShown } from '../../../bridge/calls/identity/sso-calls.ts';
import { groupLines, readGroupLines } from './group-lines.ts';
import type { ShownSsoSettings } from './use-sso.ts';

export type ShownPreset = ShownSsoSettings['presets'][number];

/** The values of a provider's dialog, of both kinds: texts as they are typed. */
export type ProviderEntry = {
  readonly kind: SsoProviderShown['kind'];
  readonly preset: ShownPreset | null;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  readonly trustsEmail: boolean;
  /** The metadata of SAML: the XML, or its address. It is read, and not kept. */
  readonly metadata: string;
  readonly entryPoint: string;
  readonly certificates: string;
  readonly emailClaim: string;
  readonly nameClaim: string;
  readonly provisions: boolean;
  readonly usual: string;
  readonly claim: string;
  readonly groups: string;
};

/** The entry, and how a field changes it. */
export type EntryFields = { readonly entry: ProviderEntry; readonly change: (next: Partial<ProviderEntry>) => void };

/** Returns the first entry of the dialog: a stored provider, or an empty one of OpenID Connect. */
export const providerEntryOf = (provider: SsoProviderShown | undefined): ProviderEntry => ({
  kind: provider?.kind ?? 'oidc',
  preset: provider?.preset ?? null,
  name: provider?.name ?? '',
  issuer: provider?.issuer ?? '',
  clientId: provider?.clientId ?? '',
  secret: '',
  trustsEmail: provider?.trustsEmail ?? false,
  metadata: '',
  entryPoint: provider?.saml?.entryPoint ?? '',
  certificates: certificateText(provider?.saml?.certificates ?? []),
  emailClaim: provider?.saml?.emailClaim ?? '',
  nameClaim: provider?.saml?.nameClaim ?? '',
  provisions: provider?.provisions ?? true,
  usual: provider?.roles.usual ?? '',
  claim: provider?.roles.claim ?? '',
  groups: provider ? groupLines(provider.roles.byGroup) : '',
});

/** Returns certificates as people edit them: an empty line between two. */
export const certificateText = (certificates: readonly string[]): string => certificates.join('\n\n');

/** Reads certificates with their frames, or without, with an empty line between two. */
export function readCertificates(text: string): readonly string[] {
  const framed = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)].map(([, inner = '']) => inner); // prettier-ignore
  const parts = framed.length > 0 ? framed : text.split(/\n\s*\n/);
  return parts.map((part) => part.replaceAll(/\s/g, '')).filter((part) => part !== '');
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Returns the provider of an entry, or the problem of the entry in words. */
export function readEntry(entry: ProviderEntry): { readonly provider: NewSsoProvider } | { readonly problem: string } {
  const { kind, preset } = entry;
  const byGroup = readGroupLines(entry.groups);
  const [name, issuer, clientId, entryPoint] = [entry.name.trim(), entry.issuer.trim(), entry.clientId.trim(), entry.entryPoint.trim()]; // prettier-ignore
  const certificates = readCertificates(entry.certificates);
  if (kind === 'oidc' && (name === '' || issuer === '' || (preset === null && clientId === '')))
    return { problem: 'Fill in the name, the address and the client ID.' };
  if (kind === 'saml' && (name === '' || issuer === '' || entryPoint === '' || certificates.length === 0))
    return { problem: 'Fill in the name, and read the provider’s metadata or fill in its values.' };
  if (certificates.length > 4) return { problem: 'Enter at most four certificates.' };
  if (!byGroup) return { problem: 'Write one group a line, such as "sales = member".' };
  const shared = { name, issuer, roles: { claim: orNull(entry.claim), byGroup, usual: orNull(entry.usual) }, provisions: entry.provisions }; // prettier-ignore
  if (kind === 'saml')
    return { provider: { ...shared, kind, saml: { entryPoint, certificates: [...certificates], emailClaim: orNull(entry.emailClaim), nameClaim: orNull(entry.nameClaim) } } }; // prettier-ignore
  const secret = entry.secret === '' ? {} : { secret: entry.secret };
  const ofPreset = preset === null ? { clientId } : { clientId: preset, preset };
  return { provider: { ...shared, kind, ...ofPreset, ...secret, trustsEmail: entry.trustsEmail } };
}
