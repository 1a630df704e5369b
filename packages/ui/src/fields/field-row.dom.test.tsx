import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { installDomLayout, renderInTheme } from '../testing/dom-layout.tsx';
import { FieldRow } from './field-row.tsx';

installDomLayout();
const done = { id: 'done', label: 'Done', kind: 'flag' } as const;

describe('a yes or no among the fields of a record', () => {
  it('is a checkbox that a press and the space bar change', () => {
    const onChange = vi.fn();
    renderInTheme(<FieldRow spec={done} value={null} onChange={onChange} />);
    const box = screen.getByRole('checkbox', { name: 'Done' });
    expect(box.getAttribute('aria-checked')).toBe('false');
    fireEvent.click(box);
    fireEvent.keyDown(box, { key: ' ' });
    expect(onChange.mock.calls).toEqual([[true], [true]]);
  });

  it('names its value where it is read-only', () => {
    renderInTheme(<FieldRow spec={done} value={true} />);
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.getByRole('note').textContent).toBe('Done: Yes');
  });
});
