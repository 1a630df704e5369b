import { installDomLayout, renderInTheme } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { createRef } from 'react';
import { expect, it, vi } from 'vitest';
import { InsertValue } from './insert-value.tsx';

installDomLayout();
const offered = [
  { path: 'deal.name', label: 'Deal name' },
  { path: 'contact.name', label: 'Contact name' },
];

function given() {
  const onText = vi.fn();
  const into = createRef<HTMLTextAreaElement>();
  renderInTheme(
    <>
      <textarea ref={into} aria-label="Words" defaultValue="Hello !" />
      <InsertValue offered={offered} written={(path) => `{{ ${path} }}`} into={into} onText={onText} />
    </>,
  );
  into.current?.setSelectionRange(6, 6);
  const button = screen.getByRole('button', { name: 'Insert a value' });
  button.focus();
  return { onText, button };
}
const search = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Search the values' });
const isOpen = () => screen.queryByRole('listbox', { name: 'Values' }) !== null;

it('the field that searches has the focus as soon as the list is drawn: no key goes to the button', () => {
  const { button } = given();
  fireEvent.click(button);
  expect(document.activeElement).toBe(search());
});

it('a second press closes the list, and the next one begins with no search', () => {
  const { button } = given();
  fireEvent.click(button);
  fireEvent.change(search(), { target: { value: 'contact' } });
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['Contact name']);
  fireEvent.click(button);
  expect(isOpen()).toBe(false);
  fireEvent.click(button);
  expect(search().value).toBe('');
  expect(screen.getAllByRole('option')).toHaveLength(2);
});

it('Escape closes the list and gives the focus back to the button', () => {
  const { button } = given();
  fireEvent.click(button);
  fireEvent.keyDown(search(), { key: 'Escape' });
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(button);
});

it('Enter puts the first value that was found at the cursor', () => {
  const { button, onText } = given();
  fireEvent.click(button);
  fireEvent.change(search(), { target: { value: 'deal' } });
  fireEvent.keyDown(search(), { key: 'Enter', code: 'Enter' });
  expect(onText).toHaveBeenCalledWith('Hello {{ deal.name }}!');
  expect(isOpen()).toBe(false);
});
