import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../../../testing/given-record.ts';
import { countAudience } from './preview-audience.ts';

const person = (fields: Record<string, string>) => givenShownRecord({ entity: 'crm/contact', fields: { name: 'Somebody', ...fields } }); // prettier-ignore

describe('[CMP-10] the preview of an audience', () => {
  it('counts who gets a message, and why the others do not', () => {
    const rows = [person({ email: 'a@x.example' }), person({ email: 'A@x.example' }), person({}), person({ email: 'no@x.example' })]; // prettier-ignore
    const counted = countAudience(rows, { entity: contact, channel: 'email', purpose: 'offers' }, ({ address }) =>
      address.startsWith('no') ? { allowed: false, rule: 'MSG-5', why: 'no' } : { allowed: true, ground: { by: 'interest' } }); // prettier-ignore
    expect(counted.match).toBe(4);
    expect(counted.members).toBe(1);
    expect(Object.fromEntries(counted.leftOut)).toEqual({ 'same-address': 1, 'no-address': 1, 'MSG-5': 1 });
  });
});
