import { type RefusalOf, refuse } from '../../kernel/refusal.ts';

/** How much one act may write. */
export type ActBounds = {
  /** Rows of the journal: what it changes itself, and what the server changes for it (references that follow a merge). */
  readonly changes: number;
  /** Rows of the feed: each record that it changes or moves, under each token that holds it or held it. */
  readonly places: number;
};

/** The refusal of an act that would write more than it may. It names no count: that would tell of records out of sight. */
export const actTooLarge = (what: keyof ActBounds, limit: number): RefusalOf<'act/too-large'> =>
  refuse(
    'act/too-large',
    what === 'changes'
      ? `This would change more than ${limit.toLocaleString('en')} records in one step. Do it in several steps.`
      : `This would file more than ${limit.toLocaleString('en')} places anew: records, times the people and teams that see them. Share with fewer people, or change fewer records in one step.`,
    { what, limit },
  );
