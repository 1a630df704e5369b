import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Row, Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import type { ResolveTxt } from '../outgoing/txt-resolver.ts';

export type SsoDomain = {
  readonly domain: string;
  /** The TXT record that proves the domain: its name and its text. */
  readonly record: { readonly name: string; readonly text: string };
  readonly verifiedAt: string | null;
};

type DomainRow = Row & { readonly domain: string; readonly token: string; readonly verified_at: string | null };

const recordName = (domain: string): string => `_outpost.${domain}`;
const recordText = (token: string): string => `outpost-domain=${token}`;
const domainOf = ({ domain, token, verified_at: verifiedAt }: DomainRow): SsoDomain => ({
  domain,
  record: { name: recordName(domain), text: recordText(token) },
  verifiedAt,
});

/** A name with at least two labels, of letters, digits and hyphens. International names are entered in their ASCII form. */
const form = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
/** Everybody can have an address there: no organisation vouches for them. */
const publicDomains = new Set(['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com', 'gmx.de', 'gmx.net', 'web.de', 'proton.me', 'protonmail.com', 'aol.com', 'mail.com']); // prettier-ignore

/** Returns the domain of an address, folded; an empty text where it has none. */
export const domainOfEmail = (email: string): string => emailKeyOf(email).split('@').at(-1) ?? '';

export async function listDomains(tx: Transaction, orgId: string): Promise<readonly SsoDomain[]> {
  const rows = await tx.query<DomainRow>('select domain, token, verified_at from auth.sso_domain where org_id = $1 order by domain', [orgId]); // prettier-ignore
  return rows.map(domainOf);
}

/** Adds a domain with the record that will prove it. An existing domain keeps its record. Refuses `request/invalid`. */
export async function addDomain(
  tx: Transaction,
  { orgId, domain }: { readonly orgId: string; readonly domain: string },
  { clock, random }: Pick<IdentityPorts, 'clock' | 'random'>,
): Promise<Result<SsoDomain>> {
  const folded = domain.trim().toLowerCase();
  if (!form.test(folded) || publicDomains.has(folded))
    return refuse('request/invalid', 'domain: must be a domain of your organisation, such as example.com', { path: 'domain' }); // prettier-ignore
  const token = Buffer.from(random(24)).toString('base64url');
  await tx.query('insert into auth.sso_domain (org_id, domain, token, made_at) values ($1, $2, $3, $4) on conflict do nothing', [orgId, folded, token, instantOfMs(clock.nowMs())]); // prettier-ignore
  const [row] = await tx.query<DomainRow>('select domain, token, verified_at from auth.sso_domain where org_id = $1 and domain = $2', [orgId, folded]); // prettier-ignore
  if (!row) throw new Error('A domain that was just added is gone');
  return accept(domainOf(row));
}

/** Whether the record of a domain exists. A name server that does not answer counts as none. */
export async function isProved({ record }: SsoDomain, resolveTxt: ResolveTxt): Promise<boolean> {
  const texts = await resolveTxt(record.name);
  return texts.some((text) => text.trim() === record.text);
}

/** Notes that a domain is the tenant's. Returns false where another tenant has proved the same one. */
export async function noteProved(
  tx: Transaction,
  { orgId, domain }: { readonly orgId: string; readonly domain: string },
  { clock }: Pick<IdentityPorts, 'clock'>,
): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [`domain ${domain}`]);
  const [other] = await tx.query<{ org_id: string }>('select org_id from auth.providers_of_domain($1) where org_id <> $2 limit 1', [domain, orgId]); // prettier-ignore
  if (other) return false;
  const done = await tx.query(
    `update auth.sso_domain set verified_at = coalesce(verified_at, $3) where org_id = $1 and domain = $2 returning domain`,
    [orgId, domain, instantOfMs(clock.nowMs())],
  );
  return done.length > 0;
}

export async function removeDomain(
  tx: Transaction,
  { orgId, domain }: { readonly orgId: string; readonly domain: string },
): Promise<boolean> {
  const gone = await tx.query('delete from auth.sso_domain where org_id = $1 and domain = $2 returning domain', [orgId, domain]); // prettier-ignore
  return gone.length > 0;
}

/**
 * Whether the tenant has proved the domain of an address, so that its providers may vouch for it. Subdomains are
 * domains of their own.
 */
export async function isOwnAddress(
  tx: Transaction,
  { orgId, email }: { readonly orgId: string; readonly email: string },
): Promise<boolean> {
  const found = await tx.query('select domain from auth.sso_domain where org_id = $1 and domain = $2 and verified_at is not null', [orgId, domainOfEmail(email)]); // prettier-ignore
  return found.length > 0;
}

export type OfferedProvider = { readonly id: string; readonly orgId: string; readonly name: string };

/**
 * Returns the providers that vouch for the domain of an address. The answer is the same whether or not the address
 * has an account.
 */
export async function providersFor(tx: Transaction, email: string): Promise<readonly OfferedProvider[]> {
  const rows = await tx.query<{ org_id: string; id: string; name: string }>('select org_id, id, name from auth.providers_of_domain($1)', [domainOfEmail(email)]); // prettier-ignore
  return rows.map(({ org_id: orgId, id, name }) => ({ id, orgId, name }));
}
