import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { recordActsOf, newRecordWishOf } from './record-acts.ts';

const actsOn = (name: string) => recordActsOf(installedCatalogue, entityOf(installedCatalogue, name));

describe('[T-20] quick acts on a record', () => {
  it('are those of the kinds that can belong to it, in their order', () => {
    expect(actsOn('crm/deal').map(({ id, makes }) => `${id}: ${makes.name}`)).toEqual([
      'call: crm/activity',
      'place-call: crm/activity',
      'meeting: crm/activity',
      'task: crm/task',
      'email: crm/activity',
      'text: crm/activity',
    ]);
    expect(actsOn('crm/product')).toEqual([]);
  });

  it('begin with their own values, the related record, the present, and values from that record', () => {
    const contact = givenShownRecord({ entity: 'crm/contact', fields: { name: 'Ada', email: 'ada@example.com' } });
    const nowMs = Date.parse('2026-11-20T08:00:00.000Z');
    const about = `crm/contact:${contact.id}`;
    const wishes = new Map(
      actsOn('crm/contact').map((act) => [
        act.id,
        newRecordWishOf(act, { entity: entityOf(installedCatalogue, 'crm/contact'), record: contact, nowMs }),
      ]),
    );
    expect(wishes.get('email')).toMatchObject({
      entity: 'crm/activity',
      form: 'email',
      fields: { kind: 'email', delivery: 'send', about, happensAt: '2026-11-20T08:00:00.000Z', toAddress: 'ada@example.com' },
      done: 'Send',
    }); // prettier-ignore
    expect(wishes.get('task')?.fields).toEqual({ about });
    const other = givenShownRecord({ entity: 'crm/contact', fields: { name: 'Ben' } });
    const [email] = actsOn('crm/contact').filter(({ id }) => id === 'email');
    expect(
      email &&
        newRecordWishOf(email, { entity: entityOf(installedCatalogue, 'crm/contact'), record: other, nowMs }).fields?.[
          'toAddress'
        ],
    ).toBeNull();
  });

  it('[MSG-10] write a text to the mobile telephone before another one, and from a deal to its contact', () => {
    const [contactKind, dealKind] = [
      entityOf(installedCatalogue, 'crm/contact'),
      entityOf(installedCatalogue, 'crm/deal'),
    ];
    const [text] = actsOn('crm/contact').filter(({ id }) => id === 'text');
    const contact = (fields: Readonly<Record<string, string>>) => ({
      entity: contactKind,
      record: givenShownRecord({ entity: 'crm/contact', fields }),
    });
    const numberOf = (on: Parameters<typeof newRecordWishOf>[1]) =>
      text && newRecordWishOf(text, on).fields?.['number'];
    const both = contact({ name: 'Ada', phone: '+13035550101', mobile: '+13035550102' });
    const one = contact({ name: 'Ben', phone: '+13035550103' });
    const deal = { entity: dealKind, record: givenShownRecord({ entity: 'crm/deal', fields: { name: 'Roof' } }) };
    expect(numberOf({ ...both, nowMs: 0 })).toBe('+13035550102');
    expect(numberOf({ ...one, nowMs: 0 })).toBe('+13035550103');
    expect(numberOf({ ...deal, person: both, nowMs: 0 })).toBe('+13035550102');
    expect(numberOf({ ...deal, nowMs: 0 })).toBeNull();
    expect(text && newRecordWishOf(text, { ...both, nowMs: 0 })).toMatchObject({ counts: 'body', done: 'Send' });
  });
});
