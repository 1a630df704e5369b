import { act, createEvent, fireEvent, screen, waitFor } from '@testing-library/react';
import { moveCompletionSelection } from '@codemirror/autocomplete';
import { EditorView } from '@codemirror/view';
import { describe, expect, it } from 'vitest';
import { type Snippets, SnippetsContext } from '../snippets/snippets-context.ts';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { markdownIn, writeMarkdown } from '../testing/write-markdown.ts';
import { MarkdownEditor } from './markdown-editor.tsx';

installDomLayout();
const snippet = (shortcut: string, name: string, words: string) => ({ id: name, shortcut, name, words });
const address = snippet(';addr', 'Our address', '12 Lattice Road, Denver');
const offer = snippet(';offer', 'Offer', 'Dear {{ contact.firstName }}, {{ deal.amount }}.');
const given: Snippets = {
  offered: [address, offer],
  onWanted: () => undefined,
  wordsOf: (one) =>
    one === offer
      ? { ok: true, text: 'Dear [[First name]], [[Amount]].', gaps: ['[[First name]]', '[[Amount]]'] }
      : { ok: true, text: one.words, gaps: [] },
};

function opened({ maxChars = 400 } = {}) {
  const editor = <MarkdownEditor text="" label="Words" maxChars={maxChars} onText={() => undefined} onSubmit={() => undefined} onEscape={() => undefined} />; // prettier-ignore
  renderInTheme(<SnippetsContext value={given}>{editor}</SnippetsContext>);
  const box = screen.getByRole('textbox', { name: 'Words' });
  /** Presses a key. Returns whether the browser would still handle it. */
  const press = (key: string, more = {}) => {
    const event = createEvent.keyDown(box, { key, ...more });
    fireEvent(box, event);
    return !event.defaultPrevented;
  };
  const selected = () => {
    const state = EditorView.findFromDOM(box)?.state;
    return state?.sliceDoc(state.selection.main.from, state.selection.main.to);
  };
  return { box, press, selected, type: (text: string) => writeMarkdown(box, text), text: () => markdownIn(box) };
}

describe('[PSH-2] snippets in the Markdown editor', () => {
  it('replaces a shortcut at a blank and at Tab, and leaves other words alone', () => {
    const { type, press, text } = opened();
    type('We are at ;addr');
    expect(press(' ')).toBe(false);
    expect(text()).toBe('We are at 12 Lattice Road, Denver ');
    type('- at ;ADDR');
    expect(press('Tab')).toBe(false);
    expect(text()).toBe('- at 12 Lattice Road, Denver');
    expect(screen.getByText('Our address is inserted.')).toBeDefined();
    for (const words of ['x;addr', ';addre', 'yes;', ';addr.']) {
      type(words);
      expect(press(' ')).toBe(true);
      expect(text()).toBe(words);
    }
  });

  it('takes a replacement back in one step, and then keeps the shortcut', () => {
    const { type, press, text } = opened();
    type('At ;addr');
    press(' ');
    press('z', { ctrlKey: true });
    expect(text()).toBe('At ;addr');
    expect(press(' ')).toBe(true);
    expect(text()).toBe('At ;addr');
  });

  it('a semicolon alone lists all, and chooses none: Enter begins a line, and an arrow key chooses', async () => {
    const { box, type, press, text } = opened();
    await act(async () => type('Dear ;'));
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    expect(box.hasAttribute('aria-activedescendant')).toBe(false);
    press('Enter');
    expect(text()).toBe('Dear ;\n');
    await act(async () => type('Dear ;'));
    const [first] = await screen.findAllByRole('option');
    const view = EditorView.findFromDOM(box);
    if (view === null) throw new Error('There is no editor');
    // The editor takes no key for some milliseconds after its list opened. A key that it does not take would move the cursor.
    await waitFor(() => expect(moveCompletionSelection(true)(view)).toBe(true));
    expect(box.getAttribute('aria-activedescendant')).toBe(first?.id);
    expect(press('ArrowDown')).toBe(false);
    press('ArrowUp');
    expect(box.getAttribute('aria-activedescendant')).toBe(first?.id);
  });

  it('lists the snippets that fit while a shortcut is typed, and writes the one that is clicked', async () => {
    const { box, type, text } = opened();
    await act(async () => type('Dear ;of'));
    const option = await screen.findByRole('option', { name: /;offer/ });
    expect(box.getAttribute('aria-activedescendant')).toBe(option.id);
    await act(async () => fireEvent.mouseDown(option));
    expect(text()).toBe('Dear Dear [[First name]], [[Amount]].');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('says why words do not come: they are too long for the field', () => {
    const { type, press, text } = opened({ maxChars: 20 });
    type('At ;addr');
    press(' ');
    expect(text()).toBe('At ;addr');
    expect(screen.getAllByText('Our address is too long for this field, which takes 20 characters.')).not.toEqual([]);
  });
});

describe('[PSH-3] gaps in the Markdown editor', () => {
  it('the first gap is selected, Tab goes to the next, and behind the last it leaves the editor', () => {
    const { type, press, selected, text } = opened();
    type('**Hello** ;offer');
    press(' ');
    expect(text()).toBe('**Hello** Dear [[First name]], [[Amount]].');
    expect(selected()).toBe('[[First name]]');
    expect(press('Tab')).toBe(false);
    expect(selected()).toBe('[[Amount]]');
    expect(press('Tab')).toBe(true);
  });
});
