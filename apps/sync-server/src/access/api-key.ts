import type { Principal } from '@outpost/domain/kernel/access/access';
import { narrowedTo } from '@outpost/domain/kernel/access/narrowed';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import type { Transaction } from '../db/database.ts';
import { accessEntities } from './principal.ts';
import type { PersonRow } from './token-holds.ts';

/** The maker of an API key, and its grants as written. */
export type KeyRights = { readonly personId: string; readonly grants: readonly string[] };

/** Returns the rights of an API key that is not revoked; undefined for any other id, such as a person's. */
export async function readKeyRights(
  tx: Transaction,
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
): Promise<KeyRights | undefined> {
  const [row] = await tx.query<{ person_id: string; grants: readonly string[] }>(
    'select person_id, grants from auth.api_key where org_id = $1 and id = $2 and revoked_at is null',
    [orgId, userId],
  );
  return row && { personId: row.person_id, grants: row.grants };
}

/** An API key of a program, with the data of its maker from which its rights follow. */
export type ProgramKey = {
  readonly id: string;
  readonly name: string;
  readonly rights: KeyRights;
  readonly maker: PersonRow;
};

/** Returns the keys of programs that are valid at an instant (ISO 8601 UTC), by name. A directory's tokens are not among them: they read no records. */
export async function readProgramKeys(tx: Transaction, orgId: string, at: string): Promise<readonly ProgramKey[]> {
  const rows = await tx.query<{ id: string; name: string; grants: readonly string[]; person_id: string; life: PersonRow['life']; fields: PersonRow['fields'] }>(
    `select k.id, k.name, k.grants, k.person_id, p.life, p.fields from auth.api_key k
       join store.${sqlName(accessEntities.person)} p on p.org_id = k.org_id and p.id = k.person_id
     where k.org_id = $1 and k.used_for = 'api' and k.revoked_at is null and k.expires_at > $2 order by k.name, k.id`,
    [orgId, at],
  ); // prettier-ignore
  return rows.map(({ id, name, grants, person_id: personId, life, fields }) => ({
    id,
    name,
    rights: { personId, grants },
    maker: { id: personId, life, fields },
  }));
}

/** Returns a key's principal: its maker's, with the rights that both the maker and the key's grants give. */
export const principalOfKey = (
  { userId, memberships }: Principal,
  { grants }: KeyRights,
  catalogue: Catalogue,
): Principal => ({
  userId,
  memberships: narrowedTo(
    memberships,
    grants.flatMap((grant) => parseGrant(grant) ?? []),
    catalogue,
  ),
  isProgram: true,
});
