import { fireEvent } from '@testing-library/react';

/** Enters a value into a field and leaves the field, as a person does. */
export function leave(field: HTMLElement, value: string): void {
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value } });
  fireEvent.blur(field);
}
