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
      'meeting: crm/activity',
      'task: crm/task',
      'email: crm/activity',
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
});
