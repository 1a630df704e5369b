import { describe, expect, expectTypeOf, it } from 'vitest';
import { installedPacks } from '../installed-packs.ts';
import { givenRecord } from '../testing/given-record.ts';
import { account } from '../packs/crm/entities/account.entity.ts';
import { deal } from '../packs/crm/entities/deal.entity.ts';
import { AccountId, ContactId, DealId } from '../packs/crm/ids.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { catalogueOf } from './catalogue/catalogue.ts';
import { kindsUpgrade } from './catalogue/kinds-upgrade.ts';
import { derived } from './entities/derived.ts';
import { type Entity, entity, untypedEntity } from './entities/entity.ts';
import { day, moment } from './entities/field-types.ts';
import {
  type Day,
  choice,
  date,
  instant,
  type Instant,
  type Money,
  money,
  number,
  ref,
  text,
} from './entities/fields.ts';
import { given } from './acts/given.ts';
import { type AnyRef, type Id, idOf } from './ids.ts';
import type { JsonValue } from './json.ts';
import { many, one, type ReadValues, total } from './entities/reads.ts';
import { rule } from './entities/rule.ts';
import {
  anyRef,
  asKind,
  type Changes,
  type FieldName,
  type Given,
  type RecordOf,
  type Values,
} from './entities/typed-record.ts';

// The types of declared kinds. Lines under `@ts-expect-error` test code that must not compile: `tsc` fails where one
// compiles.

const label = { one: 'Thing', many: 'Things' };
const ThingId = idOf('test/thing');
const thing = entity(ThingId, {
  label,
  title: 'name',
  fields: {
    name: text({ required: true }),
    account: ref(AccountId),
    about: ref([AccountId, ContactId]),
    stage: choice(
      [
        { value: 'open', label: 'Open' },
        { value: 'done', label: 'Done' },
      ],
      { required: true },
    ),
    worth: money(),
    dueOn: date(),
    size: number({ merge: 'fixed' }),
    score: number({ merge: 'derived' }),
    sentAt: instant({ merge: 'server' }),
  },
  listed: ['name', 'stage', 'ownerId'],
});
const id = '0190b1f2-7c00-7000-8000-000000000001';
const acme = AccountId.parse(id);

describe('a declared kind of record', () => {
  it('[T-1] [T-4] has in its type the fields, whether each is required, and the types of their values', () => {
    type Thing = Values<typeof thing>;
    expectTypeOf<Thing['name']>().toEqualTypeOf<string>();
    expectTypeOf<Thing['stage']>().toEqualTypeOf<'open' | 'done'>();
    expectTypeOf<Thing['worth']>().toEqualTypeOf<Money | undefined>();
    expectTypeOf<Thing['dueOn']>().toEqualTypeOf<Day | undefined>();
    expectTypeOf<Thing['sentAt']>().toEqualTypeOf<Instant | undefined>();
    expectTypeOf<Thing['account']>().toEqualTypeOf<Id<'crm/account'> | undefined>();
    expectTypeOf<Thing['about']>().toEqualTypeOf<AnyRef<'crm/account' | 'crm/contact'> | undefined>();
    expectTypeOf<FieldName<typeof thing>>().toEqualTypeOf<keyof Thing>();
    expectTypeOf<Values<Entity>>().toEqualTypeOf<Readonly<Record<string, JsonValue>>>();
    expectTypeOf<keyof Given<typeof thing>>().toEqualTypeOf<Exclude<keyof Thing, 'score' | 'sentAt'>>();
    expectTypeOf<keyof Changes<typeof thing>>().toEqualTypeOf<Exclude<keyof Thing, 'score' | 'sentAt' | 'size'>>();
    expect(thing.fields.stage.options.map(({ value }) => value)).toEqual(['open', 'done']);
    expect(thing).toMatchObject({ name: 'test/thing', fields: { about: { targets: ['crm/account', 'crm/contact'] } } });
  });
  it('[T-5] [T-6] is an Entity like any other, and a check distinguishes its records from others', () => {
    expectTypeOf(thing).toExtend<Entity>();
    const record = { ...givenRecord(deal, { name: 'A', stage: 'won' }), entity: 'crm/deal' };
    expect(asKind(deal, record)?.fields.stage).toBe('won');
    expect(asKind(thing, record)).toBeUndefined();
  });
  it('[T-3] [T-24] makes records with its own fields and its own schema number', () => {
    const made = given(thing, ThingId.parse(id), { name: 'A', stage: 'open', about: anyRef('crm/account', acme) });
    expect(made.create).toMatchObject({ schema: 1, ownerId: null, fields: { about: `crm/account:${id}` } });
    expect(() => ThingId.parse('A')).toThrow('an id is a lower-case UUID');
    expect(() => day('2026-02-30')).toThrow('not a day');
    expect(() => moment('2026-11-20')).toThrow('not a moment');
  });
});

