import type { RecipeTarget } from '../../catalogue/import-recipe.ts';

/** The fields by which one target's records are matched, in order. `isAsked`: a person has chosen them. */
export type Matching = { readonly fields: readonly string[]; readonly isAsked: boolean };

/** What a person has chosen to know records again by: fields by entity, none for "every row is another record". */
export type MatchingChoices = ReadonlyMap<string, readonly string[]>;

/**
 * What a target's records are matched by: the fields that a person has chosen, else those that the recipe names. A name that
 * nobody has chosen finds records, but proves nothing (`RecordDraft.sameNamed`).
 */
export function matchingOf(target: RecipeTarget, choices: MatchingChoices | undefined): Matching {
  const asked = choices?.get(target.entity);
  return asked === undefined
    ? { fields: target.match ?? [target.key], isAsked: false }
    : { fields: asked, isAsked: true };
}
