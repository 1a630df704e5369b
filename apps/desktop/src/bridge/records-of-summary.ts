/** Returns the number of records in all groups of a summary. */
export const recordCountOf = ({ groups }: { readonly groups: readonly { readonly count: number }[] }): number =>
  groups.reduce((sum, { count }) => sum + count, 0);
