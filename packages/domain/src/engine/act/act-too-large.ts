import { type RefusalOf, refuse } from '../../kernel/refusal.ts';

/** The limits on the rows that one act may write. */
export type ActBounds = {
  /** Rows of the journal: the act's own changes, and those that the server adds (references that follow a merge). */
  readonly changes: number;
  /**
   * Rows of the feed: each record that the act changes or moves, once for each token under which it is or was filed.
   */
  readonly places: number;
};

/**
 * Returns the refusal of an act that would write more than its limit. It contains no count: a count would disclose
 * records that the author does not see.
 */
export const actTooLarge = (what: keyof ActBounds, limit: number): RefusalOf<'act/too-large'> =>
  refuse(
    'act/too-large',
    what === 'changes'
      ? `This would change more than ${limit.toLocaleString('en')} records in one step. Do it in several steps.`
      : `This would write more than ${limit.toLocaleString('en')} entries: one for each record and each person or team that sees it. Share with fewer people, or change fewer records in one step.`,
    { what, limit },
  );
