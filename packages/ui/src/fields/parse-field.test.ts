import { describe, expect, it } from 'vitest';
import { iban } from '@outpost/domain/kernel/entities/formats/iban';
import { rating } from '@outpost/domain/kernel/entities/formats/rating';
import { website } from '@outpost/domain/kernel/entities/formats/website';
import { createFormats } from '../formats/formats.ts';
import type { FieldSpec } from './field-spec.ts';
import { editText, fieldText } from './field-text.ts';
import { parseField } from './parse-field.ts';

const now = Date.parse('2026-11-20T09:00:00Z'); // a Friday
const us = { formats: createFormats({ locale: 'en-US', timeZone: 'America/New_York' }), now };
const german = { formats: createFormats({ locale: 'de-DE', timeZone: 'Europe/Berlin', currency: 'EUR' }), now };
const read = (spec: Partial<FieldSpec> & { kind: FieldSpec['kind'] }, text: string, context = us) =>
  parseField({ id: 'f', label: 'Field', ...spec } as FieldSpec, text, context); // parts of a spec, joined

const money = { kind: 'money', currency: 'USD' } as const;

describe('money', () => {
  it.each([
    ['46800', 4_680_000],
    ['$46,800', 4_680_000],
    ['46.8k', 4_680_000],
    ['1.2M', 120_000_000],
    ['46,800.50', 4_680_050],
    ['(12.10)', -1_210],
    ['-3', -300],
    ['1.005', 101],
    ['$ 1 180', 118_000],
  ])('[K-2] reads %s in minor units', (text, amount) => {
    expect(read(money, text)).toEqual({ ok: true, value: { amount, currency: 'USD' } });
  });
  it('[K-2] accepts a currency in the text, with its own number of digits', () => {
    expect(read(money, 'EUR 500')).toEqual({ ok: true, value: { amount: 50_000, currency: 'EUR' } });
    expect(read(money, '¥500')).toEqual({ ok: true, value: { amount: 500, currency: 'JPY' } });
  });
  it('[K-2] reads decimal marks by the locale, and by the other convention where only that is possible', () => {
    expect(read({ kind: 'money', currency: 'EUR' }, '1.180,50', german)).toEqual({
      ok: true,
      value: { amount: 118_050, currency: 'EUR' },
    });
    expect(read({ kind: 'money', currency: 'EUR' }, '1180.50', german)).toEqual({
      ok: true,
      value: { amount: 118_050, currency: 'EUR' },
    });
    expect(read({ kind: 'money', currency: 'EUR' }, '1.180', german)).toEqual({
      ok: true,
      value: { amount: 118_000, currency: 'EUR' },
    });
  });
  it('[K-2] returns a hint for an unreadable text', () => {
    expect(read(money, 'n/a')).toEqual({
      ok: false,
      message: '“n/a” is not a sum of money. For instance $46,800.50 or 46.8k.',
    });
    expect(read({ ...money, min: 0, label: 'Amount' }, '-5')).toEqual({ ok: false, message: 'Amount is at least $0.' });
  });
});

describe('50 MB', () => {
  const pasted = '7'.repeat(50_000_000);
  it('of text in a field with a limit names the limit and the length', () => {
    expect(read({ kind: 'text', maxChars: 200 }, pasted)).toEqual({
      ok: false,
      message: 'Field takes at most 200 characters, this text has 50,000,000.',
    });
  });
  it.each(['money', 'number', 'date', 'instant', 'phone', 'email', 'tags', 'geo'] as const)(
    'is not a value of a field of type %s, and is not repeated in the message',
    (kind) => {
      const began = performance.now();
      const spec: Partial<FieldSpec> & { kind: FieldSpec['kind'] } = kind === 'money' ? money : { kind };
      expect(read(spec, pasted)).toEqual({
        ok: false,
        message: 'A text of 50,000,000 characters is not a value of Field.',
      });
      expect(performance.now() - began).toBeLessThan(500);
    },
  );
  it('counts characters and not their parts', () => {
    expect(read({ kind: 'text', maxChars: 3 }, '👩🏽x')).toEqual({ ok: true, value: '👩🏽x' });
    expect(read({ kind: 'text', maxChars: 2 }, '👩🏽x')).toMatchObject({ ok: false });
  });
});

