import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';

/** A role that a provider has given a person, in the whole tenant and without an end. `role`: its key. */
export type GivenRole = { readonly providerId: string; readonly personId: string; readonly role: string };

/** Returns the roles that the providers of a tenant have given these people. */
export async function readGivenRoles(
  tx: Transaction,
  { orgId, people }: { readonly orgId: string; readonly people: readonly string[] },
): Promise<readonly GivenRole[]> {
  const rows = await tx.query<{ provider_id: string; person_id: string; role: string }>('select provider_id, person_id, role from auth.sso_role where org_id = $1 and person_id = any($2::uuid[]) order by role', [orgId, people]); // prettier-ignore
  return rows.map(({ provider_id: providerId, person_id: personId, role }) => ({ providerId, personId, role }));
}

type Roles = {
  readonly orgId: string;
  readonly providerId: string;
  readonly personId: string;
  readonly roles: readonly string[];
};

/**
 * Notes roles that a provider gives a person. The caller gives them in the next step. A provider that was removed
 * meanwhile notes none.
 */
export async function noteGivenRoles(
  tx: Transaction,
  { orgId, providerId, personId, roles }: Roles,
  { clock }: Pick<IdentityPorts, 'clock'>,
): Promise<void> {
  await tx.query(
    `insert into auth.sso_role (org_id, provider_id, person_id, role, given_at)
     select org_id, id, $3, unnest($4::text[]), $5 from auth.identity_provider where org_id = $1 and id = $2 on conflict do nothing`,
    [orgId, providerId, personId, roles, instantOfMs(clock.nowMs())],
  );
}

/** Deletes the notes that a provider gives a person these roles. */
export async function forgetGivenRoles(tx: Transaction, { orgId, providerId, personId, roles }: Roles): Promise<void> {
  await tx.query('delete from auth.sso_role where org_id = $1 and provider_id = $2 and person_id = $3 and role = any($4::text[])', [orgId, providerId, personId, roles]); // prettier-ignore
}

/** Deletes the notes of roles that a person has lost. A role that somebody gives again by hand is not the provider's. */
export async function forgetLostRoles(
  tx: Transaction,
  { orgId, personId, roles }: Omit<Roles, 'providerId'>,
): Promise<void> {
  await tx.query('delete from auth.sso_role where org_id = $1 and person_id = $2 and role = any($3::text[])', [orgId, personId, roles]); // prettier-ignore
}
