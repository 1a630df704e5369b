import { act, fireEvent, renderHook, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { EditorFrame } from '../editor-frame.tsx';
import { RefField } from './ref-field.tsx';
import { useDoneOnce } from '../use-done-once.ts';
import { useRefSearch } from './use-ref-search.ts';
import { installDomLayout, renderInTheme } from '../../../testing/dom-layout.tsx';
import type { EditorProps } from '../editor-props.ts';
import type { RefOption, SpecOf } from '../../field-spec.ts';

installDomLayout();
const names: Readonly<Record<string, string>> = { hall: 'Hall Ltd', brook: 'Brook Farm' };
const search = (text: string): Promise<readonly RefOption[]> =>
  Promise.resolve(
    Object.entries(names)
      .filter(([, name]) => name.toLowerCase().includes(text.toLowerCase()))
      .map(([id, name]) => ({ id, name, detail: 'Account' })),
  );
const spec: SpecOf<'ref'> = { id: 'account', label: 'Account', kind: 'ref', search, nameOf: (id) => names[id] };

function given(more: Partial<EditorProps<SpecOf<'ref'>>> = {}) {
  const told = { onChange: vi.fn(), onDone: vi.fn() };
  renderInTheme(<RefField spec={spec} value="hall" {...told} {...more} />);
  return { ...told, input: screen.getByRole<HTMLInputElement>('textbox') };
}
/** Types a text, and waits for the result of the search. */
const type = (input: HTMLElement, value: string) =>
  act(async () => {
    fireEvent.focus(input);
    fireEvent.change(input, { target: { value } });
    await Promise.resolve();
  });

describe('the editor of a reference', () => {
  it('accepts a whole name when it is left, and keeps a name that no record has, with a hint, until Escape', async () => {
    const onError = vi.fn();
    const { input, onChange } = given({ onError });
    await type(input, 'bro');
    fireEvent.blur(input);
    const hint = 'No record on this device has the name “bro”. Choose one from the list.';
    expect([input.value, onChange.mock.calls, onError.mock.lastCall]).toEqual(['bro', [], [hint]]);
    expect(screen.getByText(hint)).toBeTruthy();
    fireEvent.keyDown(input, { key: 'Escape' });
    expect([input.value, onError.mock.lastCall, screen.queryByText(hint)]).toEqual(['Hall Ltd', [undefined], null]);
    await type(input, 'brook farm');
    fireEvent.blur(input);
    expect(onChange).toHaveBeenCalledExactlyOnceWith('brook');
  });

  it('creates a record of a typed name that no record has, and shows its name immediately', async () => {
    const make = vi.fn((_name: string) => Promise.resolve({ value: 'prentice' }));
    const { input, onChange, onDone } = given({ spec: { ...spec, create: { one: 'account', make } } });
    await type(input, 'Hall Ltd');
    expect(screen.queryByText(/^Create/)).toBeNull(); // there is one of this name
    await type(input, 'Prentice Yachts ');
    await act(async () => {
      fireEvent.click(screen.getByText('Create account “Prentice Yachts”'));
      await Promise.resolve();
    });
    expect([make.mock.calls, onChange.mock.calls, onDone.mock.calls]).toEqual([[['Prentice Yachts']], [['prentice']], [['enter']]]); // prettier-ignore
    expect(input.value).toBe('Prentice Yachts');
  });

  it('takes the first option by Enter where the list was opened again without a selection', async () => {
    const { input, onChange } = given({ onDraft: vi.fn(), onDone: undefined });
    await type(input, 'bro');
    fireEvent.keyDown(input, { key: 'Escape', code: 'Escape' });
    fireEvent.click(input);
    expect(onChange).not.toHaveBeenCalled();
    fireEvent.keyDown(input, { key: 'Enter', code: 'Enter' });
    expect(onChange).toHaveBeenCalledExactlyOnceWith('brook');
  });

  it('shows why a record was not created, and keeps its name', async () => {
    const make = () => Promise.resolve({ problem: 'There is one already.' });
    const { input, onChange } = given({ spec: { ...spec, create: { one: 'account', make } } });
    await type(input, 'Prentice');
    await act(async () => {
      fireEvent.click(screen.getByText('Create account “Prentice”'));
      await Promise.resolve();
    });
    expect(screen.getByText('There is one already.')).toBeTruthy();
    expect([input.value, onChange.mock.calls]).toEqual(['Prentice', []]);
  });

  it('removes the reference when it is emptied, unless it is required', async () => {
    const { input, onChange } = given();
    await type(input, '');
    fireEvent.blur(input);
    expect(onChange).toHaveBeenCalledExactlyOnceWith(null);
  });

  it('shows that a required reference can’t be empty, and keeps it', async () => {
    const { input, onChange } = given({ spec: { ...spec, isRequired: true } });
    await type(input, '');
    fireEvent.blur(input);
    expect(screen.getByText('Account can’t be empty.')).toBeTruthy();
    expect(onChange).not.toHaveBeenCalled();
  });

  it('shows why a search failed', async () => {
    const { input } = given({
      spec: { ...spec, search: () => Promise.reject(new Error('The index is being built.')) },
    });
    await type(input, 'h');
    expect(screen.getByText('The index is being built.')).toBeTruthy();
  });
});

describe('leaving an editor', () => {
  it('is reported once in a cell, which unmounts the editor, and each time in a form', () => {
    for (const [variant, times] of [
      ['cell', 1],
      ['form', 2],
    ] as const) {
      const onDone = vi.fn();
      const { result } = renderHook(() => useDoneOnce({ variant, onDone }));
      result.current('enter');
      result.current('blur');
      expect([onDone.mock.calls[0], onDone.mock.calls.length]).toEqual([['enter'], times]);
    }
  });
});

describe('the frame of an editor', () => {
  it('shows the error in rows and cells, where the input has no room for it', () => {
    const draw = (variant: 'form' | 'cell') => (
      <EditorFrame variant={variant} error="Too long.">
        text
      </EditorFrame>
    );
    const { rerender } = renderInTheme(draw('cell'));
    expect(screen.getByRole('alert').textContent).toBe('Too long.');
    rerender(draw('form'));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('the search of a reference', () => {
  it('begins with all records, cancels the search before it, and ends with a choice', () => {
    const signals: AbortSignal[] = [];
    const asked = vi.fn((_text: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<readonly RefOption[]>(() => undefined);
    });
    const { result } = renderHook(() => useRefSearch(asked, undefined, vi.fn()));
    expect(asked).not.toHaveBeenCalled();
    act(() => result.current.begin());
    act(() => result.current.ask('ha'));
    act(() => result.current.begin());
    expect([asked.mock.calls.map(([text]) => text), signals.map(({ aborted }) => aborted)]).toEqual([['', 'ha'], [true, false]]); // prettier-ignore
    act(() => result.current.end());
    expect([result.current.asked, signals.at(-1)?.aborted]).toEqual([undefined, true]);
  });
});
