import { expect, it, vi } from 'vitest';
import { type ContextOf, contextMenuTemplate } from './context-menu.ts';

const nowhere: ContextOf = {
  isEditable: false,
  misspelledWord: '',
  dictionarySuggestions: [],
  selectionText: '',
  linkURL: '',
  editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
};
const acts = () => ({ replaceWord: vi.fn(), learnWord: vi.fn(), copyLink: vi.fn(), isOutside: (link: string) => link.startsWith('mailto:') }); // prettier-ignore
const namesIn = (of: Partial<ContextOf>) =>
  contextMenuTemplate({ ...nowhere, ...of }, acts()).map(({ label, role, type }) => label ?? role ?? type);

it('the context menu offers suggestions for a misspelled word of a field, then cut, copy and paste', () => {
  const dictionarySuggestions = ['receive', 'relieve', 'a', 'b', 'c', 'd'];
  expect(namesIn({ isEditable: true, misspelledWord: 'recieve', dictionarySuggestions })).toEqual(
    ['receive', 'relieve', 'a', 'b', 'c', 'Add to the dictionary', 'separator', 'cut', 'copy', 'paste', 'selectAll'], // prettier-ignore
  );
});

it('the context menu replaces and learns the word', () => {
  const given = acts();
  const items = contextMenuTemplate(
    { ...nowhere, isEditable: true, misspelledWord: 'recieve', dictionarySuggestions: ['receive'] },
    given,
  );
  for (const { click } of items.slice(0, 2)) (click as (() => void) | undefined)?.(); // these items take no arguments
  expect([given.replaceWord.mock.calls, given.learnWord.mock.calls]).toEqual([[['receive']], [['recieve']]]);
});

it('the context menu offers only copying for text that is shown, and nothing where nothing is selected', () => {
  expect(namesIn({ selectionText: 'Hallam' })).toEqual(['copy']);
  expect(namesIn({ selectionText: '  ', misspelledWord: 'Hallam' })).toEqual([]);
});

it('the context menu offers the address of a link out of the app, and none of the app’s own', () => {
  expect(namesIn({ linkURL: 'mailto:ada@example.com' })).toEqual(['Copy this link’s address']);
  expect(namesIn({ linkURL: 'outpost://app/#/sync' })).toEqual([]);
});
