/**
 * The names of the columns that a grid can show for a kind with stages, besides its fields: the chance of the stage, the worth times
 * that chance, and the next step. They are computed where they are shown. No field has a colon in its name.
 */
export const stageColumns = {
  chance: 'stage:chance',
  weighted: 'stage:weighted',
  nextStep: 'stage:next-step',
} as const;

const names: ReadonlySet<string> = new Set(Object.values(stageColumns));

/** Returns these columns without those that are no fields: a file, and a question of the server, know only fields. */
export const withoutStageColumns = (columns: readonly string[]): readonly string[] =>
  columns.filter((name) => !names.has(name));
