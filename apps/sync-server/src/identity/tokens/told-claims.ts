import { principalOf } from '../../access/principal.ts';
import { readPerson, readRoles } from '../../access/token-holds.ts';
import type { Transaction } from '../../db/database.ts';

/**
 * The claims of an access token for services other than the server. The server reads none of them: rights come from the
 * database. `permissions_left_out`: there are more than fit.
 */
export type ToldClaims = {
  readonly email: string;
  readonly org_name: string;
  readonly org_slug?: string;
  readonly plan: string;
  readonly roles: readonly string[];
  readonly permissions?: readonly string[];
  readonly permissions_left_out?: true;
};

/** The person and the organisation of a token. */
type ToldAbout = {
  readonly person: { readonly id: string; readonly email: string };
  readonly organisation: { readonly id: string; readonly name: string };
};

/** Issue 14: a token travels with every request. */
const mostPermissionBytes = 2_048;

/**
 * Returns the claims of a person, with their roles and with the grants of these roles, wildcards included. Runs in the tenant's
 * transaction.
 */
export async function readToldClaims(tx: Transaction, { person, organisation }: ToldAbout): Promise<ToldClaims> {
  const [record, stored, [tenant]] = await Promise.all([
    readPerson(tx, organisation.id, person.id),
    readRoles(tx, organisation.id),
    tx.query<{ slug: string | null; plan: string }>('select slug, plan from store.tenants where org_id = $1', [
      organisation.id,
    ]),
  ]);
  if (!tenant) throw new Error(`There is no tenant ${organisation.id}`);
  const { memberships } = principalOf(record, stored);
  const roles = [...new Set(memberships.map(({ role }) => role))];
  const permissions = [
    ...new Set(
      memberships.flatMap(({ grants }) =>
        grants.map(({ resource, action, scope }) => `${resource}:${action}@${scope}`),
      ),
    ),
  ];
  return {
    email: person.email,
    org_name: organisation.name,
    ...(tenant.slug === null ? {} : { org_slug: tenant.slug }),
    plan: tenant.plan,
    roles,
    ...(Buffer.byteLength(JSON.stringify(permissions)) <= mostPermissionBytes
      ? { permissions }
      : { permissions_left_out: true }),
  };
}
