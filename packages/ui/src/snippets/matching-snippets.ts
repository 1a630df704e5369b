import { shortcutAtEnd } from '@outpost/domain/kernel/templates/snippets';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { OfferedSnippet } from './snippets-context.ts';

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

/** Whether two shortcuts are the same letters at the same place. */
export const isSameShortcut = (a: TypedShortcut | undefined, b: TypedShortcut | undefined): boolean =>
  a !== undefined && b !== undefined && a.from === b.from && a.typed === b.typed;