describe('a pack with rules and derived fields for a kind', () => {
  const pack = { name: 'test', version: 1, entities: [thing], roles: [] };
  const work = derived(thing, 'score', ({ record }) => (record.fields.worth ? 80 : 20));
  const made = (more: object): Catalogue => catalogueOf([...installedPacks, { ...pack, ...more }]);
  const named = rule(thing, { id: 'T-9', check: () => undefined });
  it('[T-2] is refused with a rule that is declared twice or has a missing kind', () => {
    expect(() => made({ derived: [work], rules: [named, named] })).toThrow('Rule T-9 is declared twice');
    expect(() => made({ derived: [work], rules: [{ ...named, on: 'test/gone' }] })).toThrow('Rule T-9 is of test/gone');
    expect(made({ derived: [work], rules: [named] }).rules.get('test/thing')).toEqual([named]);
  });
  it('[T-16] needs exactly one function for each derived field', () => {
    expect(() => made({})).toThrow('derived field score has 0 functions');
    expect(() => made({ derived: [work, work] })).toThrow('derived field score has 2 functions');
    expect(() => made({ derived: [work, { ...work, field: 'size' }] })).toThrow('"size" is computed');
  });
});

const PartId = idOf('test/part');
const part = entity(PartId, {
  label,
  title: 'name',
  fields: { name: text(), of: ref(ThingId), within: ref(PartId), size: number(), place: text() },
});

describe('declared reads', () => {
  it('[T-11] return the values of their kinds without a cast, over several references', () => {
    const reads = {
      thing: one(part, 'of', thing),
      parts: many(part, 'within', part),
      siblings: many(part, 'of', one(part, 'of', thing)),
      account: one(one(part, 'of', thing), 'about', account),
      size: total(part, 'within', { to: part, sum: 'size' }),
      byPlace: total(part, 'within', { to: part, sum: 'size', per: 'place' }),
    };
    type Got = ReadValues<typeof reads>;
    expectTypeOf<Got['thing']>().toEqualTypeOf<RecordOf<typeof thing> | undefined>();
    expectTypeOf<Got['parts'][number]['fields']['size']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Got['siblings']>().toEqualTypeOf<readonly RecordOf<typeof part>[]>();
    expectTypeOf<NonNullable<Got['account']>['fields']['name']>().toEqualTypeOf<string>();
    expectTypeOf<Got['size']>().toEqualTypeOf<number>();
    expectTypeOf<Got['byPlace']>().toEqualTypeOf<Readonly<Record<string, number>>>();
    expect(reads.siblings).toEqual({
      how: 'many',
      from: 'test/part',
      steps: [
        { way: 'up', of: 'test/part', kind: 'test/thing', field: 'of' },
        { way: 'down', of: 'test/thing', kind: 'test/part', field: 'of' },
      ],
    });
    const made = rule(part, {
      id: 'X',
      reads,
      check: ({ record, read }) =>
        read.thing?.fields.stage === 'done' && (record.fields.size ?? 0) > read.size
          ? { message: 'Too large.', field: 'size' }
          : undefined,
    });
    expect(made.on).toBe('test/part');
  });
});

