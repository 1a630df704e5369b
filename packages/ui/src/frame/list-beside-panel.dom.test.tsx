import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { installDomLayout } from '../testing/dom-layout.tsx';
import { ListBesidePanel } from './list-beside-panel.tsx';

installDomLayout();

const drawn = (isFull: boolean) => (
  <ListBesidePanel
    bar="Deals"
    list={<button type="button">A row</button>}
    panel={<button type="button">Close</button>}
    isFull={isFull}
  />
);

describe('a list beside a panel', () => {
  it('has no focus while the panel takes its place, so that no key acts on a hidden row', () => {
    const { rerender } = render(drawn(false));
    const row = screen.getByRole('button', { name: 'A row' });
    row.focus();
    rerender(drawn(false));
    expect(document.activeElement).toBe(row);
    rerender(drawn(true));
    expect(document.activeElement).toBe(document.body);
  });

  it('leaves the focus of the panel', () => {
    const { rerender } = render(drawn(false));
    const close = screen.getByRole('button', { name: 'Close' });
    close.focus();
    rerender(drawn(true));
    expect(document.activeElement).toBe(close);
  });
});
