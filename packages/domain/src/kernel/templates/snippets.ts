import { foldText } from '../text/fold-text.ts';

/** Chosen: the most characters of a snippet's words. A letter is a template. */
export const mostSnippetChars = 4_000;

/** PSH-1: whether a text is a shortcut: ";addr". */
export const isShortcut = (text: string): boolean => /^;[\p{L}\p{N}-]{1,24}$/u.test(text);

/** Whether a text is the tag of a language, with or without a region: "de", "de-CH". */
export const isLanguage = (text: string): boolean => /^[a-z]{2,3}(-[A-Z]{2})?$/.test(text);

/** A snippet as it is chosen. `isOwn`: it is the person's own. `language`: a tag of BCP 47, or an empty text for every language. */
export type ChosenSnippet = {
  readonly id: string;
  readonly name: string;
  readonly shortcut: string;
  readonly language: string;
  readonly isOwn: boolean;
};

const baseOf = (language: string): string => language.split('-')[0]?.toLowerCase() ?? '';

/** Returns how well a snippet fits a locale: less is better. */
function rankOf({ language, isOwn }: ChosenSnippet, locale: string): number {
  const fit =
    language === ''
      ? 2
      : language.toLowerCase() === locale.toLowerCase()
        ? 0
        : baseOf(language) === baseOf(locale)
          ? 1
          : 3;
  return fit + (isOwn ? 0 : 0.5);
}

/**
 * PSH-2: returns one snippet for each shortcut, by shortcut. Of several with the same shortcut, the one in the language of the person
 * comes first, then one for every language, then others; of those, the person's own comes before everybody's. Case is ignored.
 */
export function snippetsByShortcut<S extends ChosenSnippet>(
  snippets: readonly S[],
  locale: string,
): ReadonlyMap<string, S> {
  const chosen = new Map<string, S>();
  const sorted = snippets.toSorted((a, b) => rankOf(a, locale) - rankOf(b, locale) || (a.id < b.id ? -1 : 1));
  for (const one of sorted) {
    const key = foldText(one.shortcut);
    if (!chosen.has(key)) chosen.set(key, one);
  }
  return new Map([...chosen].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const begunShortcut = /(?<![\p{L}\p{N};&])(;[\p{L}\p{N}-]{0,24})$/u;

/**
 * Returns the shortcut, or its beginning, in which a text ends: "Dear ;ad" → ";ad". A semicolon behind a letter, a digit or another
 * semicolon begins none, so that "yes; no" and code stay as they are.
 */
export const shortcutAtEnd = (text: string): string | undefined => begunShortcut.exec(text.slice(-27))?.[1];

/**
 * The words of a snippet for a place. `gaps`: the marks in `text` that the person fills in, in order, each as often as it stands there.
 * `fault`: why the words cannot be filled in.
 */
export type FilledSnippet =
  | { readonly ok: true; readonly text: string; readonly gaps: readonly string[] }
  | { readonly ok: false; readonly fault: string };

const mostLabelChars = 80;
const marks = new RegExp(String.raw`\[\[[^[\]\n]{1,${mostLabelChars}}\]\]`, 'g');

/** PSH-3: returns the mark of a gap: "[[First name]]". */
export function markOfGap(label: string): string {
  const words = label.replaceAll(/[[\]\s]+/g, ' ').trim();
  return `[[${words.slice(0, mostLabelChars) || 'Value'}]]`;
}

/** PSH-3: returns the marks of gaps that stand in a text, in order. */
export const gapsIn = (text: string): readonly string[] => text.match(marks) ?? [];

/** PSH-3: returns why words with a gap do not go out; undefined where they have none. */
export function gapFault(...texts: readonly (string | null | undefined)[]): string | undefined {
  const [gap] = texts.flatMap((text) => gapsIn(text ?? ''));
  return gap === undefined ? undefined : `Fill in ${gap} first: write what stands there, or take the brackets out.`;
}
