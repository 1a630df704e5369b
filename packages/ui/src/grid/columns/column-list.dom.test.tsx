import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import { ColumnList } from './column-list.tsx';

installDomLayout();
const columns = ['name', 'stage', 'value', 'source'].map((id) => ({ id, header: id.toUpperCase() }));

function Choosing() {
  const [chosen, setChosen] = useState<readonly string[]>(['name', 'stage']);
  return <ColumnList columns={columns} chosen={chosen} nameId="name" onChosen={setChosen} />;
}

it('the focus follows the checkbox of a column that is shown or hidden', () => {
  renderInTheme(<Choosing />);
  for (const isShown of [true, false]) {
    const before = screen.getByRole<HTMLInputElement>('checkbox', { name: 'SOURCE' });
    act(() => before.focus());
    fireEvent.click(before);
    const after = screen.getByRole<HTMLInputElement>('checkbox', { name: 'SOURCE' });
    expect([after.checked, document.activeElement]).toEqual([isShown, after]);
  }
});
