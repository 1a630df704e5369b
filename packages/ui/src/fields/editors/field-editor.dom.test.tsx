import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { FieldSpec, FieldValue } from '../field-spec.ts';
import { FieldRow } from '../field-row.tsx';
import { renderInTheme, installDomLayout } from '../../testing/dom-layout.tsx';
import { FieldEditor } from './field-editor.tsx';
import { Form } from './form.tsx';

installDomLayout();

const amount: FieldSpec = { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' };
function Living({
  spec,
  value: first = null,
  onChange = () => undefined,
}: {
  readonly spec: FieldSpec;
  readonly value?: FieldValue;
  readonly onChange?: (value: FieldValue) => void;
}) {
  const [value, setValue] = useState<FieldValue>(first);
  return (
    <FieldEditor
      spec={spec}
      value={value}
      onChange={(next) => {
        setValue(next);
        onChange(next);
      }}
    />
  );
}
const leave = (input: HTMLElement, text: string) => {
  fireEvent.focus(input);
  fireEvent.change(input, { target: { value: text } });
  fireEvent.blur(input);
};

describe('field editors', () => {
  it('[K-2] a list that opens with its field is named by it', async () => {
    const options = [{ value: 'price', label: 'Price' }, { value: 'timing', label: 'Timing' }]; // prettier-ignore
    renderInTheme(
      <FieldEditor
        spec={{ id: 'reason', label: 'Reason', kind: 'choice', options }}
        value={null}
        variant="cell"
        onChange={vi.fn()}
      />,
    );
    const field = screen.getByRole('combobox', { name: 'Reason' });
    await waitFor(() => expect(field.getAttribute('aria-controls')).toBe(screen.getByRole('listbox').id));
    expect(field.getAttribute('aria-expanded')).toBe('true');
  });

  it('[K-2] parse when the field is left, not while typing, and show the formatted value', () => {
    const onChange = vi.fn();
    renderInTheme(<Living spec={amount} onChange={onChange} />);
    const input = screen.getByLabelText<HTMLInputElement>('Amount');
    fireEvent.change(input, { target: { value: '$46.8k' } });
    expect(onChange).not.toHaveBeenCalled();
    fireEvent.blur(input);
    expect(onChange).toHaveBeenCalledWith({ amount: 4_680_000, currency: 'USD' });
    expect(input.value).toBe('46,800');
  });

  it('[K-2] a due time keeps the focus on the button beside it while its value is stored, and replaces the text by a pick', async () => {
    renderInTheme(<Living spec={{ id: 'due', label: 'Due', kind: 'instant' }} />);
    const input = screen.getByLabelText<HTMLInputElement>('Due');
    const calendar = screen.getByRole('button', { name: 'Pick Due' });
    fireEvent.change(input, { target: { value: 'tomorrow 9:00' } });
    fireEvent.blur(input);
    act(() => calendar.focus()); // as Tab does
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Pick Due' }));
    expect(input.value).toMatch(/^Nov 21, 2026 9:00\sAM$/u);
    fireEvent.change(input, { target: { value: 'someday' } });
    fireEvent.click(calendar);
    fireEvent.click(await screen.findByRole('button', { name: '24 November 2026' }));
    await waitFor(() =>
      expect(screen.getByLabelText<HTMLInputElement>('Due').value).toMatch(/^Nov 24, 2026 9:00\sAM$/u),
    );
  });

  it('[K-2] keep unreadable text with a hint beside it, and store nothing', () => {
    const onChange = vi.fn();
    renderInTheme(<Living spec={{ id: 'phone', label: 'Phone', kind: 'phone', country: 'US' }} onChange={onChange} />);
    const input = screen.getByLabelText<HTMLInputElement>('Phone');
    leave(input, '(555) 014-27');
    expect(input.value).toBe('(555) 014-27');
    expect(screen.getByText('A US number has 10 digits, this one has 8.')).toBeTruthy();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(onChange).not.toHaveBeenCalled();
    leave(input, '(415) 555-0142');
    expect(onChange).toHaveBeenCalledWith('+14155550142');
    expect(screen.queryByText(/this one has/u)).toBeNull();
  });

  it('report no change when a field is left unchanged', () => {
    const onChange = vi.fn();
    renderInTheme(<Living spec={amount} value={{ amount: 100_00, currency: 'USD' }} onChange={onChange} />);
    fireEvent.blur(screen.getByLabelText('Amount'));
    leave(screen.getByLabelText('Amount'), '100.00');
    expect(onChange).not.toHaveBeenCalled();
  });

  it('read days in the person’s own words', () => {
    const onChange = vi.fn();
    renderInTheme(<Living spec={{ id: 'closes', label: 'Closes', kind: 'date' }} onChange={onChange} />);
    leave(screen.getByLabelText('Closes'), 'tomorrow');
    expect(onChange).toHaveBeenCalledWith('2026-11-21');
  });

  it('pick a day from a calendar without leaving the field first', () => {
    const onChange = vi.fn();
    renderInTheme(
      <dl>
        <FieldRow spec={{ id: 'closes', label: 'Closes', kind: 'date' }} value="2026-11-20" onChange={onChange} />
      </dl>,
    );
    fireEvent.click(screen.getByRole('button', { name: /^Closes:/u }));
    fireEvent.click(screen.getByRole('button', { name: 'Pick Closes' }));
    fireEvent.blur(screen.getByRole('textbox'));
    fireEvent.click(screen.getByRole('button', { name: '24 November 2026' }));
    expect(onChange).toHaveBeenCalledExactlyOnceWith('2026-11-24');
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('give the focus of the calendar to the day of the value, or to today, which is marked', async () => {
    const calendarOf = async (value: string | null) => {
      const { unmount } = renderInTheme(
        <dl>
          <FieldRow spec={{ id: 'closes', label: 'Closes', kind: 'date' }} value={value} onChange={vi.fn()} />
        </dl>,
      );
      fireEvent.click(screen.getByRole('button', { name: /^Closes:/u }));
      fireEvent.click(screen.getByRole('button', { name: 'Pick Closes' }));
      await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/2026$/u));
      const found = document.activeElement?.getAttribute('aria-label');
      const marked = document.querySelector('[aria-current="date"]')?.getAttribute('aria-label');
      unmount();
      return { found, marked };
    };
    expect(await calendarOf('2026-11-05')).toEqual({ found: '5 November 2026', marked: '20 November 2026' });
    expect(await calendarOf(null)).toEqual({ found: '20 November 2026', marked: '20 November 2026' });
  });

  it('choose a record by search, with the results of the last query only', async () => {
    const onChange = vi.fn();
    const slow: (() => void)[] = [];
    const search = vi.fn(
      (text: string) =>
        new Promise<readonly { id: string; name: string }[]>((resolve) =>
          slow.push(() => resolve([{ id: text, name: `Found by ${text}` }])),
        ),
    );
    renderInTheme(
      <Living
        spec={{ id: 'account', label: 'Account', kind: 'ref', search, nameOf: (id) => id }}
        onChange={onChange}
      />,
    );
    const input = screen.getByLabelText('Account');
    fireEvent.change(input, { target: { value: 'ha' } });
    fireEvent.change(input, { target: { value: 'hall' } });
    await act(async () => {
      for (const answer of slow.toReversed()) answer();
    });
    expect(screen.queryByText('Found by ha')).toBeNull();
    fireEvent.click(await screen.findByText('Found by hall'));
    expect(onChange).toHaveBeenCalledWith('hall');
  });

  it('[A-5] show why a field can’t be changed instead of an editor', () => {
    renderInTheme(
      <Living
        spec={{ ...amount, readOnlyReason: 'Only managers change sums.' }}
        value={{ amount: 100_00, currency: 'USD' }}
      />,
    );
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText('Only managers change sums.')).toBeTruthy();
  });

  it('[K-4] mask sealed values whole', () => {
    const { container } = renderInTheme(
      <Living spec={{ id: 'ssn', label: 'SSN', kind: 'sealed' }} value="123-45-6789" />,
    );
    expect(container.textContent).not.toContain('6789');
  });

  it('list the errors of a form at its end, with a link to each field', () => {
    renderInTheme(
      <Form
        specs={[{ id: 'name', label: 'Name', kind: 'text', isRequired: true }, amount]}
        values={{ name: 'Acme' }}
        onChange={() => undefined}
        showsErrors
      />,
    );
    leave(screen.getByLabelText('Name'), '');
    leave(screen.getByLabelText('Amount'), 'much');
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Amount' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Amount'));
  });
});

describe('field rows', () => {
  it('change in place: a press opens the editor, Enter stores, Escape cancels', async () => {
    const onChange = vi.fn();
    renderInTheme(
      <dl>
        <FieldRow spec={amount} value={{ amount: 100_00, currency: 'USD' }} onChange={onChange} />
      </dl>,
    );
    fireEvent.click(screen.getByRole('button', { name: /^Amount:/u }));
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '200' } });
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' });
    expect(onChange).not.toHaveBeenCalled();
    fireEvent.keyDown(await screen.findByRole('button', { name: /^Amount:/u }), { key: 'e' });
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '300' } });
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Enter' });
    expect(onChange).toHaveBeenCalledExactlyOnceWith({ amount: 300_00, currency: 'USD' });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: /^Amount:/u })));
  });
});
