import { areaTokensOf } from './areas.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { isEnvelopeName } from '../entities/envelope.ts';
import { type StoredRecord, visibilityOf } from '../entities/record.ts';
import { type Action, type Grant, grantCovers, parseGrant, type UsualAction } from '../catalogue/role.ts';

/** A role that a person holds, in one team or in the whole tenant. Its grants are those stored in the database. */
export type Membership = {
  readonly role: string;
  readonly teamId: string | null;
  readonly grants: readonly Grant[];
  readonly portal: boolean;
  /**
   * For a role that is held for a time: the instant at which the server takes it away (PLT-22), as "2026-11-20T17:00:00.000Z".
   */
  readonly until?: string;
};

/** A membership whose grants are written as texts, as the wire and the bridge have it. */
export type WrittenMembership = Omit<Membership, 'grants'> & { readonly grants: readonly string[] };

/** Returns a membership with its grants parsed. Grants of an unknown form grant nothing. */
export const membershipFrom = ({ role, teamId, portal, grants, until }: WrittenMembership): Membership => ({
  role,
  teamId,
  portal,
  ...(until === undefined ? {} : { until }),
  grants: grants.flatMap((grant) => parseGrant(grant) ?? []),
});

/** The person asking (by the id of their `platform/person` record), with their memberships. */
export type Principal = {
  readonly userId: string;
  readonly memberships: readonly Membership[];
  /** A program that acts for the person with fewer rights: it sees no records that belong to one person alone (A-3c). */
  readonly isProgram?: true;
};

/** The part of a record that rights depend on. */
export type AccessFacts = Pick<StoredRecord, 'entity' | 'ownerId' | 'teamId' | 'sharedWith' | 'inherited'>;
type SeenWithFields = AccessFacts & Pick<StoredRecord, 'fields'>;

/** A-3b: whether a record is open to everyone inside the tenant by its own choice. */
export const isOpenToTenant = ({ openWhen }: Entity, { fields }: Pick<StoredRecord, 'fields'>) =>
  openWhen !== undefined && fields[openWhen.field] === openWhen.is;

/**
 * Whether the principal holds a role for the tenant's own people, who see records that are shared with everyone in
 * the tenant.
 */
export const isInside = (principal: Principal) => principal.memberships.some((membership) => !membership.portal);
const isOwn = (principal: Principal, record: AccessFacts) => visibilityOf(record).ownerId === principal.userId;
const isShared = (principal: Principal, record: AccessFacts) =>
  visibilityOf(record).sharedWith.includes(principal.userId) ||
  (record.inherited !== null && record.ownerId === principal.userId);

function reaches(principal: Principal, membership: Membership, grant: Grant, record: AccessFacts): boolean {
  switch (grant.scope) {
    case 'org':
      return true;
    case 'team': {
      const { teamId } = visibilityOf(record);
      return teamId !== null && teamId === membership.teamId;
    }
    case 'own':
      return isOwn(principal, record);
    case 'shared':
      return isOwn(principal, record) || isShared(principal, record);
  }
}

/** A-3b: the teams whose records of kinds with `openWhen` this person sees: those in which they have a role. */
const openTeams = ({ memberships }: Principal): readonly string[] =>
  memberships.flatMap(({ teamId, portal }) => (teamId === null || portal ? [] : [teamId]));

/**
 * whether this person may do this to this record. An act is judged by the record before it; a creation is judged
 * by the record that it creates. The function is pure and needs no other record, because a child contains the values
 * that it inherits.
 *
 * A record created at `own` scope belongs to its author, and to no team except one of the author's. The function does
 * not judge reading and exporting: `canSee` and `exportableBy` do.
 */
export function can(principal: Principal, action: Action, entity: Entity, record: AccessFacts): boolean {
  if (entity.audience === 'own') return mayWithOwn(principal, action, record);
  return principal.memberships.some((membership) =>
    membership.grants.some((grant) => allows({ principal, membership, grant }, action, { entity, record })),
  );
}

/** Whether one grant of a person allows an action other than reading on a record of a kind that is not `own`. */
export function allows(
  {
    principal,
    membership,
    grant,
  }: { readonly principal: Principal; readonly membership: Membership; readonly grant: Grant },
  action: Action,
  { entity, record }: { readonly entity: Entity; readonly record: AccessFacts },
): boolean {
  const needed = entity.governed ? 'administer' : action;
  if (!grantCovers(grant, entity, needed) || !reaches(principal, membership, grant, record)) return false;
  if (needed !== 'create' || grant.scope === 'org' || record.inherited !== null) return true;
  return record.teamId === null || principal.memberships.some((other) => other.teamId === record.teamId);
}

