import type { StoredRecord } from '../entities/record.ts';
import { visibilityOf } from '../entities/record.ts';
import type { Entity } from '../entities/entity.ts';
import { type Action, type Grant, grantCovers } from '../catalogue/role.ts';
import { allows, isInside, isOpenToTenant, mayWithOwn, type Principal } from './access.ts';

/**
 * Why a record is within a person's reach. `everything`: all of the tenant's records are. `team`: by its team. `owner`: by its
 * owner. `shared`: it is shared with the person, or assigned to them.
 */
export type AccessReach = 'everything' | 'team' | 'owner' | 'shared';

/**
 * One reason why a person may do something to a record. `grant`: a grant of one of their roles. `kind`: the kind's declaration
 * gives it to everybody inside the tenant (`everyone`), only to its owner (`own`), or to everybody because the record is open
 * (`open`). `open-reach`: the kind has open records, so people inside the tenant also see those of their teams and their own
 * without a grant.
 */
export type AccessReason =
  | {
      readonly by: 'grant';
      readonly role: string;
      readonly teamId: string | null;
      readonly grant: Grant;
      readonly reach: AccessReach;
    }
  | { readonly by: 'everyone' | 'own' | 'open' }
  | { readonly by: 'open-reach'; readonly reach: AccessReach };

type Explained = Pick<StoredRecord, 'entity' | 'ownerId' | 'teamId' | 'sharedWith' | 'inherited' | 'fields'>;

/** Returns whether the record has this person as its owner, or among those that it is shared with or assigned to. */
function personalReach({ userId }: Principal, record: Explained): 'owner' | 'shared' | undefined {
  const { ownerId, sharedWith } = visibilityOf(record);
  if (ownerId === userId) return 'owner';
  return sharedWith.includes(userId) || record.ownerId === userId ? 'shared' : undefined;
}

/**
 * `access.explain`: returns all reasons why this person may do this to this record, or none where they may not. For `read` it
 * agrees with `canSee`, for `export` with `exportableBy`, for the other actions with `can`. It is not for groups of sealed fields
 * (K-4), which need the rights to their record, too.
 */
export function explainAccess(
  principal: Principal,
  action: Action,
  { entity, record }: { readonly entity: Entity; readonly record: Explained },
): readonly AccessReason[] {
  if (action === 'read') return explainReading(principal, 'read', { entity, record });
  if (action === 'export') return explainReading(principal, 'export', { entity, record });
  if (entity.audience === 'own') return mayWithOwn(principal, action, record) ? [{ by: 'own' }] : [];
  const reachOf: { readonly [S in Grant['scope']]: AccessReach } = {
    org: 'everything',
    team: 'team',
    own: 'owner',
    shared: personalReach(principal, record) ?? 'shared',
  };
  return principal.memberships.flatMap((membership) => {
    const { role, teamId } = membership;
    return membership.grants.flatMap((grant): readonly AccessReason[] =>
      allows({ principal, membership, grant }, action, { entity, record })
        ? [{ by: 'grant', role, teamId, grant, reach: reachOf[grant.scope] }]
        : [],
    );
  });
}

/**
 * Exporting is judged like reading, with one exception: records that the kind's declaration shows without a grant are
 * not exported without one.
 */
function explainReading(
  principal: Principal,
  action: 'read' | 'export',
  { entity, record }: { readonly entity: Entity; readonly record: Explained },
): readonly AccessReason[] {
  if (entity.isRemoved) return [];
  const isOfTenant = entity.audience === 'tenant';
  if (isOfTenant && action === 'read') return isInside(principal) ? [{ by: 'everyone' }] : [];
  if (entity.audience === 'own')
    return principal.memberships.length > 0 && record.ownerId === principal.userId ? [{ by: 'own' }] : [];
  const { teamId } = visibilityOf(record);
  const personal = personalReach(principal, record);
  const opens: readonly AccessReason[] =
    action === 'export' || entity.openWhen === undefined || !isInside(principal)
      ? []
      : [
          ...(isOpenToTenant(entity, record) ? [{ by: 'open' } as const] : []),
          ...(principal.memberships.some((one) => teamId !== null && one.teamId === teamId && !one.portal)
            ? [{ by: 'open-reach', reach: 'team' } as const]
            : []),
          ...(personal === undefined ? [] : [{ by: 'open-reach', reach: personal } as const]),
        ];
  const grants = principal.memberships.flatMap((membership) =>
    membership.grants.flatMap((grant): readonly AccessReason[] => {
      if (!grantCovers(grant, entity, action)) return [];
      const isOfTeam = grant.scope === 'team' && teamId !== null && membership.teamId === teamId;
      // A person who may read any record of a kind sees their own and those shared with them.
      const reach = grant.scope === 'org' || isOfTenant ? 'everything' : isOfTeam ? 'team' : personal;
      const { role, teamId: inTeam } = membership;
      return reach === undefined ? [] : [{ by: 'grant', role, teamId: inTeam, grant, reach }];
    }),
  );
  return [...opens, ...grants];
}
