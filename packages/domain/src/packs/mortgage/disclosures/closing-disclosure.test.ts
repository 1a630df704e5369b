import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../kernel/days.ts';
import { aprAccuracy, type AprCompared } from './apr-accuracy.ts';
import { closingDisclosureDue, correctionDueAfter, earliestConsummation, newWaitAfter } from './closing-disclosure.ts';
import { appraisalCopyDue, appraisalNoticeDue, notificationDue } from './regulation-b.ts';
import { usualOfficeDays } from './business-calendar.ts';
import { rescissionEnds } from './rescission.ts';

const anyDay = fc.integer({ min: 20, max: 32_000 }).map((days) => addDays('2010-01-01', days));

describe('the Closing Disclosure', () => {
  it('comment 19(f)(1)(ii)-1: for a consummation on Thursday it is handed over on Monday', () => {
    expect(closingDisclosureDue('2026-06-11')).toMatchObject({ receiveBy: { day: '2026-06-08' }, lastDays: { 'in-person': '2026-06-08' } }); // prettier-ignore
  });
  it('comment 19(f)(1)(ii)-2: and mailed on Thursday of the week before', () => {
    expect(closingDisclosureDue('2026-06-11')).toMatchObject({ lastDays: { mail: '2026-06-04', electronic: '2026-06-04' } }); // prettier-ignore
    expect(earliestConsummation({ sentOn: '2026-06-04', way: 'mail' })).toMatchObject({ day: '2026-06-11' });
    expect(earliestConsummation({ sentOn: '2026-06-08', way: 'mail' })).toMatchObject({ day: '2026-06-15' });
    expect(earliestConsummation({ sentOn: '2026-06-08', way: 'electronic', evidenceOn: '2026-06-08' })).toMatchObject({ day: '2026-06-11' }); // prettier-ignore
  });
  it('skips Thanksgiving Day and Sundays, and says so', () => {
    expect(closingDisclosureDue('2026-11-30')).toMatchObject({
      receiveBy: {
        day: '2026-11-25',
        skipped: [
          { day: '2026-11-26', reason: 'Thanksgiving Day' },
          { day: '2026-11-29', reason: 'Sunday' },
        ],
      },
      mailbox: { day: '2026-11-21', skipped: [{ day: '2026-11-22', reason: 'Sunday' }] },
    });
  });
  it('comment 19(e)(4)(ii)-1.v: corrected and handed over on Tuesday, 9 June it allows Friday, 12 June', () => {
    expect(earliestConsummation({ sentOn: '2026-06-09', way: 'in-person' })).toMatchObject({ day: '2026-06-12' });
  });
  it('comment 19(e)(1)(v)-2: handed over on Tuesday, 2 June it allows Friday, 5 June', () => {
    expect(earliestConsummation({ sentOn: '2026-06-02', way: 'in-person' })).toMatchObject({ day: '2026-06-05' });
  });
  it('comment 19(f)(1)(iv)-1: a waiver after its receipt ends the wait', () => {
    const sent = { sentOn: '2026-06-02', way: 'mail' } as const;
    expect(earliestConsummation(sent, { signedOn: '2026-06-05' })).toMatchObject({ day: '2026-06-05' });
    expect(earliestConsummation(sent, { signedOn: '2026-06-04' })).toMatchObject({ cannot: { field: 'waiver' } });
    expect(earliestConsummation(sent, { signedOn: '2026-07-01' })).toMatchObject({ day: '2026-06-09' });
    expect(earliestConsummation({ ...sent, sentOn: '2026' })).toMatchObject({ cannot: { field: 'sent' } });
    expect(closingDisclosureDue('2100-01-01')).toMatchObject({ cannot: { field: 'consummationOn' } });
  });
  it('sent by any way on its last day allows the consummation, and a business day later does not', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom('in-person', 'mail', 'electronic'), (consummationOn, way) => {
        const due = closingDisclosureDue(consummationOn);
        if ('cannot' in due) throw new Error(due.cannot.message);
        const sentOn = due.lastDays[way];
        const closing = (day: string) => {
          const found = earliestConsummation({ sentOn: day, way });
          return 'cannot' in found ? '' : found.day;
        };
        expect(closing(sentOn) <= consummationOn).toBe(true);
        const [first = ''] = [1, 2, 3, 4].map((days) => addDays(sentOn, days)).filter((day) => closing(day) > closing(sentOn)); // prettier-ignore
        expect(closing(first) > consummationOn).toBe(true);
      }),
    );
  });
});

