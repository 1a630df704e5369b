import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../../installed-packs.ts';
import { checkRecord } from '../../../kernel/catalogue/record-rules.ts';
import { blankRecord } from '../../../kernel/entities/record.ts';
import { crmConsents } from '../crm-consents.ts';
import { consent } from '../entities/consent.entity.ts';
import { suppression } from '../entities/suppression.entity.ts';

const given = { name: 'x', about: 'crm/contact:0190b1f2-7c00-7000-8000-000000000e01', channel: 'email', purpose: 'offers', standing: 'given', address: 'maris@oakhurst.example', givenAt: '2025-09-04T18:19:00.000Z', source: 'Form' }; // prettier-ignore
const listed = { address: 'maris@oakhurst.example', channel: 'email', reason: 'bounce', since: '2026-10-02T19:04:00.000Z' }; // prettier-ignore
/** The field at fault; undefined for a valid record. */
const faultOf = (kind: typeof consent | typeof suppression, fields: Readonly<Record<string, unknown>>) => {
  const clean = JSON.parse(JSON.stringify(fields)) as Record<string, string>; // without absent values
  const refused = checkRecord(installedCatalogue, kind, { ...blankRecord('r', kind.name), fields: clean });
  return refused && 'field' in refused.details ? refused.details.field : undefined;
};

describe('[MSG-8] a consent', () => {
  it.each([
    ['is complete', {}, undefined],
    ['names its address', { address: undefined }, 'address'],
    ['of letters needs no address', { channel: 'post', address: undefined }, undefined],
    ['by e-mail has one e-mail address', { address: 'Maris, at home' }, 'address'],
    ['may end on the day on which it was given', { endsOn: '2025-09-04' }, undefined],
    ['does not end before it was given', { endsOn: '2025-09-03' }, 'endsOn'],
    ['is not confirmed before it was given', { confirmedAt: '2025-09-04T18:18:00.000Z' }, 'confirmedAt'],
    ['to visits is one by e-mail, MSG-81', { purpose: 'visits' }, undefined],
    ['to visits is none by another channel, MSG-81', { purpose: 'visits', channel: 'post' }, 'channel'],
    ['that was refused needs no address', { standing: 'refused', address: undefined }, undefined],
    ['that was refused has no end', { standing: 'refused', endsOn: '2027-01-01' }, 'endsOn'],
    ['that was refused is not confirmed', { standing: 'refused', confirmedAt: '2025-09-04T18:20:00.000Z' }, 'confirmedAt'],
  ])('%s', (_name, change, field) => {
    expect(faultOf(consent, { ...given, ...change })).toBe(field);
  }); // prettier-ignore
});

describe('[MSG-9] a suppression', () => {
  it.each([
    ['names an address', {}, undefined],
    ['names a domain', { address: '@oakhurst.example' }, undefined],
    ['names no top-level domain', { address: '@example' }, 'address'],
    ['names no domain without its @', { address: 'oakhurst.example' }, 'address'],
    ['of texts names a number', { channel: 'text', address: '+13035550164' }, undefined],
    ['of texts names no address', { channel: 'text' }, 'address'],
    ['does not end before it begins', { endedAt: '2026-10-02T19:03:00.000Z' }, 'endedAt'],
  ])('%s', (_name, change, field) => {
    expect(faultOf(suppression, { ...listed, ...change })).toBe(field);
  });
});

describe('the declared kinds', () => {
  it('read a consent and a suppression, and an empty field as absent', () => {
    const record = {
      ...blankRecord('c1', consent.name),
      fields: { ...given, mustBeConfirmed: true, confirmedAt: null },
    };
    expect(crmConsents.consentIn(record)).toMatchObject({ id: 'c1', isGiven: true, mustBeConfirmed: true, confirmedAt: undefined }); // prettier-ignore
    expect(crmConsents.suppressionIn(record)).toBeUndefined();
    expect(crmConsents.suppressionIn({ ...blankRecord('s1', suppression.name), fields: listed })).toMatchObject({ id: 's1', ...listed }); // prettier-ignore
  });
});
