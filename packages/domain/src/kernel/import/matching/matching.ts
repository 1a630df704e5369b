import type { RecipeTarget } from '../../catalogue/import-recipe.ts';

/** The fields that match one target's records, in order. `isAsked`: a person has chosen them. */
export type Matching = { readonly fields: readonly string[]; readonly isAsked: boolean };

/** The match fields that a person has chosen, by entity. An empty list means "every row is another record". */
export type MatchingChoices = ReadonlyMap<string, readonly string[]>;

/**
 * Returns the match fields of a target: a person's choice, otherwise those of the recipe. A name that nobody has chosen finds
 * records but proves nothing (`RecordDraft.sameNamed`).
 */
export function matchingOf(target: RecipeTarget, choices: MatchingChoices | undefined): Matching {
  const asked = choices?.get(target.entity);
  return asked === undefined
    ? { fields: target.match ?? [target.key], isAsked: false }
    : { fields: asked, isAsked: true };
}
