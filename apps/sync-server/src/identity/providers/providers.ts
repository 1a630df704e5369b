import type { Row, Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { openSecret, resealTable, type ResealSecretPorts, sealSecret } from '../keys/tenant-secrets.ts';

export const providerKinds = ['oidc', 'saml'] as const;
export type ProviderKind = (typeof providerKinds)[number];

/**
 * The roles that a person gets when they sign in. `claim`: the claim (or attribute) of the provider with the person's
 * groups; `byGroup`: the role for a group; `usual`: the role of a person without such a group. Without any role nobody is added.
 */
export type RoleMapping = {
  readonly claim: string | null;
  readonly byGroup: Readonly<Record<string, string>>;
  readonly usual: string | null;
};

/** An identity provider of a tenant. The secret is never part of it (`secretOf`). */
export type IdentityProvider = {
  readonly id: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly hasSecret: boolean;
  /** The settings that only one kind needs, as its own folder parses them. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly roles: RoleMapping;
  readonly provisions: boolean;
  readonly trustsEmail: boolean;
};
export type NewProvider = Omit<IdentityProvider, 'id' | 'hasSecret'> & {
  /** Left out: the secret stays. */
  readonly secret?: string | undefined;
};

type ProviderRow = Row & {
  readonly id: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly has_secret: boolean;
  readonly details: Readonly<Record<string, unknown>>;
  readonly roles: RoleMapping;
  readonly provisions: boolean;
  readonly trusts_email: boolean;
};

const columns =
  'id, kind, name, issuer, client_id, sealed is not null as has_secret, details, roles, provisions, trusts_email';
const providerOf = (row: ProviderRow): IdentityProvider => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  issuer: row.issuer,
  clientId: row.client_id,
  hasSecret: row.has_secret,
  details: row.details,
  roles: row.roles,
  provisions: row.provisions,
  trustsEmail: row.trusts_email,
});
const purposeOf = (orgId: string, id: string): string => `secret of provider ${id} of ${orgId}`;

/** Returns the providers of the transaction's tenant, by name. */
export async function listProviders(tx: Transaction, orgId: string): Promise<readonly IdentityProvider[]> {
  const rows = await tx.query<ProviderRow>(`select ${columns} from auth.identity_provider where org_id = $1 order by name, id`, [orgId]); // prettier-ignore
  return rows.map(providerOf);
}

export async function readProvider(
  tx: Transaction,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<IdentityProvider | undefined> {
  const [row] = await tx.query<ProviderRow>(`select ${columns} from auth.identity_provider where org_id = $1 and id = $2`, [orgId, id]); // prettier-ignore
  return row && providerOf(row);
}

/** Returns the secret of a provider; undefined where it has none. */
export async function secretOf(
  tx: Transaction,
  { orgId, id }: { readonly orgId: string; readonly id: string },
  { keys }: Pick<IdentityPorts, 'keys'>,
): Promise<string | undefined> {
  const [row] = await tx.query<{ sealed: string | null }>(
    'select sealed from auth.identity_provider where org_id = $1 and id = $2',
    [orgId, id],
  );
  if (row?.sealed == null) return undefined;
  const secret = await openSecret(tx, { orgId, sealed: row.sealed, purpose: purposeOf(orgId, id) }, { keys });
  if (secret === undefined) throw new Error('The secret of an identity provider cannot be unsealed');
  return secret;
}

/** Writes a provider, a new one, or over the one with this id. The caller has checked the right to it. */
export async function writeProvider(
  tx: Transaction,
  { orgId, id, provider }: { readonly orgId: string; readonly id: string; readonly provider: NewProvider },
  { clock }: Pick<IdentityPorts, 'clock'>,
): Promise<void> {
  const { secret } = provider;
  const sealed = secret === undefined ? null : await sealSecret(tx, { orgId, secret, purpose: purposeOf(orgId, id) }, { clock }); // prettier-ignore
  await tx.query(
    `insert into auth.identity_provider as p (org_id, id, kind, name, issuer, client_id, sealed, details, roles, provisions, trusts_email, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (org_id, id) do update set name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id, sealed = coalesce(excluded.sealed, p.sealed),
       details = excluded.details, roles = excluded.roles, provisions = excluded.provisions, trusts_email = excluded.trusts_email`,
    [
      orgId,
      id,
      provider.kind,
      provider.name,
      provider.issuer,
      provider.clientId,
      sealed,
      JSON.stringify(provider.details),
      JSON.stringify(provider.roles),
      provider.provisions,
      provider.trustsEmail,
      instantOfMs(clock.nowMs()),
    ],
  );
}

/**
 * Encrypts the secrets of the tenant's providers under its newest data key where they are not under it yet. Returns
 * their number.
 */
export const resealProviders = (tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> =>
  resealTable(tx, { orgId, table: 'auth.identity_provider', purposeOf: (id) => purposeOf(orgId, id) }, ports);

/**
 * Removes a provider with everybody's links to it: a later provider of the same name has none of them. Roles that it
 * gave stay, as if given by hand.
 */
export async function removeProvider(
  tx: Transaction,
  { orgId, id }: { readonly orgId: string; readonly id: string },
): Promise<boolean> {
  await tx.query('delete from auth.sso_pending where org_id = $1 and provider_id = $2', [orgId, id]);
  await tx.query('delete from auth.sso_role where org_id = $1 and provider_id = $2', [orgId, id]);
  await tx.query('delete from auth.sso_link where org_id = $1 and provider_id = $2', [orgId, id]);
  const gone = await tx.query('delete from auth.identity_provider where org_id = $1 and id = $2 returning id', [orgId, id]); // prettier-ignore
  return gone.length > 0;
}

/** Returns the roles that a provider's mapping gives a person with these groups, each once. */
export function rolesFor({ byGroup, usual }: RoleMapping, groups: readonly string[]): readonly string[] {
  const mapped = groups.flatMap((group) => (Object.hasOwn(byGroup, group) ? [byGroup[group] ?? ''] : []));
  const roles = mapped.length > 0 ? mapped : usual === null ? [] : [usual];
  return [...new Set(roles)];
}
