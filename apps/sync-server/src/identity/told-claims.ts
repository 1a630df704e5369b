import { principalOf } from '../access/principal.ts';
import { readPerson, readRoles } from '../access/token-holds.ts';
import type { Transaction } from '../db/database.ts';
import type { Account } from './signed-in.ts';

/**
 * What an access token tells services beside the server. The server reads none of it: rights come from the database.
 * `permissions_left_out`: there are more than fit.
 */
export type ToldClaims = {
  readonly email: string;
  readonly org_name: string;
  readonly org_slug: string;
  readonly plan: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly permissions_left_out?: true;
};

/** Issue 14: a token travels with every request. */
const mostPermissionBytes = 2_048;

/** The plan of every organisation until billing tells another one. */
const plan = 'standard';

/** Returns the claims of a person, with their roles and the grants as their roles say them, wildcards kept. Runs in the tenant's transaction. */
export async function readToldClaims(
  tx: Transaction,
  { person, organisation }: Pick<Account, 'person' | 'organisation'>,
): Promise<ToldClaims> {
  const [record, stored] = await Promise.all([
    readPerson(tx, organisation.id, person.id),
    readRoles(tx, organisation.id),
  ]);
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
    org_slug: slugOf(organisation.name),
    plan,
    ...(Buffer.byteLength(JSON.stringify({ roles, permissions })) <= mostPermissionBytes
      ? { roles, permissions }
      : { permissions_left_out: true }),
  };
}

/** Returns a name as it is written in addresses: "Fenwright & Söhne" is `fenwright-sohne`. It identifies nothing; `org_id` does. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 60);
