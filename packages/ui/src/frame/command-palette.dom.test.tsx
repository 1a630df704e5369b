import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { CommandPalette, type PaletteAnswer, type PaletteSearch } from './command-palette.tsx';
import { letterRuns } from '../parts/matched-letters.tsx';
import { renderInTheme, installDomLayout } from '../testing/dom-layout.tsx';

installDomLayout();

const answerOf = (text: string, run = vi.fn()): PaletteAnswer => ({
  best: { id: 'best', icon: 'building', title: `Hallam ${text}`, run },
  records: [{ id: 'r', icon: 'deal', title: 'Shades', detail: 'Hallam & Pike', run }],
  acts: [{ id: 'act', icon: 'phone', title: 'Log a call with Perrin Hallam', keys: 'l', run }],
  note: '2 records on this device, 3 ms',
});
const box = () => screen.getByRole('combobox');
const type = async (text: string) =>
  act(async () => {
    fireEvent.change(box(), { target: { value: text } });
  });
const selected = () => screen.getByRole('option', { selected: true }).textContent;

describe('the palette', () => {
  it('moves through best match, records and acts with the arrows, wraps around at the end, and runs with Enter', async () => {
    const run = vi.fn();
    const onClose = vi.fn();
    const search: PaletteSearch = async (text) => answerOf(text, run);
    renderInTheme(<CommandPalette isOpen onClose={onClose} search={search} />);
    await type('hall');
    expect(screen.getAllByRole('option')).toHaveLength(3);
    expect(selected()).toContain('Hallam hall');
    fireEvent.keyDown(box(), { key: 'ArrowDown' });
    expect(selected()).toContain('Shades');
    expect(document.getElementById(box().getAttribute('aria-activedescendant') ?? '')?.textContent).toContain('Shades');
    fireEvent.keyDown(box(), { key: 'ArrowUp' });
    fireEvent.keyDown(box(), { key: 'ArrowUp' });
    expect(selected()).toContain('Log a call');
    fireEvent.keyDown(box(), { key: 'Enter', ctrlKey: true });
    expect(run).toHaveBeenCalledWith(true);
    expect(onClose).toHaveBeenCalledOnce();
    expect(screen.getByText('2 records on this device, 3 ms')).toBeTruthy();
  });

  it('drops an answer that arrives after a later query', async () => {
    const waiting = new Map<string, (answer: PaletteAnswer) => void>();
    const search: PaletteSearch = (text) => new Promise((resolve) => waiting.set(text, resolve));
    renderInTheme(<CommandPalette isOpen onClose={() => undefined} search={search} />);
    await type('ha');
    await type('hall');
    await act(async () => {
      waiting.get('hall')?.(answerOf('late'));
      waiting.get('ha')?.(answerOf('early'));
    });
    expect(selected()).toContain('late');
  });

  it('runs the first item of the typed text, also where Enter comes before its answer', async () => {
    const waiting = new Map<string, (answer: PaletteAnswer) => void>();
    const search: PaletteSearch = (text) => new Promise((resolve) => waiting.set(text, resolve));
    const [early, late] = [vi.fn(), vi.fn()];
    const onClose = vi.fn();
    renderInTheme(<CommandPalette isOpen onClose={onClose} search={search} />);
    await type('ha');
    await act(async () => waiting.get('ha')?.(answerOf('early', early)));
    await type('hall');
    fireEvent.keyDown(box(), { key: 'Enter' });
    expect([early.mock.calls.length, onClose.mock.calls.length]).toEqual([0, 0]);
    await act(async () => waiting.get('hall')?.(answerOf('late', late)));
    expect([early.mock.calls.length, late.mock.calls.length, onClose.mock.calls.length]).toEqual([0, 1, 1]);
  });

  it('runs the first item of the typed text where Enter comes after its answer and before it is drawn', async () => {
    const waiting = new Map<string, (answer: PaletteAnswer) => void>();
    const search: PaletteSearch = (text) => new Promise((resolve) => waiting.set(text, resolve));
    const [early, late] = [vi.fn(), vi.fn()];
    renderInTheme(<CommandPalette isOpen onClose={() => undefined} search={search} />);
    await type('ha');
    await act(async () => waiting.get('ha')?.(answerOf('early', early)));
    await type('hall');
    await act(async () => {
      waiting.get('hall')?.(answerOf('late', late));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve(); // the answer is taken, and nothing drawn yet
      fireEvent.keyDown(box(), { key: 'Enter' });
    });
    expect([early.mock.calls.length, late.mock.calls.length]).toEqual([0, 1]);
  });

  it('runs the item to which a person moved, though the list is of an earlier text', async () => {
    const waiting = new Map<string, (answer: PaletteAnswer) => void>();
    const search: PaletteSearch = (text) => new Promise((resolve) => waiting.set(text, resolve));
    const early = vi.fn();
    renderInTheme(<CommandPalette isOpen onClose={() => undefined} search={search} />);
    await type('ha');
    await act(async () => waiting.get('ha')?.(answerOf('early', early)));
    await type('hall');
    fireEvent.keyDown(box(), { key: 'ArrowDown' });
    fireEvent.keyDown(box(), { key: 'Enter' });
    expect(early).toHaveBeenCalledOnce();
  });

  it('drops an Enter when the text is changed before the answer', async () => {
    const waiting = new Map<string, (answer: PaletteAnswer) => void>();
    const search: PaletteSearch = (text) => new Promise((resolve) => waiting.set(text, resolve));
    const run = vi.fn();
    renderInTheme(<CommandPalette isOpen onClose={() => undefined} search={search} />);
    await type('ha');
    fireEvent.keyDown(box(), { key: 'Enter' });
    await type('hall');
    await act(async () => {
      waiting.get('ha')?.(answerOf('early', run));
      waiting.get('hall')?.(answerOf('late', run));
    });
    expect(run).not.toHaveBeenCalled();
  });

  it('offers only commands after “>”, and changes the scope with Tab', async () => {
    const search = vi.fn<PaletteSearch>(async (text) => answerOf(text));
    renderInTheme(
      <CommandPalette
        isOpen
        onClose={() => undefined}
        search={search}
        scopes={[
          { id: 'all', label: 'Everywhere' },
          { id: 'deals', label: 'Deals' },
        ]}
      />,
    );
    await type('> log');
    expect(search).toHaveBeenLastCalledWith('log', expect.objectContaining({ commandsOnly: true, scope: 'all' }));
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await act(async () => {
      fireEvent.keyDown(box(), { key: 'Tab' });
    });
    expect(search).toHaveBeenLastCalledWith('log', expect.objectContaining({ scope: 'deals' }));
  });

  it('shows that nothing was found', async () => {
    const search: PaletteSearch = async () => ({ records: [], acts: [] });
    renderInTheme(<CommandPalette isOpen onClose={() => undefined} search={search} />);
    await type('zzz');
    expect(screen.getByText('Nothing on this device is called “zzz”.')).toBeTruthy();
  });
});

describe('matched letters', () => {
  it('[Q-4] marks prefixes of words in any case and with any accents, and keeps the text whole', () => {
    expect(letterRuns('Perrin Hallam, façade', 'hall facade')).toEqual([
      { text: 'Perrin ', isMatch: false },
      { text: 'Hall', isMatch: true },
      { text: 'am, ', isMatch: false },
      { text: 'façade', isMatch: true },
    ]);
    expect(letterRuns('Marshall', 'hall')).toEqual([{ text: 'Marshall', isMatch: false }]);
  });
});
