import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { myNotifications } from '../entities/my-notifications.entity.ts';
import { mailWishesAreUsable } from './mail-wishes.rule.ts';

type Fields = Parameters<typeof givenRecord<typeof myNotifications>>[1];
const other = '01900000-0000-7000-8000-00000000aa01';
const breach = (fields: Fields) => mailWishesAreUsable.check({ record: givenRecord(myNotifications, fields) })?.field;

describe('[NTF-2] preferences of e-mails', () => {
  it.each<readonly [string, Fields, string | undefined]>([
    ['none', {}, undefined],
    ['a time of day', { mailRhythm: 'daily', mailAt: '07:30' }, undefined],
    ['a time that no clock shows', { mailRhythm: 'daily', mailAt: '24:30' }, 'mailAt'],
    ['another person without a name', { escalateTo: 'person' }, 'escalatePerson'],
    ['the lead of the team', { escalateTo: 'lead' }, undefined],
    ['another person', { escalateTo: 'person', escalatePerson: other as never }, undefined],
  ])('are %s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });

  it('do not escalate to their owner', () => {
    const record = { ...givenRecord(myNotifications, { escalateTo: 'person', escalatePerson: other as never }), ownerId: other as never }; // prettier-ignore
    expect(mailWishesAreUsable.check({ record })?.field).toBe('escalatePerson');
  });
});