describe('days and times', () => {
  it.each([
    ['2026-12-04', '2026-12-04'],
    ['12/4/2026', '2026-12-04'],
    ['12/4', '2026-12-04'],
    ['4 Dec 2026', '2026-12-04'],
    ['Dec 4, 2026', '2026-12-04'],
    ['4 dec', '2026-12-04'],
    ['today', '2026-11-20'],
    ['tomorrow', '2026-11-21'],
    ['+3d', '2026-11-23'],
    ['in 2 weeks', '2026-12-04'],
    ['mon', '2026-11-23'],
    ['fri', '2026-11-27'],
    ['friday', '2026-11-27'],
    ['12/4/26', '2026-12-04'],
  ])('[K-2] reads %s as %s', (text, day) => {
    expect(read({ kind: 'date' }, text)).toEqual({ ok: true, value: day });
  });
  it('[K-2] reads numbers in the locale’s order', () => {
    expect(read({ kind: 'date' }, '4.12.2026', german)).toEqual({ ok: true, value: '2026-12-04' });
    expect(read({ kind: 'date' }, '4. Dezember', german)).toEqual({ ok: true, value: '2026-12-04' });
  });
  it('[K-2] refuses a day that does not exist', () => {
    expect(read({ kind: 'date' }, '2/30/2017')).toMatchObject({ ok: false });
    expect(read({ kind: 'date' }, 'soon')).toMatchObject({ ok: false });
  });
  it('[K-2] converts a wall clock of the person’s zone into UTC, on both sides of a clock change', () => {
    expect(read({ kind: 'instant' }, '4 Dec 2026 14:30')).toEqual({ ok: true, value: '2026-12-04T19:30:00.000Z' });
    expect(read({ kind: 'instant' }, '7/4/2026 2pm')).toEqual({ ok: true, value: '2026-07-04T18:00:00.000Z' });
    expect(read({ kind: 'instant' }, '14:30')).toEqual({ ok: true, value: '2026-11-20T19:30:00.000Z' });
    expect(read({ kind: 'instant' }, '29.3.2026 3:30', german)).toEqual({
      ok: true,
      value: '2026-03-29T01:30:00.000Z',
    });
    expect(read({ kind: 'instant' }, '30 Feb 2026')).toMatchObject({ ok: false });
    expect(read({ kind: 'instant' }, 'soon')).toMatchObject({ ok: false });
  });
  it.each(['en-US', 'en-GB', 'de-DE', 'fr-FR', 'sv-SE'])(
    '[K-2] reads back in %s the time that it shows for editing',
    (locale) => {
      const formats = createFormats({ locale, timeZone: 'UTC' });
      for (const at of ['2026-12-04T00:05:00.000Z', '2026-12-04T12:30:00.000Z', '2026-12-04T21:00:00.000Z']) {
        const spec = { id: 'due', label: 'Due', kind: 'instant' } as const;
        const text = editText(spec, at, formats);
        expect([text, read({ kind: 'instant' }, text, { formats, now })]).toEqual([text, { ok: true, value: at }]);
      }
    },
  );
  it.each([
    ['friday', '2026-11-27'],
    ['tomorrow', '2026-11-21'],
    ['4 Dec 2026', '2026-12-04'],
    ['12/4', '2026-12-04'],
  ])('[K-2] reads %s as nine in the morning of %s, where a time is needed', (written, day) => {
    expect(read({ kind: 'instant' }, written)).toEqual({ ok: true, value: `${day}T14:00:00.000Z` });
  });
  it.each([
    ['12am', '05:00'],
    ['12:30 am', '05:30'],
    ['1 am', '06:00'],
    ['11:59 AM', '16:59'],
    ['12pm', '17:00'],
    ['12:30 pm', '17:30'],
    ['1pm', '18:00'],
    ['0:30', '05:30'],
  ])('[K-2] reads %s as %s UTC of a winter day in New York', (written, clock) => {
    expect(read({ kind: 'instant' }, `4 Dec 2026 ${written}`)).toEqual({
      ok: true,
      value: `2026-12-04T${clock}:00.000Z`,
    });
  });
  it.each(['0am', '13 pm', '0:30 pm', '24:30', '12:60 pm'])('[K-2] %s is not a time of day', (written) => {
    expect(read({ kind: 'instant' }, `4 Dec 2026 ${written}`)).toMatchObject({ ok: false });
  });
  it.each([
    ['1 h 30 min', 5400],
    ['1:30', 5400],
    ['90m', 5400],
    ['1h30', 5400],
    ['45', 2700],
    ['2d', 172_800],
    ['1.5h', 5400],
  ])('[K-2] reads %s as %i seconds', (text, seconds) => {
    expect(read({ kind: 'duration' }, text)).toEqual({ ok: true, value: seconds });
  });
});

