import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import { KeyChoice } from './key-choice.tsx';

installDomLayout();
const options = [
  { value: 'reached', label: 'Reached' },
  { value: 'busy', label: 'Busy' },
];
const draw = (value?: string) => {
  const ports = { onPick: vi.fn(), onLetter: vi.fn() };
  renderInTheme(<KeyChoice label="Outcome" options={options} value={value} note="2 logs it." {...ports} />);
  return ports;
};
const press = (key: string, more: { readonly ctrlKey?: boolean } = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });

describe('a choice by one key', () => {
  it('has the focus immediately, and is made by a digit or a press', () => {
    const { onPick } = draw();
    expect(document.activeElement?.textContent).toContain('Reached');
    press('2');
    press('3'); // there is no third option
    fireEvent.click(screen.getByRole('button', { name: /^Reached/ }));
    expect(onPick.mock.calls).toEqual([['busy'], ['reached']]);
  });

  it('is one stop of the Tab key, in which the arrow keys wrap around', () => {
    draw('busy');
    expect(document.activeElement?.getAttribute('aria-pressed')).toBe('true');
    press('ArrowRight');
    expect(document.activeElement?.textContent).toContain('Reached');
    expect(screen.getAllByRole('button').map((button) => button.tabIndex)).toEqual([0, -1]);
    expect(screen.getByRole('toolbar', { name: 'Outcome', description: '2 logs it.' })).toBeDefined();
  });

  it('leaves letters to the field that takes them, and other keys alone', () => {
    const { onPick, onLetter } = draw();
    press('a');
    press('Tab');
    press('2', { ctrlKey: true });
    expect([onLetter.mock.calls.length, onPick.mock.calls.length]).toEqual([1, 0]);
  });
});
