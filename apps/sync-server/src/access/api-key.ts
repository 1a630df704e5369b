import type { Principal } from '@outpost/domain/kernel/access/access';
import { narrowedTo } from '@outpost/domain/kernel/access/narrowed';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import type { Transaction } from '../db/database.ts';

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
