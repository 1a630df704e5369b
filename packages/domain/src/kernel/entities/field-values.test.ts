import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { untypedEntity, entity } from './entity.ts';
import { idOf } from '../ids.ts';
import {
  addressLine,
  isEmptyValue,
  isInstant,
  keptEmpty,
  keyOf,
  phoneText,
  searchTokens,
  searchTokensOfAnyType,
  searchTokensOfField,
  toE164,
  valueSchema,
} from './field-types.ts';
import { address, choice, date, duration, email, fileField, flag, geo, instant, json, money, number, percent, phone, ref, tags, text } from './fields.ts'; // prettier-ignore
import type { Field } from './fields.ts';
import { foldedKey, foldedKeyChars } from '../text/fold-text.ts';
import type { JsonValue } from '../json.ts';
import { digitRuns, phoneTokens, withoutDigitRuns } from '../text/phone-digits.ts';

const takes = (field: Field, value: JsonValue) => valueSchema(field).safeParse(value).success;
const plan = { id: 'f', name: 'plan.pdf', sizeBytes: 3, mediaType: 'application/pdf', sha256: 'a'.repeat(64) };

describe('[K-2] the valid values of a field', () => {
  it.each([
    ['text', text({ maxChars: 3 }), ['abc', ''], ['abcd', 1, null]],
    ['text of many lines', text({ multiline: true }), ['x'.repeat(20_000)], ['x'.repeat(20_001)]],
    ['text without a bound of its own', text(), ['x'.repeat(400)], ['x'.repeat(401)]],
    ['email', email(), ['a@example.com'], ['nobody', `${'a'.repeat(320)}@example.com`]],
    ['phone', phone(), ['+4315877470', 'ask Ann'], ['1'.repeat(61)]],
    ['money', money(), [{ amount: -5, currency: 'EUR' }, { amount: 9e15, currency: 'EUR' }], [{ amount: 1.5, currency: 'EUR' }, { amount: 5, currency: 'EURO' }, { amount: 5, currency: 'eEUR' }, { amount: 5 }, { amount: 5, currency: 'EUR', more: 1 }, { amount: 9.1e15, currency: 'EUR' }, { amount: -9.1e15, currency: 'EUR' }, 5]], // prettier-ignore
    ['number', number({ decimals: 2, min: -1, max: 1 }), [0.25, -1, 1], [0.255, -1.01, 1.01, '1']],
    ['number without bounds', number({ decimals: 2 }), [9e13, -9e13], [9.1e13, -9.1e13]],
    ['large number with decimals', number({ decimals: 6 }), [68_301_598.903_176, 0.1 + 0.2], [68_301_598.903_175_52]],
    ['percent', percent(), [12.25], [12.255]],
    ['flag', flag(), [true, false], ['true', 1]],
    ['date', date(), ['2026-11-20'], ['2026-11-31', '0000-01-01', '2026-11-20T00:00:00.000Z', 'x2026-11-20']],
    ['instant', instant(), ['2026-11-20T23:59:59.000Z'], ['2026-11-20T24:00:00.000Z', '2026-11-20T08:30:00Z', '2026-11-31T08:30:00.000Z', '2026-11-20T08:30:00.000Z+1', 'at 2026-11-20T08:30:00.000Z', '2026-11-20']], // prettier-ignore
    ['duration', duration(), [0, 60], [-1, 1.5]],
    ['choice', choice([{ value: 'a', label: 'A' }]), ['a'], ['b', '']],
    ['tags', tags(), [['a', 'b'], []], [['a', 'a'], [''], ['x'.repeat(101)], 'a', Array.from({ length: 501 }, (_, at) => `${at}`)]], // prettier-ignore
    ['ref', ref(idOf('test/a')), ['x'.repeat(120)], ['x'.repeat(121), 7]],
    ['file', fileField(), [plan], [{ ...plan, sha256: 'a' }, { ...plan, sizeBytes: -1 }, { ...plan, sizeBytes: 1.5 }, { ...plan, name: 'x'.repeat(401) }, { ...plan, mediaType: 'x'.repeat(201) }, 'plan.pdf']], // prettier-ignore
    ['address', address(), [{ city: 'Wien' }, {}, { street: 'x'.repeat(400), city: 'x'.repeat(200), region: 'x'.repeat(200), postalCode: 'x'.repeat(40), country: 'x'.repeat(100) }], [{ street: 'x'.repeat(401) }, { city: 'x'.repeat(201) }, { region: 'x'.repeat(201) }, { postalCode: 'x'.repeat(41) }, { country: 'x'.repeat(101) }, { town: 'Wien' }, 'Wien']], // prettier-ignore
    ['geo', geo(), [{ latitude: -90, longitude: -180 }, { latitude: 90, longitude: 180 }], [{ latitude: 90.1, longitude: 0 }, { latitude: -90.1, longitude: 0 }, { latitude: 0, longitude: 180.1 }, { latitude: 0, longitude: -180.1 }, { latitude: 0 }]], // prettier-ignore
    ['json', json(), [{ any: ['thing', 1, null] }, 7], []],
  ] as const)('%s', (_name, field, right, wrong) => {
    for (const value of right) expect([value, takes(field, value as JsonValue)]).toEqual([value, true]);
    for (const value of wrong) expect([value, takes(field, value as JsonValue)]).toEqual([value, false]);
  });
  it('is a moment only with its milliseconds, and on a day that exists', () => {
    expect(isInstant('2026-11-20T08:30:00.000Z')).toBe(true);
    expect(isInstant('2026-02-30T08:30:00.000Z')).toBe(false);
  });
});

