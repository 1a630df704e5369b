import {
  can,
  isInside,
  isOwnProfile,
  type Membership,
  type Principal,
  type AccessFacts,
  sightTokensOf,
  tokensOfPrincipal,
} from '../../kernel/access/access.ts';
import { type Catalogue, entityOf } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { type Field, isWritable, numberSeriesOf } from '../../kernel/entities/fields.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { serviceIdOf } from '../../kernel/hashed-id.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { Action } from '../../kernel/catalogue/role.ts';

/**
 * The id of the server as an author: of a new tenant's roles, and of outcomes of intents. It is never a person's id:
 * no person's id has its version digit.
 */
export const systemUserId = '00000000-0000-4000-8000-000000000001';

/** The author of an act, with their rights. */
export type Author = {
  readonly userId: string;
  /** The teams in which they hold a role, whether or not the team is alive. */
  readonly teams: ReadonlySet<string>;
  /** May write the server's fields, and needs no permission. */
  readonly isServer: boolean;
  /** T-23: a pack's service that writes outcomes of the pack's intents as the server, and nothing else. */
  readonly outcomesOf?: string;
  /** LET-2: a pack whose route acts for the author. The act may fill fields of the pack's kinds that only the server writes. */
  readonly fills?: string;
  /** Is a person from outside the organisation, who has only portal roles. */
  readonly isOutside: boolean;
  readonly sees: (record: StoredRecord) => boolean;
  readonly may: (action: Action, record: AccessFacts) => boolean;
  /** PLT-45: whether the record is the author's own profile, in which they may change these fields without a right. */
  readonly mayInProfile: (record: StoredRecord, names: readonly string[]) => boolean;
  /**
   * The author's roles, for the check that nobody gives more rights than they have. The server is not checked.
   */
  readonly memberships: readonly Membership[];
};

/** Returns the author of a principal. Tokens are computed once, because each edit reads them. */
export function authorOf(principal: Principal, catalogue: Catalogue): Author {
  const tokens = new Set(tokensOfPrincipal(principal, catalogue));
  return {
    ...holderOf(principal, catalogue),
    // Every record is filed under the token of its whole kind: a person who holds that token needs no other.
    sees: (record) =>
      tokens.has(`${record.entity}@org`) ||
      sightTokensOf(entityOf(catalogue, record.entity), record).some((token) => tokens.has(token)),
  };
}

/** Returns the same author without `sees`. */
export const holderOf = (principal: Principal, catalogue: Catalogue): Omit<Author, 'sees'> => ({
  userId: principal.userId,
  teams: new Set(principal.memberships.flatMap(({ teamId }) => teamId ?? [])),
  isServer: false,
  isOutside: !isInside(principal),
  may: (action, record) => can(principal, action, entityOf(catalogue, record.entity), record),
  mayInProfile: ({ entity, id }, names) => isOwnProfile(principal, entityOf(catalogue, entity), { id, names }),
  memberships: principal.memberships,
});

/** Whether an author may write a field: people's fields, and with `fills` also the ones that only the server writes. Running numbers stay the server's. */
export const mayFill = ({ fills }: Pick<Author, 'fills'>, { name }: Pick<Entity, 'name'>, field: Field): boolean =>
  isWritable(field) ||
  (fills !== undefined &&
    field.merge === 'server' &&
    name.startsWith(`${fills}/`) &&
    numberSeriesOf(field) === undefined);

/** The server itself as an author. */
export const serverAuthor: Author = {
  userId: systemUserId,
  teams: new Set(),
  isServer: true,
  isOutside: false,
  sees: () => true,
  may: () => true,
  mayInProfile: () => true,
  memberships: [],
};

/** A pack's service as the author of outcomes of the pack's intents. It is as free as the server, within `mayWriteOutcome`. */
export const outcomeAuthor = (pack: string): Author => ({
  ...serverAuthor,
  userId: serviceIdOf(pack),
  outcomesOf: pack,
});

/**
 * T-23: whether a change is no more than an outcome of one of the pack's own intents: values of fields that only the server writes,
 * and fields of people that it empties.
 */
export function mayWriteOutcome(
  { entities, intents }: Pick<Catalogue, 'entities' | 'intents'>,
  pack: string,
  edit: { readonly entity: string; readonly fields?: Readonly<Record<string, readonly [JsonValue, JsonValue]>> },
): boolean {
  if (!edit.entity.startsWith(`${pack}/`) || !intents.some(({ entity }) => entity === edit.entity)) return false;
  if (edit.fields === undefined) return false; // a creation
  return Object.entries(edit.fields).every(([name, [, to]]) => {
    const field = entities.get(edit.entity)?.fields[name];
    return (
      field !== undefined && (field.merge === 'server' || (to === null && isWritable(field) && field.merge !== 'fixed'))
    );
  });
}
