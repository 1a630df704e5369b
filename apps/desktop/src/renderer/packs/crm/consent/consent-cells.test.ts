import { moment, day } from '@outpost/domain/kernel/entities/field-types';
import type { Consent } from '@outpost/domain/kernel/messages/consent';
import { describe, expect, it } from 'vitest';
import { consentCell } from './consent-cells.ts';

const consent = (change: Partial<Consent> = {}): Consent => ({
  id: 'c1',
  channel: 'email',
  purpose: 'offers',
  isGiven: true,
  at: moment('2025-09-04T18:19:00.000Z'),
  address: 'maris@oakhurst.example',
  mustBeConfirmed: false,
  ...change,
});
const suppression = { id: 's1', address: '@oakhurst.example', channel: 'email', reason: 'bounce', since: moment('2026-10-02T08:00:00.000Z') } as const; // prettier-ignore
const cell = (change: Partial<Parameters<typeof consentCell>[0]> = {}) => {
  const asked = { channel: 'email', purpose: 'offers', address: 'maris@oakhurst.example', isUnwanted: false, consents: [], suppressions: [], now: '2026-11-20T09:00:00.000Z', dayOf: (at: string) => at.slice(0, 10) } as const; // prettier-ignore
  const { icon, word, detail } = consentCell({ ...asked, ...change });
  return `${icon}: ${word}, ${detail}`;
};

describe('[MSG-5] a cell of the matrix', () => {
  it.each([
    ['nothing is known of offers', {}, 'minus: Not asked, '],
    ['a contract needs none', { purpose: 'contract' }, 'file-text: Contract, no consent needed'],
    ['appointments may be stopped', { purpose: 'appointments' }, 'file-text: Interest, may object'],
    ['a recorded voice about the contract', { channel: 'voice', purpose: 'contract' }, 'minus: Not asked, '],
    ['given', { consents: [consent()] }, 'check: Yes, 2025-09-04'],
    ['given until a day', { consents: [consent({ endsOn: day('2026-12-04') })] }, 'clock: Yes, for a time, ends 2026-12-04'],
    ['ended', { consents: [consent({ endsOn: day('2026-11-04') })] }, 'minus: Ended, 2026-11-04'],
    ['not confirmed', { consents: [consent({ mustBeConfirmed: true })] }, 'clock: Not confirmed, asked 2025-09-04'],
    ['given for another address', { consents: [consent({ address: 'maris@home.example' })] }, 'minus: Other address, 2025-09-04'],
    ['refused', { consents: [consent(), consent({ id: 'c2', isGiven: false, at: moment('2026-10-02T08:00:00.000Z') })] }, 'close: No, stopped 2026-10-02'],
    ['suppressed, in spite of a consent', { consents: [consent()], suppressions: [suppression] }, 'close: No, suppressed 2026-10-02'],
    ['do not contact, in spite of a consent', { consents: [consent()], isUnwanted: true }, 'close: No, do not contact'],
  ] as const)('%s', (_name, change, expected) => {
    expect(cell(change)).toBe(expected);
  }); // prettier-ignore
});
