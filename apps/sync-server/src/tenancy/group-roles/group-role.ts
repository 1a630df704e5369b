/** A role that a group gives: in a team, or in the whole organisation. */
export type GroupRole = { readonly role: string; readonly teamId: string | null };

export const isSame = (a: GroupRole, b: GroupRole): boolean => a.role === b.role && a.teamId === b.teamId;
/** Returns roles without the taken ones. */
export const without = (roles: readonly GroupRole[], taken: readonly GroupRole[]): readonly GroupRole[] =>
  roles.filter((role) => !taken.some((one) => isSame(one, role)));
