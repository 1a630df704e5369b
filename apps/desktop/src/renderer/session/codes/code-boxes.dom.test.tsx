import { installDomLayout, renderInTheme } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { CodeBoxes } from './code-boxes.tsx';

installDomLayout();

function Field({ error }: { readonly error?: string }) {
  const [value, setValue] = useState('');
  return (
    <CodeBoxes
      label="Code"
      name="code"
      autoComplete="one-time-code"
      value={value}
      chars={6}
      error={error}
      onChange={setValue}
    />
  );
}
const open = (error?: string) => {
  renderInTheme(<Field {...(error === undefined ? {} : { error })} />);
  return screen.getByRole<HTMLInputElement>('textbox', { name: 'Code' });
};
/** Changes the text as a browser does, with the caret at its place. */
const enter = (field: HTMLInputElement, value: string, selectionStart = value.length) =>
  fireEvent.change(field, { target: { value, selectionStart, selectionEnd: selectionStart } });
const boxElements = () => [...document.querySelectorAll('span[aria-hidden]')];
const boxes = () => boxElements().map(({ textContent }) => textContent);

describe('the boxes of a code', () => {
  it('are one text field for a screen reader, which a browser fills in at once', () => {
    const field = open();
    expect(screen.getAllByRole('textbox')).toEqual([field]);
    expect([field.autocomplete, field.inputMode, field.maxLength]).toEqual(['one-time-code', 'numeric', -1]);
    enter(field, '407123');
    expect(boxes()).toEqual(['4', '0', '7', '1', '2', '3']);
  });

  it('show the digits of a pasted code, without its blanks and with no further digits', () => {
    const field = open();
    enter(field, ' 407 123\n');
    expect([field.value, boxes().join('')]).toEqual(['407123', '407123']);
    enter(field, '');
    enter(field, '12345678');
    expect(field.value).toBe('123456');
    enter(field, '12a45');
    expect([field.value, boxes()]).toEqual(['1245', ['1', '2', '4', '5', '', '']]);
  });

  it('begin a new code where all of them are full', () => {
    const field = open();
    enter(field, '407123');
    enter(field, '4071239');
    expect(field.value).toBe('9');
    enter(field, '407123');
    enter(field, '407123 555 666');
    expect(field.value).toBe('555666');
    enter(field, '555 111 222 666', 11); // pasted in the middle
    expect(field.value).toBe('111222');
  });

  it('mark the place of the next digit, and an error that belongs to the field', () => {
    const field = open('This code is not right.');
    enter(field, '407');
    fireEvent.select(field);
    expect(boxElements().map((box) => box.hasAttribute('data-now'))).toEqual([false, false, false, true, false, false]);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(field.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent).toBe('This code is not right.'); // prettier-ignore
  });
});