describe('other kinds', () => {
  it('[K-2] normalises phones to E.164 and counts digits when one is missing', () => {
    expect(read({ kind: 'phone', country: 'US' }, '(415) 555-0142')).toEqual({ ok: true, value: '+14155550142' });
    expect(read({ kind: 'phone', country: 'US' }, '(555) 014-27')).toEqual({
      ok: false,
      message: 'A US number has 10 digits, this one has 8.',
    });
  });
  it('[K-2] accepts 12.5 % as 12.5 and enforces the bounds', () => {
    expect(read({ kind: 'percent', decimals: 3 }, '12.5 %')).toEqual({ ok: true, value: 12.5 });
    expect(read({ kind: 'percent', max: 30, label: 'Note rate' }, '31')).toEqual({
      ok: false,
      message: 'Note rate is at most 30\u00A0%.',
    });
    expect(read({ kind: 'number', decimals: 0 }, '1.5')).toEqual({
      ok: false,
      message: 'A whole number is needed here.',
    });
  });
  it('[K-2] finds a choice by its label in any case, or by a prefix of it', () => {
    const options = [
      { value: 'won', label: 'Won' },
      { value: 'site-survey', label: 'Site survey' },
    ];
    expect(read({ kind: 'choice', options }, 'site')).toEqual({ ok: true, value: 'site-survey' });
    expect(read({ kind: 'choice', options }, 'gone')).toMatchObject({ ok: false });
  });
  it('[K-2] reads empty text as no value, unless the field is required', () => {
    expect(read({ kind: 'text' }, '  ')).toEqual({ ok: true, value: null });
    expect(read({ kind: 'text', isRequired: true, label: 'Name' }, ' ')).toEqual({
      ok: false,
      message: 'Name can’t be empty.',
    });
  });
  it('[K-2] reads places, tags, flags and addresses of e-mail', () => {
    expect(read({ kind: 'geo' }, '59.9127, 10.7461')).toEqual({
      ok: true,
      value: { latitude: 59.9127, longitude: 10.7461 },
    });
    expect(read({ kind: 'tags' }, 'vip, north; vip')).toEqual({ ok: true, value: ['vip', 'north'] });
    expect(read({ kind: 'flag' }, 'yes')).toEqual({ ok: true, value: true });
    expect(read({ kind: 'email' }, 'ada@example')).toMatchObject({ ok: false });
  });
});

describe('a text with a format', () => {
  const account = { kind: 'text', format: iban, maxChars: 400 } as const;

  it('[K-2] is read in its normal form, and shown and edited as people read it', () => {
    const value = 'DE89370400440532013000';
    expect(read(account, 'de89 3704 0044 0532 0130 00')).toEqual({ ok: true, value });
    const spec = { id: 'f', label: 'Field', ...account };
    expect(fieldText(spec, value, us.formats)).toBe('DE89 3704 0044 0532 0130 00');
    expect(editText(spec, value, us.formats)).toBe('DE89 3704 0044 0532 0130 00');
  });
  it('[K-2] is refused with a right example, and an empty one is empty', () => {
    expect(read(account, 'DE88 3704 0044 0532 0130 00')).toEqual({
      ok: false,
      message: 'Field must be an IBAN whose check digits fit, such as DE89 3704 0044 0532 0130 00.',
    });
    expect(read(account, '  ')).toEqual({ ok: true, value: null });
    expect(read({ kind: 'text', format: website, maxChars: 5 }, 'example.com').ok).toBe(false);
  });
  it('[K-2] shows a wrong value of an older build as it is', () => {
    expect(fieldText({ id: 'f', label: 'Field', ...account }, 'see the card', us.formats)).toBe('see the card');
  });
  it('[K-2] refuses a pasted megabyte immediately', () => {
    expect(read(account, '1 '.repeat(500_000)).ok).toBe(false);
    expect(read({ kind: 'text', format: website, maxChars: 400 }, 'x'.repeat(1_000_000)).ok).toBe(false);
  });
});

describe('a number with a format', () => {
  const stars = { kind: 'number', format: rating, decimals: 6 } as const;

  it('[K-2] is read from signs and from digits, shown as signs, and edited as digits', () => {
    for (const text of ['4', '★★★★☆', '4/5', '4 of 5']) expect(read(stars, text)).toEqual({ ok: true, value: 4 });
    const spec = { id: 'f', label: 'Field', ...stars };
    expect(fieldText(spec, 4, us.formats)).toBe('★★★★☆');
    expect(editText(spec, 4, us.formats)).toBe('4');
    expect(fieldText(spec, 4.5, us.formats)).toBe('4.5');
  });
  it('[K-2] is refused outside of its format', () => {
    for (const text of ['6', '0', '2.5', '-1'])
      expect(read(stars, text)).toEqual({
        ok: false,
        message: 'Field must be a whole number from 1 to 5, such as 3.',
      });
  });
});