describe('[Q-2] empty values', () => {
  it('are those without content', () => {
    for (const value of [undefined, null, '', []]) expect(isEmptyValue(value)).toBe(true);
    for (const value of [0, false, ' ', [''], {}]) expect(isEmptyValue(value)).toBe(false);
  });
  it('are kept if they have the form of their field, and become null otherwise', () => {
    expect([keptEmpty(text(), ''), keptEmpty(text(), []), keptEmpty(date(), '')]).toEqual(['', null, null]);
    expect([keptEmpty(tags(), []), keptEmpty(tags(), ''), keptEmpty(choice([]), [])]).toEqual([[], null, null]);
    expect([keptEmpty(json(), ''), keptEmpty(json(), [])]).toEqual(['', []]);
  });
  it('have neither keys nor search words', () => {
    for (const value of [undefined, null, '', []]) {
      expect(keyOf(text(), value)).toBeNull();
      expect(searchTokensOfField(text(), value)).toEqual([]);
    }
  });
});

describe('[Q-1] keys', () => {
  it.each([
    ['text', text(), ' Ábc  D', 'abc d'],
    ['email', email(), 'Ada@Example.com', 'ada@example.com'],
    ['phone', phone(), '+43 1', '+43 1'],
    ['money', money(), { amount: 7, currency: 'EUR' }, 7],
    ['money of another form', money(), 7, null],
    ['number', number(), 7, 7],
    ['number of another form', number(), '7', null],
    ['percent', percent(), 1.5, 1.5],
    ['yes', flag(), true, 1],
    ['no', flag(), false, 0],
    ['date', date(), '2026-11-20', '2026-11-20'],
    ['instant', instant(), '2026-11-20T08:30:00.000Z', '2026-11-20T08:30:00.000Z'],
    ['duration', duration(), 60, 60],
    ['choice', choice([{ value: 'b', label: 'B' }, { value: 'a', label: 'A' }]), 'a', '0001 a'], // prettier-ignore
    ['choice that is not an option', choice([{ value: 'b', label: 'B' }]), 'z', '9999 z'],
    ['tags', tags(), ['a'], null],
    ['ref', ref(idOf('test/a')), 'AbC', 'AbC'],
    ['file', fileField(), plan, null],
    ['address', address(), { country: 'Österreich', city: 'Wien', region: '' }, 'wien, osterreich'],
    ['address of another form', address(), 'Wien', ''],
    ['geo', geo(), { latitude: 0, longitude: 0 }, 3 * 2 ** 50],
    ['json', json(), [1], null],
  ] as const)('of %s', (_name, field, value, key) => {
    expect(keyOf(field, value as JsonValue)).toBe(key);
  });
  it('end after a number of characters, and never within one', () => {
    expect(foldedKey('x'.repeat(foldedKeyChars))).toHaveLength(foldedKeyChars);
    expect(foldedKey('x'.repeat(foldedKeyChars + 1))).toHaveLength(foldedKeyChars);
    expect(Array.from(foldedKey('😀'.repeat(foldedKeyChars + 1)))).toHaveLength(foldedKeyChars);
  });
  it('of an address contain its parts in a fixed order, without empty ones', () => {
    const parts = { country: 'Austria', postalCode: '1040', street: 'Main 1', region: 'Wieden', city: 'Wien' };
    expect(addressLine(parts)).toBe('Main 1, Wien, Wieden, 1040, Austria');
    expect(addressLine({ street: '', city: 'Wien' })).toBe('Wien');
  });
});

describe('[Q-4] words', () => {
  it('come only from the types that have some', () => {
    expect(searchTokensOfField(tags(), ['Red car', 'new'])).toEqual(['red', 'car', 'new']);
    expect(searchTokensOfField(fileField(), plan)).toEqual(['plan', 'pdf']);
    expect(searchTokensOfField(address(), { city: 'Wien', country: 'Austria' })).toEqual(['wien', 'austria']);
    for (const field of [flag(), money(), json()]) expect(searchTokensOfField(field, 'words')).toEqual([]);
  });
  it('of any type occur once each, and include the digits of phones', () => {
    const any = searchTokensOfAnyType('+43 1 58774');
    expect(any).toEqual([...new Set(any)]);
    expect(any).toEqual(expect.arrayContaining(['43', '1', '58774', ...phoneTokens('+43 1 58774')]));
    expect(searchTokensOfAnyType(7)).toEqual([]);
  });
  it('are cut at 60 characters', () => {
    expect(searchTokens('x'.repeat(61))).toEqual(['x'.repeat(60)]);
  });
  it('of a number are its parts and its digits, whole and without leading zeros, from six digits on', () => {
    expect(searchTokens('0664 12 34')).toEqual(['0664', '12', '34', '06641234', '6641234']);
    expect(searchTokens('12 345')).toEqual(['12', '345']);
    expect(searchTokens('12 3456')).toEqual(['12', '3456', '123456']);
    expect(searchTokens('+43/664-12')).toEqual(['43', '664', '12', '4366412']);
    expect(searchTokens('room 12 3456')).toEqual(['room', '12', '3456']);
  });
  it('of a phone are its digits from each second place on, if at least four remain', () => {
    const tails = phoneTokens('+43 (0)1 587').map((token) => token.slice(1));
    expect(tails).toEqual(['431587', '1587']);
    expect(phoneTokens('58774').map((token) => token.slice(1))).toEqual(['58774']);
    expect(phoneTokens('587')).toEqual([]);
    expect(digitRuns('+1 (555) 0142, room 12')).toEqual(['15550142']);
    expect(withoutDigitRuns('call 0142 in room 12')).toBe('call   in room 12');
  });
});

