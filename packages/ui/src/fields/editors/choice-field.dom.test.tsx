import { act, fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import { FieldEditor } from './field-editor.tsx';

installDomLayout();

it('Enter takes the choice that typing has highlighted, also after the timer of the list that has opened', async () => {
  const onChange = vi.fn();
  const options = ['Member', 'Site lead', 'Site manager'].map((label) => ({ value: label.toLowerCase(), label }));
  renderInTheme(
    <FieldEditor
      spec={{ id: 'role', label: 'Role', kind: 'choice', isRequired: true, options }}
      value="member"
      onChange={onChange}
    />,
  );
  const input = screen.getByRole('combobox', { name: 'Role' });
  act(() => input.focus());
  fireEvent.change(input, { target: { value: 'Site' } });
  await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  fireEvent.keyDown(input, { key: 'Enter' });
  expect(onChange.mock.calls).toEqual([['site lead']]);
});
