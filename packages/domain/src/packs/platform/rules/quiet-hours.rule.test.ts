import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { myNotifications } from '../entities/my-notifications.entity.ts';
import { quietHoursAreTimes } from './quiet-hours.rule.ts';

const breach = (fields: { readonly quietFrom?: string; readonly quietUntil?: string }) =>
  quietHoursAreTimes.check({ record: givenRecord(myNotifications, fields) })?.field;

describe('[PLT-4] quiet hours', () => {
  it.each<readonly [string, Parameters<typeof breach>[0], string | undefined]>([
    ['none', {}, undefined],
    ['two times', { quietFrom: '18:00', quietUntil: '08:00' }, undefined],
    ['a beginning alone', { quietFrom: '18:00' }, 'quietFrom'],
    ['one time twice', { quietFrom: '18:00', quietUntil: '18:00' }, 'quietFrom'],
    ['words', { quietFrom: 'night', quietUntil: '08:00' }, 'quietFrom'],
  ])('are %s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });
});
