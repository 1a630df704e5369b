import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { createFormats } from '../formats/formats.ts';
import type { FieldSpec } from '../fields/field-spec.ts';
import { FilterBuilder } from './filter-builder.tsx';
import { filterChips, withoutChip } from './filter-words.ts';
import { renderInTheme, installDomLayout } from '../testing/dom-layout.tsx';

installDomLayout();

const fields: readonly FieldSpec[] = [
  { id: 'amount', label: 'Amount', kind: 'money', currency: 'USD' },
  {
    id: 'stage',
    label: 'Stage',
    kind: 'choice',
    options: [
      { value: 'open', label: 'Open' },
      { value: 'won', label: 'Won' },
    ],
  },
  { id: 'closes', label: 'Closes', kind: 'date' },
];
function Living({
  first,
  onChange,
}: {
  readonly first?: Filter;
  readonly onChange: (filter: Filter | undefined) => void;
}) {
  const [value, setValue] = useState(first);
  return (
    <FilterBuilder
      fields={fields}
      value={value}
      onChange={(next) => {
        setValue(next);
        onChange(next);
      }}
    />
  );
}
const open = () => fireEvent.click(screen.getByRole('button', { name: 'Filter' }));

describe('the filter builder', () => {
  it('reports a filter of the kernel once a condition is complete, and not before', () => {
    const onChange = vi.fn();
    renderInTheme(<Living onChange={onChange} />);
    open();
    expect(onChange).not.toHaveBeenCalled();
    const value = screen.getByLabelText('Amount, value');
    fireEvent.change(value, { target: { value: '5k' } });
    fireEvent.blur(value);
    expect(onChange).toHaveBeenLastCalledWith({
      field: 'amount',
      op: 'gte',
      value: { amount: 5_000_00, currency: 'USD' },
    });
    fireEvent.change(screen.getByLabelText('Operator'), { target: { value: 'is-empty' } });
    expect(onChange).toHaveBeenLastCalledWith({ field: 'amount', op: 'is-empty' });
  });

  it('builds groups of alternatives, and removes parts', () => {
    const onChange = vi.fn();
    renderInTheme(<Living first={{ field: 'amount', op: 'is-not-empty' }} onChange={onChange} />);
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Any-of group' }));
    const [, second] = screen.getAllByLabelText('Field');
    if (second) fireEvent.change(second, { target: { value: 'closes' } });
    fireEvent.change(screen.getByLabelText('Closes, span'), { target: { value: 'this-quarter' } });
    expect(onChange).toHaveBeenLastCalledWith({
      and: [
        { field: 'amount', op: 'is-not-empty' },
        { field: 'closes', op: 'within', value: 'this-quarter' },
      ],
    });
    fireEvent.click(screen.getByRole('button', { name: 'Remove the condition on Amount' }));
    expect(onChange).toHaveBeenLastCalledWith({ field: 'closes', op: 'within', value: 'this-quarter' });
    fireEvent.click(screen.getByRole('button', { name: 'Clear all' }));
    expect(onChange).toHaveBeenLastCalledWith(undefined);
  });

  it('opens with F', () => {
    renderInTheme(<Living onChange={() => undefined} />);
    fireEvent.keyDown(document.body, { key: 'f' });
    expect(screen.getByRole('group', { name: 'Condition on Amount' })).toBeTruthy();
  });

  it('gives the focus to its button when it closes, also where F opened it with nothing focused', () => {
    renderInTheme(<Living onChange={vi.fn()} />);
    fireEvent.keyDown(document.body, { key: 'f' });
    const field = screen.getByLabelText('Field');
    field.focus();
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Filter' }));
  });
});

describe('the button of a filter in a narrow window', () => {
  it('is an icon with the number of conditions, or has the name that its screen gives it', () => {
    const usual = window.matchMedia;
    window.matchMedia = (query) => ({ ...usual(query), matches: true });
    try {
      const value: Filter = { field: 'stage', op: 'is-empty' };
      renderInTheme(
        <>
          <FilterBuilder fields={fields} value={value} onChange={() => undefined} />
          <FilterBuilder label="Only some deals" fields={fields} value={value} onChange={() => undefined} />
        </>,
      );
      expect(screen.getByRole('button', { name: 'Filter, 1' }).textContent).toBe('1');
      expect(screen.getByRole('button', { name: 'Only some deals' }).textContent).toBe('Only some deals');
    } finally {
      window.matchMedia = usual;
    }
  });
});

describe('an added condition', () => {
  it('has the focus on its field, so that the person chooses it next', () => {
    renderInTheme(<Living first={{ field: 'stage', op: 'is-empty' }} onChange={() => undefined} />);
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Condition' }));
    expect(document.activeElement).toBe(screen.getAllByLabelText('Field')[1]);
  });
});

describe('the words of a filter', () => {
  const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC', currency: 'USD' });
  const filter: Filter = {
    and: [
      { field: 'stage', op: 'one-of', value: ['open', 'won'] },
      { field: 'amount', op: 'gte', value: { amount: 500_000, currency: 'USD' } },
      {
        or: [
          { field: 'closes', op: 'within', value: 'this-month' },
          { field: 'closes', op: 'is-empty' },
        ],
      },
    ],
  };
  it('makes a chip for each part of the conjunction', () => {
    expect(filterChips(filter, fields, formats)).toEqual([
      { id: 'part-0', field: 'Stage', value: 'Open or Won' },
      { id: 'part-1', field: 'Amount', value: 'from $5,000' },
      { id: 'part-2', field: 'Any of', value: 'Closes this month or Closes empty' },
    ]);
  });
  it('removes a chip’s part, and the filter with the last one', () => {
    expect(
      withoutChip(
        {
          and: [
            { field: 'stage', op: 'is-empty' },
            { field: 'amount', op: 'is-empty' },
          ],
        },
        'part-0',
      ),
    ).toEqual({ field: 'amount', op: 'is-empty' });
    expect(withoutChip({ field: 'amount', op: 'is-empty' }, 'part-0')).toBeUndefined();
  });
});
