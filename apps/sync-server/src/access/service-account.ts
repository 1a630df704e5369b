import type { Principal } from '@outpost/domain/kernel/access/access';
import { type Grant, parseGrant } from '@outpost/domain/kernel/catalogue/role';

/** T-22: the principal as which the server's own work of a pack asks and writes in each tenant, with grants of its own and no others. */
export type ServiceAccount = {
  readonly pack: string;
  /** Author of its acts. Never a person's id: it is a hash (UUIDv8) of the pack's name, by which devices name it. The same in each tenant. */
  readonly userId: string;
  readonly grants: readonly Grant[];
};

/** Grants as a pack writes them: "crm/task:update@org". One that does not read is a fault at start. */
export const readGrants = (pack: string, written: readonly string[]): readonly Grant[] =>
  written.map((one) => {
    const grant = parseGrant(one);
    if (!grant) throw new Error(`Server work of pack ${pack}: "${one}" is no grant`);
    if (grant.scope !== 'org')
      throw new Error(`Server work of pack ${pack}: "${one}" must reach the organisation: @org`);
    return grant;
  });

/** What the account may do. It holds its grants in the whole organisation, as a role would. */
export const principalOfService = ({ pack, userId, grants }: ServiceAccount): Principal => ({
  userId,
  memberships: [{ role: `service of ${pack}`, teamId: null, grants, portal: false }],
});

/**
 * The author of acts: a person, a pack's own work by its service account, or the server itself. `sessionId`: the session that must still stand
 * when the acts are decided.
 */
export type ActAuthor =
  { readonly userId: string; readonly sessionId?: string | null; readonly service?: ServiceAccount } | 'server';

export const isService = (author: ActAuthor): boolean => author !== 'server' && author.service !== undefined;
