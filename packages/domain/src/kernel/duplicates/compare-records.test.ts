import { describe, expect, it } from 'vitest';
import { untypedEntity } from '../entities/entity.ts';
import { address, email, phone, ref, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { blockingKeys, compareTraits, hostOf, leastPercent, surenessOf, traitsOf } from './compare-records.ts';
import { phoneKeyOf } from '../text/phone-digits.ts';
import { nameLikeness, nameWords } from './name-likeness.ts';

const person = untypedEntity('test/person', {
  label: { one: 'Person', many: 'People' },
  title: 'name',
  fields: {
    name: text({ required: true }),
    email: email(),
    phone: phone(),
    mobile: phone(),
    website: text(),
    address: address(),
    company: ref(idOf('test/company')),
  },
  address: 'address',
  duplicates: { emails: ['email'], phones: ['phone', 'mobile'], websites: ['website'], context: ['company'] },
});
type Fields = Readonly<Record<string, JsonValue>>;
const compare = (left: Fields, right: Fields) => compareTraits(person, traitsOf(person, left), traitsOf(person, right));
const names = (left: string, right: string) => nameLikeness(nameWords(left), nameWords(right));

describe('names', () => {
  it.each([
    ['Dunmere Estates', 'Estates Dunmere, Ltd.', 'same'],
    ['Ångström & Söhne GmbH', 'angstrom sohne', 'same'],
    ['Blue Water', 'Bluewater Inc', 'same'],
    ['Perrin Hallam', 'Hallam, P.', 'near'],
    ['Cobblewick Brewery', 'Coblewick Brewery', 'near'],
    ['Tamsin Grove', 'Tamsin Grove Apartments', 'part'],
    ['O’Neil Trading', "O'Neil Trading", 'same'],
    ['Unit 5 Storage', 'Unit 6 Storage', 'different'],
    ['Mary Smith', 'Mary Jones', 'different'],
    ['Storage 10234', 'Storage 10235', 'different'],
    ['Ann', 'Anne', 'different'],
    ['P. H.', 'Perrin Hallam', 'different'],
    ['Ltd', 'Ltd', 'same'],
    ['', '', 'different'],
    ['!!!', '???', 'different'],
  ] as const)('“%s” and “%s” are %s', (left, right, likeness) => {
    expect(names(left, right)).toBe(likeness);
    expect(names(right, left)).toBe(likeness);
  });

  it('are compared in bounded time', () => {
    const long = Array.from({ length: 10_000 }, (_, at) => `word${at}`).join(' ');
    expect(nameWords(long)).toHaveLength(12);
  });
});

describe('telephone numbers and websites', () => {
  it.each([
    ['+1 (555) 010-7734', '550107734'],
    ['0555 0107734', '550107734'],
    ['+49 (0)30 1234567', '301234567'],
    ['12345', undefined],
    ['call me', undefined],
  ])('number %s', (written, key) => expect(phoneKeyOf(written)).toBe(key));

  it.each([
    ['https://www.dunmere.example/en?x=1', 'dunmere.example'],
    ['Dunmere.example:8080', 'dunmere.example'],
    ['http://user@dunmere.example.', 'dunmere.example'],
    ['none', undefined],
    ['not a site . com', undefined],
    ['', undefined],
  ])('website %s', (written, host) => expect(hostOf(written)).toBe(host));
});

describe('two records [S-4f]', () => {
  const street = { street: '3 Dunmere Court', city: 'Ostermill', postalCode: '4711' };

  it.each([
    ['the same name alone', { name: 'Orla Dunmere' }, { name: 'Orla Dunmere' }, 'possible'],
    [
      'name and a number in another field',
      { name: 'Orla Dunmere', phone: '+1 555 0107' },
      { name: 'Dunmere Orla', mobile: '1 (555) 0107' },
      'sure',
    ],
    [
      'an initial and the address of their mail',
      { name: 'P. Hallam', email: 'P@x.example' },
      { name: 'Perrin Hallam', email: 'p@x.example ' },
      'sure',
    ],
    [
      'name and street',
      { name: 'Orla Dunmere', address: street },
      { name: 'Orla Dunmere', address: { ...street, country: 'US' } },
      'sure',
    ],
    [
      'name and street, without a postal code',
      { name: 'Orla Dunmere', address: { street: '3 Dunmere Court', city: 'Ostermill' } },
      { name: 'Orla Dunmere', address: { street: '3 Dunmere Court', city: 'OSTERMILL' } },
      'sure',
    ],
    ['name and company', { name: 'Orla Dunmere', company: 'c1' }, { name: 'Orla Dunmere', company: 'c1' }, 'likely'],
    [
      'a misspelt name in one company',
      { name: 'Orla Dunmere', company: 'c1' },
      { name: 'Orla Dunmer', company: 'c1' },
      'possible',
    ],
    [
      'only the mail address',
      { name: 'Mary Smith', email: 'm@x.example' },
      { name: 'Jo Jones', email: 'm@x.example' },
      'possible',
    ],
  ] as const)('%s: %s', (_, left, right, sureness) => {
    const { percent } = compare(left, right);
    expect(percent).toBeGreaterThanOrEqual(leastPercent);
    expect(surenessOf(percent)).toBe(sureness);
    expect(compare(right, left).percent).toBe(percent);
    const keys = new Set(blockingKeys(traitsOf(person, left)));
    expect(blockingKeys(traitsOf(person, right)).some((key) => keys.has(key))).toBe(true);
  });

  it.each([
    [
      'colleagues with one number',
      { name: 'Ana Brecklin', phone: '+1 555 0107', company: 'c1' },
      { name: 'Tobin Rehmark', phone: '+1 555 0107', company: 'c1' },
    ],
    ['namesakes in two companies', { name: 'Ana Brecklin', company: 'c1' }, { name: 'Ana Brecklin', company: 'c2' }],
    ['a near name alone', { name: 'Orla Dunmere' }, { name: 'Orla Dunmer' }],
    ['nothing at all', {}, {}],
  ] as const)('%s are not shown', (_, left, right) => {
    expect(compare(left, right).percent).toBeLessThan(leastPercent);
  });

  it('with the same name are likely the same where names are rare', () => {
    const { context: _without, ...duplicates } = person.duplicates ?? {};
    const company = { ...person, duplicates };
    const traits = traitsOf(company, { name: 'Dunmere Estates' });
    expect(surenessOf(compareTraits(company, traits, traits).percent)).toBe('likely');
  });

  it('are given with the reasons, the strongest first', () => {
    const left = { name: 'Orla Dunmere', email: 'o@x.example', phone: '+1 555 0107 22', company: 'c1' };
    const right = { name: 'O. Dunmere', email: 'o@x.example', phone: '+1 555 0107 22', company: 'c1' };
    expect(compare(left, right).reasons).toEqual([
      { field: 'email', how: 'same' },
      { field: 'name', how: 'near' },
      { field: 'phone', how: 'same' },
      { field: 'company', how: 'same' },
    ]);
  });

  it('ignore values of a wrong form', () => {
    const wrong = { name: 5, email: ['x'], phone: {}, website: true, address: 'x', company: [] } as unknown as Fields;
    expect(blockingKeys(traitsOf(person, wrong))).toEqual([]);
  });
});
