import { moment } from '@outpost/domain/kernel/entities/field-types';
import { describe, expect, it } from 'vitest';
import { afterReport, type ReportedEnd, type IntentStanding } from './after-report.ts';

const [first, at] = [moment('2026-11-28T10:00:00.000Z'), moment('2026-11-28T10:05:00.000Z')];
const [sent, delivered, failed]: readonly ReportedEnd[] = [{ is: 'sent' }, { is: 'delivered' }, { is: 'failed', why: 'No.' }]; // prettier-ignore
const done = (is: 'sent' | 'delivered') => ({ status: 'done', at: first, answer: { is } }) as const;
const no = { status: 'failed', at: first, why: 'No.' } as const;
const unclear = { status: 'unclear', at: first, why: 'Lost.' } as const;
const standing = (status: IntentStanding['status'], outcome: IntentStanding['outcome'] = null): IntentStanding => ({ status, fence: 2, outcome }); // prettier-ignore
/** Returns the end after each report, in words: "done delivered". */
const after = (before: IntentStanding, claim = 2) =>
  [sent, delivered, failed].map((end) => {
    const outcome = end && afterReport(before, { claim, end, at });
    return outcome?.status === 'done'
      ? `${(outcome.answer as { is: string }).is} at ${outcome.at.slice(14, 16)}`
      : outcome?.status;
  });

describe('[MSG-11] a report about an order', () => {
  it('settles one whose answer was lost, or has not come yet', () => {
    expect(after(standing('unclear', unclear))).toEqual(['sent at 05', 'delivered at 05', 'failed']);
    expect(after(standing('claimed'))).toEqual(['sent at 05', 'delivered at 05', 'failed']);
  });

  it('keeps the truest state, and the time of sending', () => {
    expect(after(standing('done', done('sent')))).toEqual([undefined, 'delivered at 00', 'failed']);
    expect(after(standing('done', done('delivered')))).toEqual([undefined, undefined, undefined]);
    expect(after(standing('failed', no))).toEqual([undefined, 'delivered at 05', undefined]);
  });

  it('ends an order that waits to be sent again, only if it proves that it went out', () => {
    expect(after(standing('waiting', unclear))).toEqual(['sent at 05', 'delivered at 05', undefined]);
  });

  it('[MSG-40] that it came back is the last word, also after it was delivered', () => {
    const end = { is: 'returned', why: 'No such user.' } as const;
    const returned = { status: 'failed', why: 'No such user.', at, isReturned: true } as const;
    for (const before of [
      standing('claimed'),
      standing('unclear', unclear),
      standing('done', done('sent')),
      standing('done', done('delivered')),
      standing('failed', no),
    ])
      // prettier-ignore
      expect(afterReport(before, { claim: 2, end, at })).toEqual(returned);
    expect(afterReport(standing('waiting', unclear), { claim: 2, end, at })).toBeUndefined();
    expect(afterReport(standing('done', done('sent')), { claim: 1, end, at })).toBeUndefined();
    expect(after(standing('failed', returned))).toEqual([undefined, undefined, undefined]);
    expect(afterReport(standing('failed', returned), { claim: 2, end, at })).toBeUndefined();
  });

  it('changes nothing about another claim, or where nothing was sent', () => {
    expect(after(standing('unclear', unclear), 1)).toEqual([undefined, undefined, undefined]);
    expect(after(standing('unclear', unclear), 3)).toEqual([undefined, undefined, undefined]);
    expect(after(standing('dropped'))).toEqual([undefined, undefined, undefined]);
    expect(after(standing('expired', { ...unclear, status: 'expired' }))).toEqual([undefined, undefined, undefined]);
  });
});