describe('a change after the Closing Disclosure', () => {
  const rates = (disclosedApr: number, actualApr: number, more: Partial<AprCompared> = {}): AprCompared => ({ disclosedApr, actualApr, isIrregular: false, ...more }); // prettier-ignore
  it('comment 19(f)(2)(ii)-1.i.A and B: 7.10 percent needs no new wait after 7.00, and 7.15 does', () => {
    expect(newWaitAfter({ apr: rates(7, 7.1) })).toEqual({ isNeeded: false, reasons: [] });
    expect(newWaitAfter({ apr: rates(7, 7.15) })).toMatchObject({ isNeeded: true, reasons: [expect.stringContaining('§ 1026.22(a)(2)')] }); // prettier-ignore
  });
  it('comment 19(f)(2)(ii)-1.ii and -1.iii: a changed product and an added prepayment penalty need one', () => {
    expect(newWaitAfter({ isProductChanged: true })).toMatchObject({ isNeeded: true, reasons: { length: 1 } });
    expect(newWaitAfter({ isPrepaymentPenaltyAdded: true })).toMatchObject({ isNeeded: true, reasons: { length: 1 } });
    expect(newWaitAfter({})).toEqual({ isNeeded: false, reasons: [] });
  });
  it('§ 1026.22(a)(2) and (a)(3): the tolerance is 1/8 point, and 1/4 in an irregular transaction, both included', () => {
    expect(aprAccuracy(rates(7, 7.125))).toMatchObject({ isAccurate: true });
    expect(aprAccuracy(rates(7, 7.125001))).toMatchObject({ isAccurate: false });
    expect(aprAccuracy(rates(3.876, 4.001))).toMatchObject({ isAccurate: true }); // 0.12500000000000044 in floating point
    expect(aprAccuracy(rates(7.125, 7))).toMatchObject({ isAccurate: true });
    expect(aprAccuracy(rates(7, 7.25, { isIrregular: true }))).toMatchObject({ isAccurate: true });
    expect(aprAccuracy(rates(7, 7.251, { isIrregular: true }))).toMatchObject({ isAccurate: false });
  });
  it('§ 1026.22(a)(4), § 1026.38(o)(2): an overstated rate from an overstated finance charge is accurate', () => {
    const charge = (disclosedCents: number, actualCents: number) => ({
      financeCharge: { disclosedCents, actualCents },
    });
    expect(aprAccuracy(rates(7, 6.5))).toMatchObject({ isAccurate: false });
    expect(aprAccuracy(rates(7, 6.5, charge(400_000_00, 370_000_00)))).toMatchObject({ isAccurate: true });
    expect(aprAccuracy(rates(7, 6.5, charge(400_000_00, 400_000_00)))).toMatchObject({ isAccurate: false });
    expect(aprAccuracy(rates(7, 7.2, charge(400_000_00, 400_100_00)))).toMatchObject({ isAccurate: true });
    expect(aprAccuracy(rates(7, 7.2, charge(400_000_00, 400_100_01)))).toMatchObject({ isAccurate: false });
    expect(aprAccuracy(rates(7, 7.2, charge(400_000_00, 370_000_00)))).toMatchObject({ isAccurate: false }); // opposite errors
    expect(aprAccuracy(rates(7, 6.5, charge(400_000_00, 400_050_00)))).toMatchObject({ isAccurate: false });
  });
  it('refuses absurd rates and finance charges', () => {
    expect(newWaitAfter({ apr: rates(-1, 7) })).toMatchObject({ cannot: { field: 'disclosedApr' } });
    expect(newWaitAfter({ apr: rates(7, Number.NaN) })).toMatchObject({ cannot: { field: 'actualApr' } });
    const half = { financeCharge: { disclosedCents: 0.5, actualCents: 1 } };
    expect(aprAccuracy(rates(7, 7, half))).toMatchObject({ cannot: { field: 'financeCharge', message: expect.stringContaining('The disclosed finance charge') as string } }); // prettier-ignore
  });
});

