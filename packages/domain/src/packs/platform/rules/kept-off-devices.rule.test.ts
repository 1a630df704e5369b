import { describe, expect, it } from 'vitest';
import { isDangerousEdit } from '../../../kernel/access/dangerous-acts.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { organisation } from '../entities/organisation.entity.ts';
import { keptOffDevicesIsReadable } from './kept-off-devices.rule.ts';

const breach = (keptOffDevices?: readonly string[]) =>
  keptOffDevicesIsReadable.check({
    record: givenRecord(organisation, {
      name: 'Fenwright Systems',
      currency: 'EUR',
      timeZone: 'Europe/London',
      ...(keptOffDevices === undefined ? {} : { keptOffDevices }),
    }),
  })?.message;

describe('[PLT-44] the setting of the kinds that an organisation keeps off devices', () => {
  it('is a list of kinds, each for everyone or for a role', () => {
    expect([breach(), breach([]), breach(['crm/deal', 'crm/task@member', 'own/visit', 'crm/deal@*>12'])]).toEqual([undefined, undefined, undefined]); // prettier-ignore
  });

  it('requires a proof of the person who changes it (PLT-28)', () => {
    expect(isDangerousEdit(organisation, { fields: { keptOffDevices: [] } })).toBe(true);
    expect(isDangerousEdit(organisation, { fields: { locale: 'en-GB' } })).toBe(false);
  });

  it.each([
    ['a text that names no kind', ['deals'], 'names no kind of record'],
    ['a number of months beyond the greatest', ['crm/deal@*>37'], 'at most 36 months'],
    ['a kind with which the app works', ['platform/person@member'], 'The app works with platform/person itself'],
    ['too many lines', Array.from({ length: 201 }, (_, n) => `crm/deal@role${n}`), 'at most 200'],
  ])('is not %s', (_of, lines, words) => {
    expect(breach(lines)).toContain(words);
  });
});
