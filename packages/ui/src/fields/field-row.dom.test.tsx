import { iban } from '@outpost/domain/kernel/entities/formats/iban';
import { rating } from '@outpost/domain/kernel/entities/formats/rating';
import { website as websiteFormat } from '@outpost/domain/kernel/entities/formats/website';
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

describe('an empty value', () => {
  it('is a dash, or the words that its field has for it', () => {
    const number = { id: 'number', label: 'Number', kind: 'text' } as const;
    renderInTheme(<FieldRow spec={number} value={null} />);
    renderInTheme(<FieldRow spec={{ ...number, id: 'other', emptyText: 'Number follows' }} value={null} />);
    expect(screen.getAllByRole('note').map((row) => row.textContent)).toEqual(['Number: —', 'Number: Number follows']);
  });
});

describe('a value that is an address', () => {
  const email = { id: 'email', label: 'E-mail', kind: 'email' } as const;
  const phone = { id: 'phone', label: 'Phone', kind: 'phone' } as const;
  const website = { id: 'website', label: 'Website', kind: 'text', format: websiteFormat } as const;

  it.each([
    [email, 'ada@example.com', 'ada@example.com', 'mailto:ada@example.com'],
    [phone, '+14155550142', '+1 415 555 0142', 'tel:+14155550142'],
    [website, 'www.example.com', 'www.example.com', 'https://www.example.com'],
  ] as const)(
    '[E-2] of %o is a link out of the app, with a button beside it that changes it',
    (spec, value, text, href) => {
      const onChange = vi.fn();
      renderInTheme(<FieldRow spec={spec} value={value} onChange={onChange} />);
      const link = screen.getByRole('link', { name: text });
      expect([link.getAttribute('href'), link.getAttribute('target'), link.getAttribute('rel')]).toEqual([
        href,
        '_blank',
        'noopener noreferrer',
      ]);
      fireEvent.click(link);
      expect(screen.queryByRole('textbox')).toBeNull();
      fireEvent.click(screen.getByRole('button', { name: `Change ${spec.label}` }));
      expect(screen.getByRole('textbox')).toBeDefined();
    },
  );

  it.each([
    [email, 'ask Dana'],
    [email, 'a@b.c?bcc=d@e.f'.replace('@b', ' @b')],
    [phone, '*21*0123#'],
    [website, 'javascript:alert(1)'],
    [website, 'http://example.com'],
  ] as const)('[E-2] is not a link where it is wrong: %o', (spec, value) => {
    renderInTheme(<FieldRow spec={spec} value={value} onChange={vi.fn()} />);
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByText(value)).toBeDefined();
  });
});

describe('a value with a format', () => {
  it('[K-2] is shown as signs, and read out in words', () => {
    renderInTheme(<FieldRow spec={{ id: 'r', label: 'Rating', kind: 'number', format: rating }} value={3} />);
    expect(screen.getByRole('img', { name: '3 of 5' }).textContent).toBe('★★★☆☆');
  });

  it('[K-2] is stored in its normal form when it is typed, and a wrong one is refused beside the field', () => {
    const onChange = vi.fn();
    renderInTheme(
      <FieldRow spec={{ id: 'i', label: 'IBAN', kind: 'text', format: iban }} value={null} onChange={onChange} />,
    );
    fireEvent.click(screen.getByRole('button'));
    const input = screen.getByRole('textbox');
    fireEvent.change(input, { target: { value: 'de88 3704 0044 0532 0130 00' } });
    fireEvent.blur(input);
    expect(onChange).not.toHaveBeenCalled();
    expect(screen.getByText(/whose check digits fit, such as DE89 3704/)).toBeDefined();
    fireEvent.change(input, { target: { value: 'de89 3704 0044 0532 0130 00' } });
    fireEvent.blur(input);
    expect(onChange).toHaveBeenCalledWith('DE89370400440532013000');
  });
});
