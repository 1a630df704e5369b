import type { Transaction } from '../../db/database.ts';
import { readGivenRoles } from '../../identity/providers/given-roles.ts';
import type { GroupRole } from './group-role.ts';

/** Roles by person. */
export type RolesByPerson = ReadonlyMap<string, readonly GroupRole[]>;

const byPerson = (rows: readonly { readonly person: string; readonly roles: readonly GroupRole[] }[]): RolesByPerson =>
  new Map([...Map.groupBy(rows, ({ person }) => person)].map(([person, of]) => [person, of.flatMap(({ roles }) => roles)])); // prettier-ignore

/** Returns the roles that people have by the groups of their directory. `exceptGroup`: a group that does not count. */
export async function rolesByDirectory(
  tx: Transaction,
  { orgId, people, exceptGroup }: { readonly orgId: string; readonly people: readonly string[]; readonly exceptGroup?: string }, // prettier-ignore
): Promise<RolesByPerson> {
  return byPerson(
    await tx.query<{ person: string; roles: readonly GroupRole[] }>(
      `select m.person_id as person, g.roles from auth.directory_member m join auth.directory_group g on g.org_id = m.org_id and g.id = m.group_id
       where m.org_id = $1 and m.person_id = any($2::uuid[]) and ($3::uuid is null or m.group_id <> $3)`,
      [orgId, people, exceptGroup ?? null],
    ),
  );
}

/** Returns the roles that identity providers have given people at a sign-in. `exceptProvider`: one that does not count. */
export async function rolesByProviders(
  tx: Transaction,
  { orgId, people, exceptProvider }: { readonly orgId: string; readonly people: readonly string[]; readonly exceptProvider?: string }, // prettier-ignore
): Promise<RolesByPerson> {
  const given = await readGivenRoles(tx, { orgId, people });
  const others = given.filter(({ providerId }) => providerId !== exceptProvider);
  return byPerson(others.map(({ personId: person, role }) => ({ person, roles: [{ role, teamId: null }] })));
}