describe('[K-2] a telephone number', () => {
  it.each([
    ['+43 1 5877470 DW 12', '+4315877470;ext=12'],
    ['+43 1 5877470, Durchwahl: 12', '+4315877470;ext=12'],
    ['+43 1 5877470 nst.12', '+4315877470;ext=12'],
    ['tel:+43-1-5877470', '+4315877470'],
    [' +43 1 5877470 ', '+4315877470'],
    [`+43 1 5877470${' '.repeat(100)}`, undefined],
    ['Ann +43 1 5877470', undefined],
    ['+43', undefined],
  ])('%s', (written, stored) => {
    expect(toE164(written)).toBe(stored);
  });
  it('is shown in groups, and unchanged where it is not a number', () => {
    expect(phoneText('+14155550142')).toBe('+1 415 555 0142');
    expect(phoneText('ask Ann')).toBe('ask Ann');
  });
});

describe('the default of a declaration', () => {
  it('[K-2] is left out where the declaration does not set it', () => {
    for (const field of [text(), number(), percent(), tags(), flag()])
      for (const name of ['help', 'min', 'max', 'options', 'importParts']) expect(field).not.toHaveProperty(name);
    expect(number({ min: 0, max: 0 })).toMatchObject({ min: 0, max: 0, decimals: 0, type: 'number' });
    expect(percent({ min: 0, max: 0 })).toMatchObject({ min: 0, max: 0, decimals: 2 });
    expect(tags({ options: [] })).toMatchObject({ options: [], merge: 'union' });
    expect(number({ merge: 'derived', help: 'x' })).toMatchObject({ help: 'x', merge: 'derived' });
    expect(text({ multiline: true })).toMatchObject({ merge: 'lines' });
  });
  const label = { one: 'Thing', many: 'Things' };
  const fields = { name: text(), closedOn: date(), about: ref(idOf('test/thing')) };
  it('[K-1] is filled in where possible', () => {
    const made = entity(idOf('test/thing'), { label, title: 'name', fields });
    expect(made.fields['closedOn']?.label).toBe('Closed on');
    expect(made).toMatchObject({ schema: 1, audience: 'scoped', governed: false, listed: ['name'], unique: [] });
    for (const name of ['parent', 'defines']) expect(made).not.toHaveProperty(name);
    expect(entity(idOf('test/thing'), { label, title: 'name', parent: 'about', fields }).parent).toBe('about');
  });
  it.each([
    ['a name in another form', 'xTest/thing', {}, 'a name is "pack/name"'],
    ['a field in another form', 'test/thing', { fields: { ...fields, 'A-b': text() } }, 'camelCase'],
    ['a title that is not a field', 'test/thing', { title: 'gone' }, 'title names "gone"'],
    ['a parent that is not a reference', 'test/thing', { parent: 'name' }, 'must be a ref field'],
    ['uniqueness of no field', 'test/thing', { unique: [['gone']] }, 'unique names "gone"'],
    ['a column of no field', 'test/thing', { listed: ['gone'] }, 'listed names "gone"'],
    ['a field that every object has', 'test/thing', { fields: { ...fields, constructor: text() } }, 'every object'],
  ])('[K-1] is a fault at start where it has %s', (_what, name, more, fault) => {
    expect(() => untypedEntity(name, { label, title: 'name', fields, ...more })).toThrow(fault);
  });
  it('[K-1] names a kind of record once, and links to existing kinds', () => {
    const made = entity(idOf('test/thing'), { label, title: 'name', fields });
    const pack = { name: 'test', version: 1, entities: [made], roles: [] };
    expect(catalogueOf([pack])).toMatchObject({ importRecipes: [], intents: [], roles: [] });
    expect(catalogueOf([pack])).not.toHaveProperty('people');
    expect(() => catalogueOf([pack, pack])).toThrow('test/thing is declared twice');
    const lost = entity(idOf('test/lost'), { label, title: 'name', fields: { ...fields, to: ref(idOf('test/gone')) } });
    expect(() => catalogueOf([{ ...pack, entities: [made, lost] }])).toThrow('field to refers to test/gone');
  });
});
