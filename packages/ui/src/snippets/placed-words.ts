import type { FilledSnippet } from '@outpost/domain/kernel/templates/snippets';
import type { OfferedSnippet } from './snippets-context.ts';

/** A range of a text. */
type Range = { readonly from: number; readonly to: number };

/** Returns the first of some gaps behind a place of a text; undefined where there is none. */
function gapBehind(text: string, gaps: readonly string[], place: number): Range | undefined {
  const places = gaps.flatMap((gap) => {
    const from = text.indexOf(gap, place);
    return from === -1 ? [] : [{ from, to: from + gap.length }];
  });
  return places.toSorted((a, b) => a.from - b.from)[0];
}

/** Returns the names of gaps without their marks: "First name, Amount". */
const namesOf = (gaps: readonly string[]): string => [...new Set(gaps)].map((gap) => gap.slice(2, -2)).join(', ');

/** Returns the sentence that screen readers say after a shortcut was replaced. */
const saidOfSnippet = (name: string, gaps: readonly string[]): string =>
  gaps.length === 0
    ? `${name} is inserted.`
    : `${name} is inserted. ${gaps.length === 1 ? '1 gap' : `${gaps.length} gaps`} to fill in: ${namesOf(gaps)}. Tab goes to the next.`;

/** The words that replace a shortcut. `selected`: the range of `text` that is selected then. `said`: for screen readers. */
type PlacedWords =
  | {
      readonly ok: true;
      readonly text: string;
      readonly gaps: readonly string[];
      readonly selected: Range;
      readonly said: string;
    }
  | { readonly ok: false; readonly why: string };

/**
 * Returns the words that replace a shortcut, or why nothing replaces it. `behind`: the blank that the person typed; words with a gap take
 * none, because their first gap is selected. `chars`: the length of the text without the shortcut, and the most that the field takes.
 */
export function placedWords(
  { name }: OfferedSnippet,
  words: FilledSnippet,
  at: { readonly behind: string; readonly chars: number; readonly maxChars: number | undefined },
): PlacedWords {
  if (!words.ok) return { ok: false, why: `${name} can’t be filled in: ${words.fault}` };
  const { gaps } = words;
  const text = words.text.replaceAll(/\r\n?/g, '\n') + (gaps.length === 0 ? at.behind : '');
  if (at.maxChars !== undefined && at.chars + text.length > at.maxChars)
    return { ok: false, why: `${name} is too long for this field, which takes ${at.maxChars} characters.` };
  const selected = gapBehind(text, gaps, 0) ?? { from: text.length, to: text.length };
  return { ok: true, text, gaps, selected, said: saidOfSnippet(name, gaps) };
}

/** The state of a text field after its last replacement: the gaps that are left, and the text and the cursor before it. */
export class LastReplacement {
  #gaps: readonly string[] = [];
  #before: { readonly text: string; readonly at: number } | undefined;

  keep(gaps: readonly string[], before: { readonly text: string; readonly at: number }): void {
    this.#gaps = gaps;
    this.#before = before;
  }
  /** Whether the text and the cursor are again as before the replacement. Then the person wants the shortcut itself. */
  isTakenBack(text: string, at: number): boolean {
    return this.#before?.text === text && this.#before.at === at;
  }
  /** Lets the next blank replace the shortcut again. */
  forget(): void {
    this.#before = undefined;
  }
  /** Returns the next gap behind a place. Without one the gaps are filled in, and Tab leaves the field. */
  nextGap(text: string, place: number): Range | undefined {
    const next = gapBehind(text, this.#gaps, place);
    if (next === undefined) this.leave();
    return next;
  }
  /** Tab goes to no gap any more. */
  leave(): void {
    this.#gaps = [];
  }
}
