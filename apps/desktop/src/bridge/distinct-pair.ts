import { pairDigest } from '@outpost/domain/kernel/duplicates/pair-digest';

/** The kind whose records say that two records are different (ADR 55). */
export const distinctPairKind = 'platform/distinct-pair';

/** Returns the edit by which a person says that two records are different. */
export const distinctEdit = (pair: readonly [string, string], by: string) => ({
  entity: distinctPairKind,
  create: { fields: { pair: pairDigest(...pair) }, ownerId: by, teamId: null },
});
