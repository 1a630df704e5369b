import { shortcutAtEnd } from '@outpost/domain/kernel/templates/snippets';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { OfferedSnippet, SnippetWords } from './snippets-context.ts';

/** Chosen: the longest list that a field shows. More letters find more. */
const mostListed = 8;

/** The shortcut that a person types. `from`: its place in the text. `listed`: the snippets that fit its beginning. */
export type TypedShortcut = {
  readonly typed: string;
  readonly from: number;
  readonly listed: readonly OfferedSnippet[];
  /** The snippet with exactly this shortcut. */
  readonly exact: OfferedSnippet | undefined;
};

/**
 * Returns the shortcut in which a text ends, with the snippets that fit it; undefined where it ends in none, or none fits. A snippet fits
 * by the beginning of its shortcut, or by a word of its name.
 */
export function typedShortcut(before: string, offered: readonly OfferedSnippet[]): TypedShortcut | undefined {
  const typed = shortcutAtEnd(before);
  if (typed === undefined) return undefined;
  const folded = foldText(typed);
  const word = folded.slice(1);
  const byShortcut = offered.filter(({ shortcut }) => foldText(shortcut).startsWith(folded));
  const byName = offered.filter(
    (one) => word !== '' && !byShortcut.includes(one) && ` ${foldText(one.name)}`.includes(` ${word}`),
  );
  const listed = [...byShortcut, ...byName].slice(0, mostListed);
  if (listed.length === 0) return undefined;
  return {
    typed,
    from: before.length - typed.length,
    listed,
    exact: offered.find(({ shortcut }) => foldText(shortcut) === folded),
  };
}

/** Returns the names of gaps without their marks: "First name, Amount". */
const namesOf = (gaps: readonly string[]): string => [...new Set(gaps)].map((gap) => gap.slice(2, -2)).join(', ');

/** Returns the sentence that screen readers say after a shortcut was replaced. */
export const saidOfSnippet = (name: string, { gaps }: Extract<SnippetWords, { ok: true }>): string =>
  gaps.length === 0
    ? `${name} is inserted.`
    : `${name} is inserted. ${gaps.length === 1 ? '1 gap' : `${gaps.length} gaps`} to fill in: ${namesOf(gaps)}. Tab goes to the next.`;
