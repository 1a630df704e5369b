import { type ChosenSnippet, snippetsByShortcut } from '@outpost/domain/kernel/templates/snippets';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { textIn } from '../../../records/values/shown-value.ts';

/** A snippet as it is kept. `holder`: the id of its owner, or "everyone". */
export type KeptSnippet = ChosenSnippet & { readonly words: string; readonly holder: string };

/** Returns a record as a snippet, for a person. */
export function snippetOf({ id, ownerId, fields }: Pick<ShownRecord, 'id' | 'ownerId' | 'fields'>, me: string): KeptSnippet {
  const isForAll = fields['audience'] === 'everyone';
  return {
    id,
    name: textIn(fields['name']),
    shortcut: textIn(fields['shortcut']),
    language: textIn(fields['language']),
    words: textIn(fields['words']),
    isOwn: ownerId === me && !isForAll,
    holder: isForAll ? 'everyone' : (ownerId ?? ''),
  };
} // prettier-ignore

/** The effect of other snippets with the same shortcut on one. `fault`: it cannot be kept. `note`: which one is used. */
type SameShortcut = { readonly fault?: string; readonly note?: string };

/**
 * PSH-2: compares a snippet with the others that the person sees. Two of one owner, or two of everybody, have different shortcuts in a
 * language. Otherwise the note says which one is used in the person's texts: the one in their language, then their own.
 */
export function sameShortcut(snippet: KeptSnippet, others: readonly KeptSnippet[], locale: string): SameShortcut {
  const key = foldText(snippet.shortcut);
  const same = others.filter(({ id, shortcut }) => id !== snippet.id && foldText(shortcut) === key);
  const taken = same.find(({ holder, language }) => holder === snippet.holder && language === snippet.language);
  if (taken) return { fault: `“${taken.name}” has this shortcut.` };
  const used = snippetsByShortcut([...same, snippet], locale).get(key);
  const [other] = same;
  if (used === undefined || other === undefined) return {};
  return {
    note:
      used === snippet
        ? `“${other.name}” has this shortcut, too. Your texts take this one.`
        : `“${used.name}” has this shortcut, too. Your texts take it, and not this one.`,
  };
}
