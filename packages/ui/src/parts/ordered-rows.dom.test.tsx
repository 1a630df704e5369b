import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { OrderedRows } from './ordered-rows.tsx';

installDomLayout();

function Ordering() {
  const [ids, setIds] = useState(['One', 'Two', 'Three']);
  return (
    <OrderedRows
      label="Order"
      rows={ids.map((id) => ({ id, label: id }))}
      draw={({ label }) => label}
      onMove={(id, place) => setIds(ids.filter((other) => other !== id).toSpliced(place, 0, id))}
    />
  );
}

it('the focus stays on the button that moves a row, and goes to the other one where the row can go no further', () => {
  renderInTheme(<Ordering />);
  const press = (name: string) => {
    const button = screen.getByRole('button', { name });
    act(() => button.focus());
    fireEvent.click(button);
    return document.activeElement?.getAttribute('aria-label');
  };
  expect(press('Move One down')).toBe('Move One down');
  expect(press('Move One down')).toBe('Move One up');
  expect(press('Move One up')).toBe('Move One up');
  expect(screen.getAllByRole('listitem').map((row) => row.dataset['row'])).toEqual(['Two', 'One', 'Three']);
});
