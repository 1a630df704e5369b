import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';

/** The parts of a press with the right button that the menu needs. */
export type ContextOf = Pick<
  ContextMenuParams,
  'isEditable' | 'misspelledWord' | 'dictionarySuggestions' | 'selectionText' | 'linkURL'
> & { readonly editFlags: Pick<ContextMenuParams['editFlags'], 'canCut' | 'canCopy' | 'canPaste' | 'canSelectAll'> };

/** The actions of the menu. */
export type ContextActs = {
  readonly replaceWord: (word: string) => void;
  readonly learnWord: (word: string) => void;
  /** Puts a link's address on the clipboard. */
  readonly copyLink: (link: string) => void;
  /** Whether a link leads out of the app. */
  readonly isOutside: (link: string) => boolean;
};

/** Chosen: a person reads this many suggestions at a glance. */
const mostSuggestions = 5;

/**
 * Returns the menu of the right button: suggestions for a misspelled word, and cut, copy and paste in text fields.
 * For selected text and for links out of the app it has copying. Empty where there is nothing to offer.
 */
export function contextMenuTemplate(of: ContextOf, acts: ContextActs): MenuItemConstructorOptions[] {
  const word = of.isEditable ? of.misspelledWord : '';
  const spelling: readonly MenuItemConstructorOptions[] =
    word === ''
      ? []
      : [
          ...(of.dictionarySuggestions.length === 0 ? [{ label: 'No suggestions', enabled: false }] : []),
          ...of.dictionarySuggestions
            .slice(0, mostSuggestions)
            .map((suggestion) => ({ label: suggestion, click: () => acts.replaceWord(suggestion) })),
          { label: 'Add to the dictionary', click: () => acts.learnWord(word) },
        ];
  const link: readonly MenuItemConstructorOptions[] = acts.isOutside(of.linkURL)
    ? [{ label: 'Copy this link’s address', click: () => acts.copyLink(of.linkURL) }]
    : [];
  const { canCut, canCopy, canPaste, canSelectAll } = of.editFlags;
  const editing: readonly MenuItemConstructorOptions[] = of.isEditable
    ? [
        { role: 'cut', enabled: canCut },
        { role: 'copy', enabled: canCopy },
        { role: 'paste', enabled: canPaste },
        { role: 'selectAll', enabled: canSelectAll },
      ]
    : of.selectionText.trim() === ''
      ? []
      : [{ role: 'copy', enabled: canCopy }];
  return [spelling, link, editing]
    .filter((group) => group.length > 0)
    .flatMap((group, place) => (place === 0 ? group : [{ type: 'separator' as const }, ...group]));
}
