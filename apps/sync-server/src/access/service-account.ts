import type { Principal } from '@outpost/domain/kernel/access/access';
import { type Grant, parseGrant } from '@outpost/domain/kernel/catalogue/role';

/** T-22: the account of a pack's work on the server. The work asks and writes under it in each tenant, with the account's own grants only. */
export type ServiceAccount = {
  readonly pack: string;
  /**
   * The author of its acts, the same in each tenant. It is a hash (UUIDv8) of the pack's name and never a person's id.
   * Devices recognise the pack by it.
   */
  readonly userId: string;
  readonly grants: readonly Grant[];
  /** AUT-4: the account acts for this person. It then has the rights that the person has at that moment, and no grants of its own. */
  readonly for?: string;
  /** EVT-12: written grants that narrow the rights of the person for whom it acts. Absent: it has all of them. */
  readonly within?: readonly string[];
};

/** Parses grants as a pack writes them: "crm/task:update@org". Throws at start where one cannot be parsed. */
export const readGrants = (pack: string, written: readonly string[]): readonly Grant[] =>
  written.map((one) => {
    const grant = parseGrant(one);
    if (!grant) throw new Error(`Server work of pack ${pack}: "${one}" is not a grant, such as pack/kind:update@org`);
    if (grant.scope !== 'org')
      throw new Error(`Server work of pack ${pack}: "${one}" must reach the organisation: @org`);
    return grant;
  });

/** Returns the account as a principal. It holds its grants in the whole organisation, like a role. */
export const principalOfService = ({ pack, userId, grants }: ServiceAccount): Principal => ({
  userId,
  memberships: [{ role: `service of ${pack}`, teamId: null, grants, portal: false }],
});

/**
 * The author of acts: a person, a pack's service account, or the server itself. `sessionId`: the session that must still be valid when the acts
 * are decided. `outcomesOf`: the service of this pack writes the outcomes of the pack's intents, and nothing else.
 */
export type ActAuthor =
  | {
      readonly userId: string;
      readonly sessionId?: string | null;
      readonly service?: ServiceAccount;
      readonly outcomesOf?: string;
      /** A pack whose route made the act: it fills fields of the pack's kinds that only the server writes. */
      readonly fills?: string;
    }
  | 'server';

export const isService = (author: ActAuthor): boolean => author !== 'server' && author.service !== undefined;
