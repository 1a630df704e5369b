import { describe, expect, it } from 'vitest';
import { untypedEntity } from '../entities/entity.ts';
import { choice, ref, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import {
  checkConversion,
  type Conversion,
  type ConversionPart,
  halfConverted,
  isConverted,
  reachesConversion,
} from './conversion.ts';

const house = untypedEntity('test/house', {
  label: { one: 'House', many: 'Houses' },
  title: 'name',
  fields: { name: text() },
});
const guest = untypedEntity('test/guest', {
  label: { one: 'Guest', many: 'Guests' },
  title: 'name',
  fields: {
    name: text(),
    number: text({ merge: 'server' }),
    house: ref(idOf('test/house')),
    state: choice([
      { value: 'new', label: 'New' },
      { value: 'done', label: 'Done' },
    ]),
  },
});
const entities = new Map([house, guest].map((entity) => [entity.name, entity]));
const part = (change: Partial<ConversionPart> = {}): ConversionPart => ({
  name: 'house',
  entity: 'test/house',
  isOptional: false,
  fields: () => ({}),
  links: {},
  asks: ['name'],
  asksOwner: false,
  ...change,
});
const given = (change: Partial<Conversion> = {}): Conversion => ({
  on: 'test/guest',
  label: 'Move in',
  past: 'Moved in',
  parts: [part()],
  sets: { state: 'done' },
  names: { house: 'house' },
  carries: ['house'],
  ...change,
});

describe('a declared conversion', () => {
  it('is accepted where all that it names exists', () => {
    expect(() => checkConversion(entities, given())).not.toThrow();
  });

  it.each([
    [{ on: 'test/nothing' }, 'no installed pack declares this kind'],
    [
      { parts: [part({ entity: 'test/nothing' })] },
      'part "house" is of test/nothing, which no installed pack declares',
    ],
    [{ parts: [part({ ownerAs: 'garden' })] }, 'part "house" has the owner of "garden", which is not made before it'],
    [{ parts: [part(), part()] }, 'there are two parts "house"'],
    [
      { parts: [part({ entity: 'test/guest', links: { house: ['house'] } })] },
      '"house" of test/guest names the part "house", which is not made before it',
    ],
    [{ parts: [part({ links: { name: ['house'] } })] }, '"name" is not a link of test/house'],
    [
      { parts: [part({ entity: 'test/guest', asks: ['number'] })], names: {} },
      'part "house" asks for "number", which a person cannot fill in',
    ],
    [{ parts: [part({ entity: 'test/guest' })] }, '"house" of test/guest cannot name records of test/guest'],
    [{ sets: { colour: 'red' } }, 'it sets "colour", which is not one of its fields'],
    [{ sets: {} }, 'it sets nothing, so a converted record could not be recognised'],
    [{ carries: ['garden'] }, 'records move to the part "garden", which it does not make'],
  ] as const)('is refused: %j', (change, message) => {
    expect(() => checkConversion(entities, given(change))).toThrow(message);
  });

  it('recognises a converted record by all of its values', () => {
    const two = given({ sets: { state: 'done', name: 'x' } });
    expect(isConverted(two, { state: 'done', name: 'x' })).toBe(true);
    expect(isConverted(two, { state: 'done' })).toBe(false);
  });

  it('is reached by the change that completes these values, not by one after it', () => {
    const two = given({ sets: { state: 'done', name: 'x' } });
    expect(reachesConversion(two, { state: 'new', name: 'x' }, { state: 'done' })).toBe(true);
    expect(reachesConversion(two, { state: 'new', name: 'y' }, { state: 'done' })).toBe(false);
    expect(reachesConversion(two, { state: 'done', name: 'x' }, { state: 'done' })).toBe(false);
  });

  it('[CRM-8] is half made where a record is marked and names nothing that it became', () => {
    const named = given({ names: { house: 'house' } });
    expect(halfConverted(named, {}, { state: 'done' })).toBe('state');
    expect(halfConverted(named, { state: 'new' }, { state: 'done', house: null })).toBe('state');
    expect(halfConverted(named, { state: 'new' }, { state: 'done', house: 'house-1' })).toBeUndefined();
    expect(halfConverted(named, { state: 'done' }, { state: 'done', name: 'x' })).toBeUndefined(); // marked by an older build
    expect(halfConverted(given({ names: {} }), {}, { state: 'done' })).toBeUndefined();
  });
});
