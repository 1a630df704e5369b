import { describe, expect, it } from 'vitest';
import { ShownRecordCache } from './known-records.ts';

const contact = 'crm/contact';
const row = (seq: number, name: string, more = {}) => ({
  seq,
  lwt: 1_000 + seq / 100,
  id: `id${seq}`,
  data: JSON.stringify({ fields: { name }, ...more }),
});
const ada = row(1, 'Ada');

describe('the cache of shown records', () => {
  it('parses each record once for each write', () => {
    const records = new ShownRecordCache();
    expect(records.known(contact, ada)).toBeUndefined();
    const first = records.read(contact, ada);
    expect(records.known(contact, ada)).toBe(first);
    expect(records.known(contact, { ...ada, lwt: ada.lwt + 0.01 })).toBeUndefined();
    expect(records.known('crm/account', ada)).toBeUndefined();
    const later = { ...row(1, 'Ada Lovelace'), lwt: ada.lwt + 0.01 };
    expect(records.read(contact, later).fields['name']).toBe('Ada Lovelace');
    expect(records.known(contact, ada)).toBeUndefined();
  });

  it('[D-2] adds the values that the text leaves out: id, kind, and usual values', () => {
    expect(new ShownRecordCache().read(contact, ada)).toMatchObject({
      id: 'id1',
      entity: contact,
      life: 'alive',
      teamId: null,
      sharedWith: [],
      inherited: null,
    });
    expect(new ShownRecordCache().read(contact, row(1, 'Ada', { life: 'deleted' })).life).toBe('deleted');
  });

  it('[D-2a] has the number of waiting acts and the replaced values, and nothing that only queries need', () => {
    const records = new ShownRecordCache();
    const shown = records.read(contact, row(1, 'Ada', { waiting: 2, confirmed: null, replaced: ['name'], keys: {} }));
    expect([shown.waiting, shown.replaced]).toEqual([2, ['name']]);
    expect([records.read(contact, row(2, 'Ben')).waiting, 'keys' in shown, 'confirmed' in shown]).toEqual([
      0,
      false,
      false,
    ]);
  });

  it('returns records that a caller cannot change', () => {
    const shown = new ShownRecordCache().read(contact, ada);
    expect(() => Object.assign(shown.fields, { name: 'Eve' })).toThrow(TypeError);
    expect(() => shown.sharedWith.push('eve')).toThrow(TypeError);
    expect(new ShownRecordCache().read(contact, row(2, 'Ben')).sharedWith).toEqual([]);
  });

  it('has a limited size', () => {
    const records = new ShownRecordCache();
    for (let seq = 1; seq <= 1_001; seq += 1) records.read(contact, row(seq, 'Ada'));
    expect(records.known(contact, ada)).toBeUndefined();
    expect(records.known(contact, row(2, 'Ada'))).toBeDefined();
  });
});
