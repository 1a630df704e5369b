import { createEvent, fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { SnippetTextarea } from './snippet-textarea.tsx';
import { type Snippets, SnippetsContext } from './snippets-context.ts';

installDomLayout();
const snippet = (shortcut: string, name: string, words: string) => ({ id: name, shortcut, name, words });
const address = snippet(';addr', 'Our address', '12 Lattice Road, Denver');
const bye = snippet(';bye', 'Goodbye', 'Best regards');
const offer = snippet(';offer', 'Offer', 'Dear {{ contact.firstName }}, {{ deal.amount }}.');
const broken = snippet(';x', 'Broken', '{{ a');
const given: Snippets = {
  offered: [address, bye, offer, broken],
  onWanted: () => undefined,
  wordsOf: (one) =>
    one === broken
      ? { ok: false, fault: 'Line 1: it does not end.' }
      : one === offer
        ? { ok: true, text: 'Dear [[First name]], [[Amount]].', gaps: ['[[First name]]', '[[Amount]]'] }
        : { ok: true, text: one.words, gaps: [] },
};

function Field({ snippets, maxLength, keepsValues = false, onKeyDown }: { readonly snippets: Snippets; readonly maxLength: number; readonly keepsValues?: boolean; readonly onKeyDown: () => void }) {
  const [text, setText] = useState('');
  return (
    <SnippetsContext value={snippets}>
      <SnippetTextarea
        label="Words"
        maxLength={maxLength}
        keepsValues={keepsValues}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </SnippetsContext>
  );
} // prettier-ignore

function Arriving() {
  const [snippets, setSnippets] = useState<Snippets>();
  return (
    <SnippetsContext value={snippets}>
      <SnippetTextarea label="Words" />
      <button type="button" onClick={() => setSnippets((before) => (before ? undefined : given))}>
        Turn
      </button>
    </SnippetsContext>
  );
}

function opened({ snippets = given, maxLength = 400, keepsValues = false } = {}) {
  const onKeyDown = vi.fn();
  renderInTheme(<Field snippets={snippets} maxLength={maxLength} keepsValues={keepsValues} onKeyDown={onKeyDown} />);
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Words' });
  field.focus();
  const type = (text: string) => {
    fireEvent.change(field, { target: { value: text } }); // the cursor is at its end, as after typing
  };
  const moveTo = (place: number) => {
    field.setSelectionRange(place, place);
    fireEvent.keyUp(field, { key: 'ArrowLeft' });
  };
  /** Presses a key. Returns whether the browser would still handle it. */
  const press = (key: string, more = {}) => {
    const event = createEvent.keyDown(field, { key, ...more });
    fireEvent(field, event);
    return !event.defaultPrevented;
  };
  const selected = () => field.value.slice(field.selectionStart, field.selectionEnd);
  return { field, type, moveTo, press, selected, onKeyDown };
}

describe('[PSH-2] a text field', () => {
  it('stays the same element with its text and its focus, whether snippets come or go', () => {
    renderInTheme(<Arriving />);
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Words' });
    field.focus();
    fireEvent.change(field, { target: { value: 'Hello' } });
    for (const isHere of [true, false]) {
      fireEvent.click(screen.getByRole('button', { name: 'Turn' }));
      expect(screen.getByRole('textbox', { name: 'Words' })).toBe(field);
      expect([document.activeElement, field.value]).toEqual([field, 'Hello']);
      expect(field.getAttribute('aria-autocomplete')).toBe(isHere ? 'list' : null);
    }
  });

  it('replaces a shortcut at a blank and at Tab, and leaves other words alone', () => {
    const { field, type, press } = opened();
    type('We are at ;addr');
    expect(press(' ')).toBe(false);
    expect(field.value).toBe('We are at 12 Lattice Road, Denver ');
    type('We are at ;ADDR');
    expect(press('Tab')).toBe(false);
    expect(field.value).toBe('We are at 12 Lattice Road, Denver');
    for (const text of ['x;addr', ';addre', 'yes;', 'a ;nothing', ';addr.']) {
      type(text);
      expect(press(' ')).toBe(true);
      expect(field.value).toBe(text);
    }
  });

  it('takes a replacement back in one step, and then keeps the shortcut', () => {
    const { field, type, press } = opened();
    type('At ;addr');
    press(' ');
    expect(press('z', { ctrlKey: true })).toBe(false);
    expect([field.value, field.selectionStart]).toEqual(['At ;addr', 8]);
    expect(press(' ')).toBe(true);
    expect(field.value).toBe('At ;addr');
  });

  it('lists the snippets behind a semicolon; arrow keys choose, Enter takes, Esc closes the list alone', () => {
    const { field, type, press, onKeyDown } = opened();
    type('Dear ;');
    const list = within(screen.getByRole('listbox', { name: 'Snippets' }));
    expect(list.getAllByRole('option').map((one) => one.getAttribute('aria-selected'))).toEqual(['false', 'false', 'false', 'false']); // prettier-ignore
    expect(field.getAttribute('aria-autocomplete')).toBe('list');
    expect(field.getAttribute('aria-controls')).toBe(screen.getByRole('listbox').id);
    expect(field.hasAttribute('aria-activedescendant')).toBe(false);
    expect(screen.getByText('4 snippets. The arrow keys choose, Enter takes.')).toBeDefined();
    expect(press('Enter')).toBe(true); // a bare semicolon, and a new line
    press('ArrowDown');
    press('ArrowDown');
    const chosen = list.getAllByRole('option')[1];
    expect(field.getAttribute('aria-activedescendant')).toBe(chosen?.id);
    expect(chosen?.getAttribute('aria-selected')).toBe('true');
    onKeyDown.mockClear();
    expect(press('Enter')).toBe(false);
    expect(field.value).toBe('Dear Best regards');
    expect(screen.getByText('Goodbye is inserted.')).toBeDefined();
    type('Dear ;o');
    expect(screen.getAllByRole('option')).toHaveLength(2); // ";offer", and "Our address" by its name
    press('Escape');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(onKeyDown).not.toHaveBeenCalled();
    press('Escape');
    expect(onKeyDown).toHaveBeenCalledTimes(1);
  });

  it('the list follows the cursor: it fits the letters before it, and closes where the cursor leaves the shortcut', () => {
    const { type, moveTo } = opened();
    type('Dear ;bye');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    moveTo(6);
    expect(screen.getAllByRole('option')).toHaveLength(4);
    moveTo(2);
    expect(screen.queryByRole('listbox')).toBeNull();
    moveTo(9);
    expect(screen.queryByRole('listbox')).toBeNull(); // arrow keys through a text open nothing
    type('Dear ;by');
    expect(screen.getAllByRole('option')).toHaveLength(1);
  });

  it('after Esc the list stays closed until the word changes', () => {
    const { type, moveTo, press } = opened();
    type('Dear ;by');
    press('Escape');
    moveTo(2);
    moveTo(8);
    type('My dear ;by');
    expect(screen.getAllByRole('option')).toHaveLength(1); // another word
    press('Escape');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'My dear ;by.' } });
    type('My dear ;by');
    expect(screen.queryByRole('listbox')).toBeNull();
    type('My dear ;bye');
    expect(screen.getAllByRole('option')).toHaveLength(1);
  });

  it('leaves arrow keys with Shift, Ctrl or Alt to the text', () => {
    const { field, type, press } = opened();
    type('Dear ;o');
    const chosen = field.getAttribute('aria-activedescendant');
    for (const more of [{ shiftKey: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }])
      for (const key of ['ArrowDown', 'ArrowUp']) expect(press(key, more)).toBe(true);
    expect(field.getAttribute('aria-activedescendant')).toBe(chosen);
    expect(press('ArrowDown')).toBe(false);
    expect(field.getAttribute('aria-activedescendant')).not.toBe(chosen);
  });

  it('scrolls the chosen option into view, and a press beside the options does not take the focus', () => {
    const seen: string[] = [];
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
      seen.push(this.id);
    });
    const { field, type, press } = opened();
    type('Dear ;');
    for (let at = 0; at < 3; at += 1) press('ArrowDown');
    expect(seen).toEqual(screen.getAllByRole('option').slice(0, 3).map(({ id }) => id)); // prettier-ignore
    const list = screen.getByRole('listbox');
    for (const place of [list, list.parentElement]) expect(place && fireEvent.mouseDown(place)).toBe(false);
    expect(document.activeElement).toBe(field);
  });

  it('opens no list over words that end like a shortcut', () => {
    const { field, type, press } = opened({ snippets: { ...given, wordsOf: () => ({ ok: true, text: 'Write ;bye', gaps: [] }) } }); // prettier-ignore
    type(';addr');
    press('Tab');
    expect([field.value, screen.queryByRole('listbox')]).toEqual(['Write ;bye', null]);
  });

  it('takes the snippet that is clicked', () => {
    const { field, type } = opened();
    type(';');
    fireEvent.click(screen.getByRole('option', { name: /Our address/ }));
    expect(field.value).toBe('12 Lattice Road, Denver');
  });

  it('says why words do not come: they are too long for the field, or have a fault', () => {
    const { field, type, press } = opened({ maxLength: 20 });
    type('At ;addr');
    press(' ');
    expect(field.value).toBe('At ;addr');
    expect(screen.getAllByText('Our address is too long for this field, which takes 20 characters.')).not.toEqual([]);
    type('At ;x');
    press(' ');
    expect(screen.getAllByText('Broken can’t be filled in: Line 1: it does not end.')).not.toEqual([]);
  });

  it('does nothing where the app offers no snippets', () => {
    const { field, type, press } = opened({ snippets: { ...given, offered: [] } });
    type('At ;addr');
    expect(press(' ')).toBe(true);
    expect([field.value, screen.queryByRole('listbox')]).toEqual(['At ;addr', null]);
  });
});

describe('[PSH-3] gaps', () => {
  it('the first gap is selected, Tab goes to the next, and behind the last it leaves the field', () => {
    const { field, type, press, selected } = opened();
    type('Hello ;offer');
    press(' ');
    expect(field.value).toBe('Hello Dear [[First name]], [[Amount]].');
    expect(selected()).toBe('[[First name]]');
    expect(screen.getByText('Offer is inserted. 2 gaps to fill in: First name, Amount. Tab goes to the next.')).toBeDefined(); // prettier-ignore
    expect(press('Tab')).toBe(false);
    expect(selected()).toBe('[[Amount]]');
    expect(press('Tab')).toBe(true);
  });

  it('in a template the values stay in their braces', () => {
    const { field, type, press } = opened({ keepsValues: true });
    type(';offer');
    press(' ');
    expect(field.value).toBe('Dear {{ contact.firstName }}, {{ deal.amount }}. ');
  });
});
