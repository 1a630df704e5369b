import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { findAccount } from '../sessions/signed-in.ts';

export type OrganisationChoice = { readonly id: string; readonly name: string };

/**
 * Returns the organisations that admit an account, by name. Call it only after a first factor has proved the account: the names
 * reveal where a person works.
 */
export async function organisationChoicesOf(
  memberships: readonly { readonly org_id: string; readonly person_id: string }[],
  { database }: Pick<IdentityPorts, 'database'>,
): Promise<readonly OrganisationChoice[]> {
  const choices: OrganisationChoice[] = [];
  for (const { org_id: orgId, person_id: personId } of memberships) {
    const account = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => findAccount(tx, { orgId, personId }));
    if (account?.standing === 'active' && !account.isClosed)
      choices.push({ id: orgId, name: account.organisation.name });
  }
  return choices.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Returns the refusal of a sign-in that must name one of these organisations. */
export const chooseOrganisation = (organisations: readonly OrganisationChoice[]): Result<never> =>
  refuse('access/choose-organisation', 'You belong to several organisations. Choose the one to sign in to.', {
    organisations,
  });