/** Never called: only the compiler reads it. */
export function mustNotCompile(): void {
  const base = { label, title: 'name' } as const;
  // @ts-expect-error a required field is missing
  given(thing, ThingId.parse(id), { name: 'A' });
  // @ts-expect-error the field does not exist
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', price: 1 });
  // @ts-expect-error a choice without this option
  given(thing, ThingId.parse(id), { name: 'A', stage: 'closed' });
  // @ts-expect-error a deal's id in place of an account's
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', account: DealId.parse(id) });
  // @ts-expect-error a text in place of an id
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', account: id });
  // @ts-expect-error a reference to a kind that is not a target of the field
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', about: anyRef('crm/deal', DealId.parse(id)) });
  // @ts-expect-error a derived field can't be given
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', score: 1 });
  // @ts-expect-error a field of the server can't be given
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', sentAt: moment('2026-11-20T08:00:00.000Z') });
  // @ts-expect-error another kind's id
  given(thing, acme, { name: 'A', stage: 'open' });
  // @ts-expect-error money is not a number
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', worth: 5 });
  // @ts-expect-error an instant is not a day
  given(thing, ThingId.parse(id), { name: 'A', stage: 'open', dueOn: moment('2026-11-20T08:00:00.000Z') });
  // @ts-expect-error the title is not a field
  entity(ThingId, { label, title: 'nom', fields: { name: text() } });
  // @ts-expect-error the parent is not a reference
  entity(ThingId, { ...base, parent: 'name', fields: { name: text() } });
  // @ts-expect-error a column that is not a field
  entity(ThingId, { ...base, listed: ['size'], fields: { name: text() } });
  // @ts-expect-error an index over a missing field
  entity(ThingId, { ...base, indexes: [['name', 'size']], fields: { name: text() } });
  // @ts-expect-error a field of a kind without types, in a typed kind (T-5)
  entity(ThingId, { ...base, fields: untypedEntity('own/thing', { ...base, fields: { name: text() } }).fields });
  // @ts-expect-error a misspelt name in a reference (T-3)
  ref('crm/acount');
  // @ts-expect-error a rule that reads a missing field
  rule(thing, { id: 'X', check: ({ record }) => (record.fields.price ? undefined : { message: '' }) });
  // @ts-expect-error a breach that names a missing field
  rule(thing, { id: 'X', check: () => ({ message: '', field: 'price' }) });
  // @ts-expect-error a comparison with a missing option
  rule(thing, { id: 'X', check: ({ record }) => (record.fields.stage === 'closed' ? { message: '' } : undefined) });
  // @ts-expect-error a function for a field that is not derived
  derived(thing, 'worth', () => undefined);
  // @ts-expect-error a misspelt reference
  one(part, 'off', thing);
  // @ts-expect-error a field that is not a reference
  one(part, 'size', thing);
  // @ts-expect-error a reference to another kind
  one(part, 'of', account);
  // @ts-expect-error a reference that does not lead to this kind
  many(part, 'of', account);
  // @ts-expect-error a sum of texts
  total(part, 'of', { to: thing, sum: 'name' });
  // @ts-expect-error figures split by a number
  total(part, 'of', { to: thing, sum: 'size', per: 'size' });
  const reads = { parts: many(part, 'of', thing) };
  // @ts-expect-error a read that starts at another kind
  rule(part, { id: 'X', reads, check: () => undefined });
  // @ts-expect-error a read that is not declared
  rule(thing, { id: 'X', reads, check: ({ read }) => (read.part ? { message: 'No.' } : undefined) });
  // @ts-expect-error a field that is missing in the read's kind
  rule(thing, { id: 'X', reads, check: ({ read }) => (read.parts[0]?.fields.price ? { message: 'No.' } : undefined) });
  // @ts-expect-error a sentence that discloses figures (T-13)
  rule(thing, { id: 'X', reads, check: ({ read }) => ({ message: `${read.parts.length} are open` }) });
  // @ts-expect-error a derived field reads no records below
  derived(thing, 'score', { reads, work: () => 1 });
  // @ts-expect-error a check without reads gets none
  rule(thing, { id: 'X', check: ({ read }) => (read ? { message: 'No.' } : undefined) });
  const moved = { name: 'test/moved', schema: 2, was: { colour: text(), weight: number() } } as const;
  kindsUpgrade(part, thing, { ...moved, fields: { name: ({ was }) => was.colour ?? '', stage: 'open', size: ({ was }) => was.weight, dueOn: () => undefined } }); // prettier-ignore
  // @ts-expect-error a field that is missing in the other kind (T-27)
  kindsUpgrade(part, thing, { ...moved, fields: { name: '', stage: 'open', price: () => 1 } });
  // @ts-expect-error a required field of the other kind is missing
  kindsUpgrade(part, thing, { ...moved, fields: { name: '' } });
  // @ts-expect-error a required field may be empty
  kindsUpgrade(part, thing, { ...moved, fields: { name: ({ was }) => was.colour, stage: 'open' } });
  // @ts-expect-error a value of another type
  kindsUpgrade(part, thing, { ...moved, fields: { name: ({ was }) => was.weight ?? 0, stage: 'open' } });
  // @ts-expect-error a field that was not moved
  kindsUpgrade(part, thing, { ...moved, fields: { name: ({ was }) => (was.size ? 'A' : ''), stage: 'open' } });
  // @ts-expect-error a field that is missing in the source
  kindsUpgrade(part, thing, { ...moved, fields: { name: ({ record }) => (record.price ? 'A' : ''), stage: 'open' } });
  // @ts-expect-error a derived field can't be given
  kindsUpgrade(part, thing, { ...moved, fields: { name: '', stage: 'open', score: () => 1 } });
  // @ts-expect-error a derived number is not a text
  derived(thing, 'score', () => 'high');
}
