import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { formulaFunctions } from '@outpost/domain/kernel/formulas/formula-functions';

/** A name that is valid at the caret. `insert`: the text that replaces the typed word; `back`: how far the caret goes back. */
export type Suggestion = {
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
  readonly back: number;
};

/** The word before the caret and where it begins; nothing inside a text in quotation marks. */
export type TypedWord = { readonly start: number; readonly word: string };

/** Chosen: all of them are seen without scrolling. */
const mostSuggestions = 7;

export function wordAt(text: string, caret: number): TypedWord | undefined {
  const before = text.slice(0, caret);
  const isInText = (before.match(/"/gu) ?? []).length % 2 === 1 || (before.match(/'/gu) ?? []).length % 2 === 1;
  const word = /[a-zA-Z_][a-zA-Z0-9_]*$/u.exec(before)?.[0];
  return isInText || word === undefined ? undefined : { start: caret - word.length, word };
}

/** Returns the fields and functions that a typed word may begin: fields by their name or a word of their label. */
export function suggestionsFor(entity: Entity, word: string): readonly Suggestion[] {
  const typed = word.toLowerCase();
  const fields = Object.entries(entity.fields)
    .filter(
      ([name, { label }]) =>
        !isHiddenField(entity, name) &&
        (name.toLowerCase().startsWith(typed) ||
          label
            .toLowerCase()
            .split(/\s+/u)
            .some((part) => part.startsWith(typed))),
    )
    .map(([name, { label }]): Suggestion => ({ insert: name, label: name, detail: label, back: 0 }));
  const functions = formulaFunctions
    .filter(({ name }) => name.toLowerCase().startsWith(typed))
    .map(({ name, usage, summary }): Suggestion => ({ insert: `${name}()`, label: usage, detail: summary, back: 1 }));
  const found = [...fields, ...functions].slice(0, mostSuggestions);
  return found.length === 1 && found[0]?.insert === word ? [] : found;
}
