import { EditorView } from '@codemirror/view';
import { act } from '@testing-library/react';

/** Replaces the text of the Markdown editor whose text box this is, as typing does. jsdom has no editing of its own. */
export function writeMarkdown(box: HTMLElement, text: string): void {
  const view = viewOf(box);
  act(() => {
    view.focus();
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      selection: { anchor: text.length },
      userEvent: 'input.type',
    });
  });
}

/** Returns the text of the editor, with its marks. */
export const markdownIn = (box: HTMLElement): string => viewOf(box).state.doc.toString();

function viewOf(box: HTMLElement): EditorView {
  const view = EditorView.findFromDOM(box);
  if (!view) throw new Error('This element is not the text box of a Markdown editor');
  return view;
}
