import type { AccessReason } from '@outpost/domain/kernel/access/explain';
import type { ExplainedAccess, ShownAction } from '@outpost/domain/kernel/access/sight';

/** A grant that was checked, with the actions that it allows on the record; none if it does not reach the record. */
export type LookedAt = ExplainedAccess['grants'][number] & { readonly allows: readonly string[] };

const keyOf = ({ role, teamId, grant }: Pick<LookedAt, 'role' | 'teamId' | 'grant'>): string =>
  JSON.stringify([role, teamId, grant.resource, grant.action, grant.scope]);

/** Returns the grants, those that decide first, each once. */
export function lookedAt({ actions, grants }: Pick<ExplainedAccess, 'actions' | 'grants'>): readonly LookedAt[] {
  const allows = new Map<string, string[]>();
  for (const { action, reasons } of actions)
    for (const reason of reasons) {
      if (reason.by !== 'grant') continue;
      const key = keyOf(reason);
      const known = allows.get(key) ?? [];
      if (!known.includes(action)) known.push(action);
      allows.set(key, known);
    }
  const all = new Map(grants.map((one) => [keyOf(one), one]));
  const lines = [...all].map(([key, one]) => ({ ...one, allows: allows.get(key) ?? [] }));
  return lines.toSorted((a, b) => Number(b.allows.length > 0) - Number(a.allows.length > 0));
}

/** Returns the rules of the record's kind that allow reading without a grant. */
export const rulesOf = ({ actions }: Pick<ExplainedAccess, 'actions'>): readonly AccessReason[] =>
  actions.flatMap(({ action, reasons }) => (action === 'read' ? reasons.filter(({ by }) => by !== 'grant') : []));

export const isAllowed = (actions: readonly ShownAction[], action: string): boolean =>
  actions.some((one) => one.action === action && one.may);

/**
 * The short reason next to a person's name. The nearest of several reasons is shown: ownership before the record's
 * team.
 */
export type SeerReason = 'owner' | 'shared' | 'team' | 'role' | 'everyone';
const order: readonly SeerReason[] = ['owner', 'shared', 'team', 'role', 'everyone'];
const reasonOf = (reason: AccessReason): SeerReason => {
  if (!('reach' in reason)) return reason.by === 'own' ? 'owner' : 'everyone';
  return reason.reach === 'everything' ? 'role' : reason.reach;
};

/** Returns the nearest reason why a person sees a record, and the role of the grant; no role for a rule of the kind. */
export function nearestReason(reasons: readonly AccessReason[]): {
  readonly reason: SeerReason;
  readonly role: string | undefined;
} {
  const [nearest] = reasons
    .map((one) => ({ reason: reasonOf(one), role: one.by === 'grant' ? one.role : undefined }))
    .toSorted((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason));
  return nearest ?? { reason: 'everyone', role: undefined };
}

/** The words of the filter over the people who see a record. */
export const seerReasons: readonly { readonly value: SeerReason; readonly label: string }[] = [
  { value: 'owner', label: 'Owner' },
  { value: 'shared', label: 'Shared with them' },
  { value: 'team', label: 'By team' },
  { value: 'role', label: 'By role' },
  { value: 'everyone', label: 'Open to everyone' },
];