/**
 * A-3c: whether the record belongs to the person alone and the action does not change that: nobody hands on or shares such a
 * record.
 */
export const mayWithOwn = (principal: Principal, action: Action, record: AccessFacts): boolean =>
  principal.memberships.length > 0 &&
  principal.isProgram !== true &&
  record.ownerId === principal.userId &&
  record.teamId === null &&
  record.sharedWith.length === 0 &&
  ['read', 'create', 'update', 'delete'].includes(action);

/** Whether this person may administer all records of a kind, also new ones that belong to nobody. */
export const administers = (principal: Principal, entity: Entity): boolean =>
  can(principal, 'administer', entity, {
    entity: entity.name,
    ownerId: null,
    teamId: null,
    sharedWith: [],
    inherited: null,
  });

/** Whether this person sees the record: the rule behind the tokens, applied to one record. */
export function canSee(principal: Principal, catalogue: Catalogue, record: SeenWithFields): boolean {
  const entity = catalogue.entities.get(record.entity);
  if (!entity) return false;
  const mine = heldOf(principal, catalogue);
  return sightTokensOf(entity, record).some((token) => mine.has(token));
}

/** Tokens of principals, by catalogue. Neither of them is changed: new rights or kinds make a new value. */
const held = new WeakMap<Principal, WeakMap<Catalogue, ReadonlySet<string>>>();

function heldOf(principal: Principal, catalogue: Catalogue): ReadonlySet<string> {
  const ofPrincipal = held.get(principal) ?? new WeakMap<Catalogue, ReadonlySet<string>>();
  const tokens = ofPrincipal.get(catalogue) ?? new Set(tokensOfPrincipal(principal, catalogue));
  held.set(principal, ofPrincipal.set(catalogue, tokens));
  return tokens;
}

/**
 * E-3: the greatest number of people that a record is shared with, besides its owner and team. Chosen: larger groups
 * share through a team. Each person costs a row of the feed for the record and one for each record under it.
 */
export const mostShared = 100;

/**
 * Whether a change would share a record with more people than allowed. A record that already exceeds the limit may keep its
 * people.
 */
export const isSharedTooWidely = (now: readonly string[], next: readonly string[]): boolean =>
  next.length > mostShared && next.length > now.length;

/**
 * A-3, T-30: returns the tokens under which a record is filed, sorted: those that show it to people, and the one of its area.
 */
export function tokensOf(entity: Entity, record: SeenWithFields): readonly string[] {
  const areas = areaTokensOf(entity, record);
  const tokens = sightTokensOf(entity, record);
  return areas.length === 0 ? tokens : [...tokens, ...areas].sort();
}

/** A-3b: the token that everyone inside the tenant has. */
const everyoneToken = ({ name }: Entity): string => `${name}@everyone`;

/**
 * returns the tokens that show a record to people, sorted. A record of a kind with the audience `own` has only that of its
 * owner (A-3c). A child has the user tokens of its parent and of its own assignee (A-3a). An open record has the token of
 * everyone (A-3b). An area shows a record to nobody (T-30): its token only says which part of a kind a device holds.
 */
export function sightTokensOf(entity: Entity, record: SeenWithFields): readonly string[] {
  if (entity.audience === 'tenant') return [`${entity.name}@org`];
  if (entity.audience === 'own') return record.ownerId === null ? [] : [`${entity.name}@user:${record.ownerId}`];
  const { ownerId, teamId, sharedWith } = visibilityOf(record);
  const users = [ownerId, record.ownerId, ...sharedWith]; // of a child: the parent's owner and the child's own assignee
  const tokens = [
    `${entity.name}@org`,
    ...(isOpenToTenant(entity, record) ? [everyoneToken(entity)] : []),
    ...(teamId === null ? [] : [`${entity.name}@team:${teamId}`]),
    ...users.flatMap((user) => (user === null ? [] : [`${entity.name}@user:${user}`])),
  ];
  return [...new Set(tokens)].sort();
}

/**
 * returns the tokens that a person's grants give, sorted. The server computes them from the memberships at each pull. The
 * person's devices hold the same tokens, narrowed by chosen areas (`heldTokens`).
 */
