import { describe, expect, it } from 'vitest';
import { KnownRecords } from './known-records.ts';

const contact = 'crm/contact';
const textOf = (name: string, more = {}): string => JSON.stringify({ fields: { name }, ...more });

describe('the records that screens were shown', () => {
  it('are parsed once for each text, and anew when the text is another', () => {
    const records = new KnownRecords();
    const first = records.of(contact, 'ada', textOf('Ada'));
    expect(records.of(contact, 'ada', textOf('Ada'))).toBe(first);
    expect(records.of(contact, 'ada', textOf('Ada Lovelace')).fields['name']).toBe('Ada Lovelace');
    expect(records.of(contact, 'ada', textOf('Ada')).fields['name']).toBe('Ada');
  });

  it('[D-2] say what their text leaves out: id, kind, and what is usual', () => {
    expect(new KnownRecords().of(contact, 'ada', textOf('Ada'))).toMatchObject({
      id: 'ada',
      entity: contact,
      life: 'alive',
      teamId: null,
      sharedWith: [],
      inherited: null,
    });
    expect(new KnownRecords().of(contact, 'ada', textOf('Ada', { life: 'deleted' })).life).toBe('deleted');
  });

  it('[D-2a] carry how many acts wait and which values gave way, and nothing that only questions need', () => {
    const records = new KnownRecords();
    const shown = records.of(contact, 'ada', textOf('Ada', { waiting: 2, confirmed: null, replaced: ['name'] }));
    expect([shown.waiting, shown.replaced]).toEqual([2, ['name']]);
    expect([records.of(contact, 'ben', textOf('Ben')).waiting, 'keys' in shown, 'confirmed' in shown]).toEqual([
      0,
      false,
      false,
    ]);
  });

  it('can not be changed by one who was given them', () => {
    const shown = new KnownRecords().of(contact, 'ada', textOf('Ada'));
    expect(() => Object.assign(shown.fields, { name: 'Eve' })).toThrow(TypeError);
    expect(() => shown.sharedWith.push('eve')).toThrow(TypeError);
  });

  it('are not kept without end', () => {
    const records = new KnownRecords();
    const first = records.of(contact, '0', textOf('Ada'));
    for (let place = 1; place <= 1_000; place += 1) records.of(contact, String(place), textOf('Ada'));
    expect(records.of(contact, '0', textOf('Ada'))).not.toBe(first);
  });
});
