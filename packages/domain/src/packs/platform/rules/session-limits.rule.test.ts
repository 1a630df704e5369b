import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { organisation } from '../entities/organisation.entity.ts';
import { sessionLimitsFit } from './session-limits.rule.ts';

const usual = { name: 'Fenwright Systems', currency: 'EUR', timeZone: 'Europe/London' };
const breach = (fields: { readonly idleDays?: number; readonly sessionDays?: number }) =>
  sessionLimitsFit.check({ record: givenRecord(organisation, { ...usual, ...fields }) })?.field;

describe('[PLT-19] the limits of sessions', () => {
  it.each<readonly [string, Parameters<typeof breach>[0], string | undefined]>([
    ['none set', {}, undefined],
    ['both set', { idleDays: 1, sessionDays: 30 }, undefined],
    ['the same days', { idleDays: 30, sessionDays: 30 }, undefined],
    ['more days unused than used', { idleDays: 31, sessionDays: 30 }, 'idleDays'],
    ['fewer days than the usual ones of an unused session', { sessionDays: 6 }, 'idleDays'],
  ])('are judged with %s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });
});