export function tokensOfPrincipal(principal: Principal, catalogue: Catalogue): readonly string[] {
  const tokens = new Set<string>();
  for (const entity of catalogue.entities.values()) {
    if (entity.isRemoved) continue;
    if (entity.sealed !== undefined) continue; // below: they need the tokens of their records
    if (entity.audience === 'tenant') {
      if (isInside(principal)) tokens.add(`${entity.name}@org`);
      continue;
    }
    if (entity.audience === 'own') {
      if (principal.memberships.length > 0 && principal.isProgram !== true)
        tokens.add(`${entity.name}@user:${principal.userId}`);
      continue;
    }
    if (entity.openWhen !== undefined && isInside(principal)) {
      tokens.add(everyoneToken(entity));
      for (const team of openTeams(principal)) tokens.add(`${entity.name}@team:${team}`);
      tokens.add(`${entity.name}@user:${principal.userId}`);
    }
    for (const token of grantedTokens(principal, entity)) tokens.add(token);
  }
  for (const entity of catalogue.entities.values())
    if (entity.sealed !== undefined && !entity.isRemoved)
      for (const token of sealedTokens(principal, entity, tokens)) tokens.add(token);
  return [...tokens].sort();
}

/** Returns the tokens that grants of reading give on a kind. */
function grantedTokens(principal: Principal, entity: Entity): ReadonlySet<string> {
  const tokens = new Set<string>();
  for (const membership of principal.memberships) {
    for (const grant of membership.grants) {
      if (!grantCovers(grant, entity, 'read')) continue;
      if (grant.scope === 'org') tokens.add(`${entity.name}@org`);
      if (grant.scope === 'team' && membership.teamId !== null) tokens.add(`${entity.name}@team:${membership.teamId}`);
      tokens.add(`${entity.name}@user:${principal.userId}`); // a person who may read any record of a kind sees their own records of that kind
    }
  }
  return tokens;
}

/**
 * K-4: returns the tokens of a group of sealed fields: those that both its own grants and the tokens of its records give. A grant never
 * reaches companions of records that the person does not see.
 */
function sealedTokens(principal: Principal, entity: Entity, all: ReadonlySet<string>): readonly string[] {
  const kind = entity.sealed?.of ?? '';
  const granted = grantedTokens(principal, entity);
  const isWhole = granted.has(`${entity.name}@org`);
  const ofRecords = [...all].flatMap((token) => (token.startsWith(`${kind}@`) ? [token.slice(kind.length)] : []));
  const isOfAll = ofRecords.includes('@org');
  const ofBoth = ofRecords.flatMap((place) => {
    const token = `${entity.name}${place}`;
    return granted.has(token) || isWhole ? [token] : [];
  });
  return isOfAll ? [...new Set([...granted, ...ofBoth])] : ofBoth;
}

/** Returns the actions that an edit of these fields requires. */
export function actionsOf(entity: Entity, fields: Readonly<Record<string, unknown>>): readonly UsualAction[] {
  const found = new Set<UsualAction>();
  for (const name of Object.keys(fields)) {
    if (entity.sealed !== undefined)
      found.add('update'); // K-4: a group has two rights, to read and to change
    else if (name === 'life') found.add('delete');
    else if (isEnvelopeName(name) || name === entity.parent) found.add('assign');
    else if (entity.fields[name]?.administered) found.add('administer');
    else found.add('update');
  }
  return [...found];
}

/**
 * PLT-45: returns whether a change needs no right because people make it in their own profile. Then the record is the person, and
 * each of the fields is declared so. A program never acts on the profile of its person.
 */
export const isOwnProfile = (
  person: Pick<Principal, 'userId' | 'isProgram'>,
  entity: Entity,
  { id, names }: { readonly id: string; readonly names: readonly string[] },
): boolean =>
  person.isProgram !== true &&
  id === person.userId &&
  names.length > 0 &&
  names.every((name) => Object.hasOwn(entity.fields, name) && entity.fields[name]?.bySubject === true);

/** Returns the values that a child inherits from this parent: its visibility, and its assignee, who also sees the children. */
export function inheritedFrom(parent: AccessFacts): NonNullable<StoredRecord['inherited']> {
  const { ownerId, teamId, sharedWith } = visibilityOf(parent);
  const assignee = parent.inherited !== null && parent.ownerId !== null ? [parent.ownerId] : [];
  return { ownerId, teamId, sharedWith: [...new Set([...sharedWith, ...assignee])].sort() };
}
