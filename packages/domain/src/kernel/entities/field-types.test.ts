import { describe, expect, it } from 'vitest';
import { checkValue, keysOf, searchTokensOf } from '../catalogue/record-rules.ts';
import { entity, untypedEntity } from './entity.ts';
import { idOf } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { titleToken } from '../text/title-words.ts';
import { isCalendarDate, isPlainlyValid, searchTokens, toE164, valueSchema } from './field-types.ts';
import {
  address,
  choice,
  date,
  email,
  flag,
  instant,
  money,
  number,
  percent,
  phone,
  ref,
  refTarget,
  refValue,
  tags,
  text,
} from './fields.ts';

const thing = entity(idOf('test/thing'), {
  label: { one: 'Thing', many: 'Things' },
  title: 'name',
  fields: {
    name: text({ required: true, searched: true }),
    mail: email({ searched: true }),
    phone: phone({ searched: true }),
    price: money(),
    share: percent({ min: 0, max: 100 }),
    count: number(),
    open: flag(),
    dueOn: date(),
    at: instant(),
    stage: choice([
      { value: 'z-first', label: 'First' },
      { value: 'a-second', label: 'Second' },
    ]),
    tags: tags({ searched: true }),
    about: ref([idOf('test/thing'), idOf('test/other')]),
    where: address(),
  },
});

describe('values', () => {
  it('[K-2] accepts values of its type, and refuses others with the field and the expected form', () => {
    expect(checkValue(thing, 'price', { amount: 1050, currency: 'USD' })).toBeUndefined();
    expect(checkValue(thing, 'price', { amount: 10.5, currency: 'USD' })?.message).toBe(
      'Price: amount must be in whole minor units (cents).',
    );
    expect(checkValue(thing, 'share', 101)).toMatchObject({ code: 'records/invalid', details: { field: 'share' } });
    expect(checkValue(thing, 'dueOn', '2026-02-30')?.message).toContain('must be a day that exists');
    expect(checkValue(thing, 'stage', 'third')?.message).toBe('Stage must be one of: z-first, a-second.');
    expect(checkValue(thing, 'count', 1.5)?.message).toBe('Count must be a whole number.');
    expect(checkValue(thing, 'tags', ['a', 'a'])?.message).toContain('must not name a tag twice');
    expect(checkValue(thing, 'name', '')?.message).toBe('Name must be filled in.');
    expect(checkValue(thing, 'nope', 1)).toMatchObject({ code: 'records/unknown-field' });
  });

  it('[K-2] are accepted without parsing only where the schema accepts them', () => {
    const texts = [
      'a',
      ...[60, 61, 121, 321, 5_000].map((length) => 'x'.repeat(length)),
      '\ud800',
      'ada@example.com',
      'a@b.c,d@e.f',
      `${'a'.repeat(310)}@example.com`,
      'z-first',
      'third',
      '+43 1 587747',
      '2026-02-28',
      '2026-02-30',
      '0000-01-01',
      '2026-11-20T08:30:00.000Z',
      '2026-11-20T24:00:00.000Z',
    ];
    const lists = [['a'], ['a', 'a'], [''], [1]];
    const parts = [
      {},
      { amount: 1, currency: 'USD' },
      { city: 'Graz' },
      { city: 'x'.repeat(201) },
      { planet: 'Mars' },
      { city: null },
    ];
    const samples: readonly JsonValue[] = [...texts, true, false, 0, -1, 1.5, 1e300, ...lists, ...parts];
    const plainly: string[] = [];
    for (const [name, field] of Object.entries(thing.fields))
      for (const value of samples) {
        if (!isPlainlyValid(field, value)) continue;
        plainly.push(name);
        expect({ name, value, ok: valueSchema(field).safeParse(value).success }).toEqual({ name, value, ok: true });
      }
    expect(new Set(plainly)).toEqual(
      new Set(['name', 'mail', 'phone', 'open', 'dueOn', 'at', 'stage', 'tags', 'about', 'where']),
    );
  });
  it('[K-2] accepts only days that exist', () => {
    expect(['2024-02-29', '2000-02-29', '2026-12-31'].every(isCalendarDate)).toBe(true);
    expect(['2023-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1'].some(isCalendarDate)).toBe(
      false,
    );
  });
  it('[K-2] converts telephone numbers to E.164, and returns nothing for other texts', () => {
    expect(toE164('+1 (212) 555-0142')).toBe('+12125550142');
    expect(toE164('030 901820', 'DE')).toBe('+4930901820');
    expect(toE164('BusinessPhone')).toBeUndefined();
  });
  it('[K-2] names a record in a reference with one target by its id, with several by entity and id', () => {
    const one = ref(idOf('test/thing'));
    const many = ref([idOf('test/thing'), idOf('test/other')]);
    for (const field of [one, many])
      expect(refTarget(field, refValue(field, 'test/thing', 'x'))).toEqual({ entity: 'test/thing', id: 'x' });
    expect(refValue(many, 'test/other', 'x')).toBe('test/other:x');
  });
});

describe('keys', () => {
  it('[Q-1] folds text, orders choices as declared, keeps money in minor units with its currency', () => {
    expect(
      keysOf(thing, {
        name: '  Ångström  GmbH',
        stage: 'z-first',
        price: { amount: 5, currency: 'EUR' },
        open: true,
        tags: ['x'],
      }),
    ).toEqual({
      name: 'angstrom gmbh',
      stage: '0000 z-first',
      price: 5,
      priceCurrency: 'EUR',
      open: 1,
    });
  });
  it('[Q-2] gives empty values no key', () => {
    expect(keysOf(thing, { name: '', stage: null })).toEqual({});
  });
});

describe('search tokens', () => {
  it('[Q-4] are folded words, digits of phones, parts of e-mails', () => {
    expect(searchTokens('Zoë O’Neil')).toEqual(['zoe', 'o', 'neil']);
    for (const word of [`a${'𐐀'.repeat(40)}`, '𐐀'.repeat(40)])
      for (const token of searchTokens(word)) expect([token.isWellFormed(), token.length > 50]).toEqual([true, true]); // cut, and never within a letter
    expect(searchTokens('ada.lovelace@example.com')).toEqual(['ada', 'lovelace', 'example', 'com']);
    expect(searchTokens('+49 (30) 901-820')).toContain('4930901820');
    expect(searchTokens('ｆｕｌｌ　ｗｉｄｔｈ')).toEqual(['full', 'width']);
  });
  it('[Q-4] come only from searched fields and the title, each once', () => {
    expect(searchTokensOf(thing, { name: 'Ada Ada', mail: 'ada@b.org', stage: 'z-first' })).toEqual([
      'ada',
      titleToken('ada'),
      'b',
      'org',
    ]);
  });
});

describe('declarations', () => {
  it('[K-2] refuse a field with a name that every record has', () => {
    expect(() =>
      entity(idOf('test/bad'), {
        label: { one: 'x', many: 'x' },
        title: 'name',
        fields: { name: text(), ownerId: text() },
      }),
    ).toThrow('ownerId');
  });
  it('[K-2] refuse an index over a name that is not a field', () => {
    expect(() =>
      untypedEntity('test/bad', {
        label: { one: 'x', many: 'x' },
        title: 'name',
        fields: { name: text() },
        indexes: [['nope']],
      }),
    ).toThrow('"nope"');
  });
});