describe('a correction after consummation', () => {
  const event = (eventOn: string, informationOn: string) => ({ kind: 'event', eventOn, informationOn }) as const;
  it('comment 19(f)(2)(iii)-1.ii: is due 30 days after Monday, 4 November, and the refund by 30 November', () => {
    expect(correctionDueAfter('2019-10-01', event('2019-10-16', '2019-11-04'))).toBe('2019-12-04');
    expect(correctionDueAfter('2019-10-01', { kind: 'refund' })).toBe('2019-11-30');
    expect(correctionDueAfter('2019-10-01', { kind: 'clerical-error' })).toBe('2019-11-30');
  });
  it('§ 1026.19(f)(2)(iii): is not needed for an event more than 30 days after', () => {
    expect(correctionDueAfter('2019-10-01', event('2019-10-31', '2019-11-04'))).toBe('2019-12-04');
    expect(correctionDueAfter('2019-10-01', event('2019-11-01', '2019-11-04'))).toBeUndefined();
  });
  it('refuses days out of order', () => {
    expect(correctionDueAfter('2019-10-01', event('2019-09-30', '2019-11-04'))).toMatchObject({ cannot: { field: 'eventOn' } }); // prettier-ignore
    expect(correctionDueAfter('2019-10-01', event('2019-10-05', '2019-10-04'))).toMatchObject({ cannot: { field: 'informationOn' } }); // prettier-ignore
    expect(correctionDueAfter('', { kind: 'refund' })).toMatchObject({ cannot: { field: 'consummationOn' } });
  });
});

describe('the right to rescind', () => {
  const closedOn = (consummationOn: string) => rescissionEnds({ consummationOn, noticeOn: consummationOn, disclosuresOn: consummationOn }); // prettier-ignore
  it('86 FR 44267 on Juneteenth: a period that began on 18 June 2021 ends at midnight of 23 June', () => {
    expect(closedOn('2021-06-18')).toMatchObject({
      period: { day: '2021-06-23', skipped: [{ day: '2021-06-19', reason: 'Juneteenth National Independence Day' }, { day: '2021-06-20' }] }, // prettier-ignore
      disburseFrom: '2021-06-24',
    });
  });
  it('comment 2(a)(6)-2: 5 July 2021, a Monday on which Independence Day is observed, counts', () => {
    expect(closedOn('2021-07-02')).toMatchObject({ period: { day: '2021-07-06' }, disburseFrom: '2021-07-07' });
  });
  it('§ 1026.23(a)(3)(i): begins with the last of the three events, and lasts three years without one', () => {
    const events = { consummationOn: '2026-06-01', noticeOn: '2026-06-03', disclosuresOn: '2026-06-02' };
    expect(rescissionEnds(events)).toMatchObject({ period: { day: '2026-06-06' }, isExtended: false });
    expect(rescissionEnds({ consummationOn: '2026-06-01', noticeOn: '2026-06-03' })).toMatchObject({ period: { day: '2029-06-01' }, isExtended: true }); // prettier-ignore
    expect(rescissionEnds({ consummationOn: '2024-02-29' })).toMatchObject({ period: { day: '2027-03-01' } });
    expect(rescissionEnds({ consummationOn: '2026-06-01', noticeOn: 'x' })).toMatchObject({ cannot: { field: 'noticeOn' } }); // prettier-ignore
  });
});

describe('the clocks of Regulation B', () => {
  it('12 CFR 1002.9(a)(1): notice is due 30 days after a completed application, 90 after a counteroffer', () => {
    expect(notificationDue({ kind: 'completed-application', on: '2026-11-30' })).toBe('2026-12-30');
    expect(notificationDue({ kind: 'adverse-action-on-incomplete-application', on: '2026-02-01' })).toBe('2026-03-03');
    expect(notificationDue({ kind: 'counteroffer', on: '2026-01-01' })).toBe('2026-04-01');
    expect(notificationDue({ kind: 'counteroffer', on: '' })).toMatchObject({ cannot: { field: 'on' } });
  });
  it('12 CFR 1002.14(a)(1), comment -4.i: an appraisal is delivered three business days before, and mailed three more', () => {
    expect(appraisalCopyDue('2026-06-11', 'specific')).toMatchObject({ deliverBy: { day: '2026-06-08' }, mailBy: { day: '2026-06-04' } }); // prettier-ignore
    expect(appraisalCopyDue('2026-06-11', usualOfficeDays)).toMatchObject({ deliverBy: { day: '2026-06-08' }, mailBy: { day: '2026-06-03' } }); // prettier-ignore
    expect(appraisalCopyDue('', 'specific')).toMatchObject({ cannot: { field: 'consummationOn' } });
    expect(appraisalNoticeDue('2026-06-01', usualOfficeDays).day).toBe('2026-06-04');
  });
});
