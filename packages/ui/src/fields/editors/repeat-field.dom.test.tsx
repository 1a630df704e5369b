import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { installDomLayout, renderInTheme } from '../../testing/dom-layout.tsx';
import type { FieldSpec, FieldValue } from '../field-spec.ts';
import { FieldEditor } from './field-editor.tsx';

installDomLayout();

const spec: FieldSpec = { id: 'repeat', label: 'Repeats', kind: 'repeat' };
const stored: FieldValue[] = [];

/** The editor as a form has it: each stored value comes back. */
function Field({ first }: { readonly first: FieldValue }) {
  const [value, setValue] = useState(first);
  return (
    <FieldEditor
      spec={spec}
      value={value}
      onChange={(next) => {
        stored.push(next);
        setValue(next);
      }}
    />
  );
}
const draw = (first: FieldValue) => {
  stored.length = 0;
  renderInTheme(<Field first={first} />);
};
const choose = (name: string, value: string) =>
  fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } });

describe('the editor of a repetition', () => {
  it('makes a rule by weeks on days, and says it in words', () => {
    draw(null);
    expect(screen.queryByRole('combobox', { name: 'When it ends' })).toBeNull();
    choose('Repeats', 'week');
    fireEvent.click(screen.getByRole('button', { name: 'Wednesday' }));
    fireEvent.click(screen.getByRole('button', { name: 'Monday' }));
    expect(stored.at(-1)).toBe('FREQ=WEEKLY;BYDAY=MO,WE');
    expect(screen.getByText('Every week on Monday and Wednesday.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Wednesday', pressed: true }));
    expect(stored.at(-1)).toBe('FREQ=WEEKLY;BYDAY=MO');
  });

  it('makes a rule by months, every few, with an end', () => {
    draw('FREQ=MONTHLY');
    choose('On which day of the month', '-1 FR');
    fireEvent.change(screen.getByRole('textbox', { name: 'Every how many months' }), { target: { value: '3' } });
    choose('When it ends', 'times');
    expect(stored.at(-1)).toBe('FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR;COUNT=10');
    choose('When it ends', 'until');
    fireEvent.change(screen.getByLabelText('Last day'), { target: { value: '2027-06-30' } });
    expect(stored.at(-1)).toBe('FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR;UNTIL=20270630');
    choose('When it ends', 'never');
    choose('Repeats', '');
    expect(stored.at(-1)).toBeNull();
  });

  it('says why it does not show a rule from elsewhere, and keeps it', () => {
    draw('FREQ=HOURLY');
    expect(screen.getByText(/by days, weeks, months or years/)).toBeTruthy();
    expect(stored).toEqual([]);
  });
});
