import {
  can,
  isInside,
  type Membership,
  type Principal,
  tokensOf,
  tokensOfPrincipal,
} from '../kernel/access/access.ts';
import { type Catalogue, entityOf } from '../kernel/catalogue/catalogue.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import type { Action } from '../kernel/catalogue/role.ts';

/** The server's own hand: roles of a new tenant, outcomes of intents. Never a person's id: the version digit is none of theirs. */
export const systemUserId = '00000000-0000-4000-8000-000000000001';

/** Who asks for an act, and what the rules say of them. */
export type Author = {
  readonly userId: string;
  /** The teams in which they hold a role, living or not. */
  readonly teams: ReadonlySet<string>;
  /** May write what only the server writes, and is asked for no permission. */
  readonly isServer: boolean;
  /** Belongs to no organisation that they work with: holds portal roles alone. */
  readonly isOutside: boolean;
  readonly sees: (record: StoredRecord) => boolean;
  readonly may: (action: Action, record: StoredRecord) => boolean;
  /** What they hold: nobody gives more. The server is not asked. */
  readonly memberships: readonly Membership[];
};

/** The author that a principal is. Tokens are worked out once: this is asked for every edit. */
export function authorOf(principal: Principal, catalogue: Catalogue): Author {
  const tokens = new Set(tokensOfPrincipal(principal, catalogue));
  return {
    ...holderOf(principal, catalogue),
    // Every record is filed under the token of its whole kind: who holds that one is asked for no other.
    sees: (record) =>
      tokens.has(`${record.entity}@org`) ||
      tokensOf(entityOf(catalogue, record.entity), record).some((token) => tokens.has(token)),
  };
}

/** The same, but for what they see. */
export const holderOf = (principal: Principal, catalogue: Catalogue): Omit<Author, 'sees'> => ({
  userId: principal.userId,
  teams: new Set(principal.memberships.flatMap(({ teamId }) => teamId ?? [])),
  isServer: false,
  isOutside: !isInside(principal),
  may: (action, record) => can(principal, action, entityOf(catalogue, record.entity), record),
  memberships: principal.memberships,
});

/** The server itself as an author. */
export const serverAuthor: Author = {
  userId: systemUserId,
  teams: new Set(),
  isServer: true,
  isOutside: false,
  sees: () => true,
  may: () => true,
  memberships: [],
};
