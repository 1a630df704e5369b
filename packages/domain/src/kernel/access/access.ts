import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { isEnvelopeName } from '../entities/envelope.ts';
import { type StoredRecord, visibilityOf } from '../entities/record.ts';
import { type Action, type Grant, grantCovers, type UsualAction } from '../catalogue/role.ts';

/** One role that a person holds, in one team or in the whole tenant; its grants as the database has them. */
export type Membership = {
  readonly role: string;
  readonly teamId: string | null;
  readonly grants: readonly Grant[];
  readonly portal: boolean;
};

/** Who asks: a person (by the id of their `platform/person` record) with what they may do. */
export type Principal = { readonly userId: string; readonly memberships: readonly Membership[] };

type Seen = Pick<StoredRecord, 'entity' | 'ownerId' | 'teamId' | 'sharedWith' | 'inherited'>;

/** Holds a role of the tenant's own people: sees what everyone in it sees. */
export const isInside = (principal: Principal) => principal.memberships.some((membership) => !membership.portal);
const isOwn = (principal: Principal, record: Seen) => visibilityOf(record).ownerId === principal.userId;
const isShared = (principal: Principal, record: Seen) =>
  visibilityOf(record).sharedWith.includes(principal.userId) ||
  (record.inherited !== null && record.ownerId === principal.userId);

function reaches(principal: Principal, membership: Membership, grant: Grant, record: Seen): boolean {
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

/**
 * may this person do this to this record? Asked of the record as it stood before the act or, for what the act itself
 * creates, as it creates it. Pure, and needs no other record: a child carries what it inherits.
 *
 * A record that one creates at `own` scope is one's own, and in no team but one's own.
 */
export function can(principal: Principal, action: Action, entity: Entity, record: Seen): boolean {
  const needed: Action = entity.governed && action !== 'read' ? 'administer' : action;
  if (needed === 'read' && entity.audience === 'tenant') return isInside(principal);
  return principal.memberships.some((membership) =>
    membership.grants.some((grant) => {
      if (!grantCovers(grant, entity, needed) || !reaches(principal, membership, grant, record)) return false;
      if (needed !== 'create' || grant.scope === 'org' || record.inherited !== null) return true;
      return record.teamId === null || principal.memberships.some((other) => other.teamId === record.teamId);
    }),
  );
}

/** Whether this person sees the record at all: the rule behind tokens, said of one record. */
export function canSee(principal: Principal, catalogue: Catalogue, record: Seen): boolean {
  const entity = catalogue.entities.get(record.entity);
  if (!entity) return false;
  const mine = new Set(tokensOfPrincipal(principal, catalogue));
  return tokensOf(entity, record).some((token) => mine.has(token));
}

/**
 * E-3: a record is shared with at most this many people, beside its owner and team. Chosen: a team is the way to share with more. Each of them
 * is a row of the feed, for the record and for everything under it.
 */
export const mostShared = 100;

/** Whether a record comes to be shared with more people than it may. One that is shared with more since before may keep them. */
export const isSharedTooWidely = (now: readonly string[], next: readonly string[]): boolean =>
  next.length > mostShared && next.length > now.length;

/** the tokens under which a record is filed, sorted. A child is filed under its parent's and its assignee's own (A-3a). */
export function tokensOf(entity: Entity, record: Seen): readonly string[] {
  if (entity.audience === 'tenant') return [`${entity.name}@org`];
  const { ownerId, teamId, sharedWith } = visibilityOf(record);
  const users = [ownerId, record.ownerId, ...sharedWith]; // of a child: its parent's owner, and its own assignee
  const tokens = [
    `${entity.name}@org`,
    ...(teamId === null ? [] : [`${entity.name}@team:${teamId}`]),
    ...users.flatMap((user) => (user === null ? [] : [`${entity.name}@user:${user}`])),
  ];
  return [...new Set(tokens)].sort();
}

/** the tokens that a person holds, sorted: worked out by the server from their memberships at each pull. */
export function tokensOfPrincipal(principal: Principal, catalogue: Catalogue): readonly string[] {
  const tokens = new Set<string>();
  for (const entity of catalogue.entities.values()) {
    if (entity.isRemoved) continue;
    if (entity.audience === 'tenant') {
      if (isInside(principal)) tokens.add(`${entity.name}@org`);
      continue;
    }
    for (const membership of principal.memberships) {
      for (const grant of membership.grants) {
        if (!grantCovers(grant, entity, 'read')) continue;
        if (grant.scope === 'org') tokens.add(`${entity.name}@org`);
        if (grant.scope === 'team' && membership.teamId !== null)
          tokens.add(`${entity.name}@team:${membership.teamId}`);
        tokens.add(`${entity.name}@user:${principal.userId}`); // who may read anything of a kind sees what is theirs
      }
    }
  }
  return [...tokens].sort();
}

/** The actions that an edit of these fields amounts to. */
export function actionsOf(entity: Entity, fields: Readonly<Record<string, unknown>>): readonly UsualAction[] {
  const found = new Set<UsualAction>();
  for (const name of Object.keys(fields)) {
    if (name === 'life') found.add('delete');
    else if (isEnvelopeName(name) || name === entity.parent) found.add('assign');
    else if (entity.fields[name]?.administered) found.add('administer');
    else found.add('update');
  }
  return [...found];
}

/** What a child inherits of this parent: its visibility, and its assignee (who sees the children of what they work on). */
export function inheritedFrom(parent: Seen): NonNullable<StoredRecord['inherited']> {
  const { ownerId, teamId, sharedWith } = visibilityOf(parent);
  const assignee = parent.inherited !== null && parent.ownerId !== null ? [parent.ownerId] : [];
  return { ownerId, teamId, sharedWith: [...new Set([...sharedWith, ...assignee])].sort() };
}
