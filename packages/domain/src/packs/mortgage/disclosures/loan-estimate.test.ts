import { describe, expect, it } from 'vitest';
import { applicationReceived, type ItemsKnown } from './application.ts';
import { usualOfficeDays } from './business-calendar.ts';
import { receiptOf, type Sent, sentProblem } from './delivery.ts';
import { earliestAfterLoanEstimate, estimateHoldsUntil, loanEstimateBefore, loanEstimateDue, revisionDue, type RevisionLimits, whyRevisionIsLate } from './loan-estimate.ts'; // prettier-ignore

// In 2026, 1 June is a Monday, as in the examples of the commentary.
const monday = '2026-06-01';
const inPerson = (sentOn: string): Sent => ({ sentOn, way: 'in-person' });
const mailed = (sentOn: string): Sent => ({ sentOn, way: 'mail' });
const emailed = (sentOn: string, evidenceOn?: string): Sent => ({ sentOn, way: 'electronic', ...(evidenceOn === undefined ? {} : { evidenceOn }) }); // prettier-ignore
const limits = (more: Partial<RevisionLimits> = {}): RevisionLimits => ({ officeDays: usualOfficeDays, ...more });

describe('an application', () => {
  const six: Required<ItemsKnown> = {
    name: monday,
    income: monday,
    ssn: '2026-06-03',
    propertyAddress: '2026-06-02',
    estimatedValue: monday,
    loanAmount: monday,
  };
  it('§ 1026.2(a)(3)(ii): is received on the day of the last of the six items', () => {
    expect(applicationReceived(six)).toEqual({ receivedOn: '2026-06-03' });
  });
  it('comment 2(a)(3)-1.i: without a social security number there is none', () => {
    const { ssn, ...five } = six;
    expect(ssn).toBe('2026-06-03');
    expect(applicationReceived(five)).toEqual({ missing: ['Social security number'] });
    expect(applicationReceived({})).toMatchObject({ missing: { length: 6 } });
  });
  it('refuses an item whose day is none', () => {
    expect(applicationReceived({ ...six, income: '2026-06-31' })).toEqual({
      cannot: { message: 'The day of “Income” is not a day of the calendar. Write it as 2026-11-30.', field: 'income' },
    });
    expect(applicationReceived({ ...six, income: '2009-12-31' })).toMatchObject({ cannot: { field: 'income' } });
  });
});

describe('the Loan Estimate', () => {
  it('comments 19(e)(1)(iii)-1, 2(a)(3)-3: for an application on Monday, 1 June it is due on Thursday, 4 June', () => {
    expect(loanEstimateDue(monday, usualOfficeDays).day).toBe('2026-06-04');
  });
  it('is due later over closed days, which are listed', () => {
    expect(loanEstimateDue('2026-11-25', { ...usualOfficeDays, closedOn: ['2026-11-27'] })).toEqual({
      day: '2026-12-02',
      counted: ['2026-11-30', '2026-12-01', '2026-12-02'],
      skipped: [
        { day: '2026-11-26', reason: 'Thanksgiving Day' },
        { day: '2026-11-27', reason: 'Office closed' },
        { day: '2026-11-28', reason: 'Saturday' },
        { day: '2026-11-29', reason: 'Sunday' },
      ],
    });
    expect(loanEstimateDue('2026-11-25', { ...usualOfficeDays, weekDays: [1, 2, 3, 4, 5, 6] }).day).toBe('2026-11-30');
  });
  it('comment 19(e)(1)(iii)-2: delivered or mailed on Monday, 1 June, consummation may occur on Tuesday, 9 June', () => {
    for (const sent of [inPerson(monday), mailed(monday), emailed(monday)])
      expect(earliestAfterLoanEstimate(sent)).toMatchObject({ day: '2026-06-09' });
    expect(loanEstimateBefore('2026-06-09').day).toBe(monday);
    expect(loanEstimateBefore('2026-06-08').day).toBe('2026-05-30'); // a Saturday
  });
  it('comment 19(e)(1)(v)-2: a waiver on the day of delivery ends the wait, and counts only after receipt', () => {
    expect(earliestAfterLoanEstimate(inPerson(monday), { signedOn: monday })).toMatchObject({ day: monday });
    expect(earliestAfterLoanEstimate(mailed(monday), { signedOn: '2026-06-03' })).toMatchObject({ cannot: { field: 'waiver' } }); // prettier-ignore
    expect(earliestAfterLoanEstimate(mailed(monday), { signedOn: '2026-06-04' })).toMatchObject({ day: '2026-06-04' });
    expect(earliestAfterLoanEstimate(inPerson(monday), { signedOn: '2026-06-20' })).toMatchObject({
      day: '2026-06-09',
    });
    expect(earliestAfterLoanEstimate(inPerson('soon'))).toMatchObject({ cannot: { field: 'sent' } });
  });
  it('comment 19(e)(3)(iv)(E)-1: its costs hold for 10 business days, -2: or longer where the creditor says so', () => {
    expect(estimateHoldsUntil(monday, usualOfficeDays).day).toBe('2026-06-15');
    expect(estimateHoldsUntil(monday, usualOfficeDays, '2026-06-30').day).toBe('2026-06-30');
    expect(estimateHoldsUntil(monday, usualOfficeDays, '2026-06-05').day).toBe('2026-06-15');
  });
});

describe('the receipt of a disclosure', () => {
  it('comment 19(e)(1)(iv)-1: signed for on Tuesday after overnight mail on Monday, it was received on Tuesday', () => {
    expect(receiptOf({ ...mailed(monday), evidenceOn: '2026-06-02' }).day).toBe('2026-06-02');
  });
  it('comment 19(e)(1)(iv)-2: e-mailed on Monday, it counts as received on Thursday; acknowledged on Tuesday, on Tuesday', () => {
    expect(receiptOf(emailed(monday)).day).toBe('2026-06-04');
    expect(receiptOf(emailed('2026-06-02', '2026-06-02')).day).toBe('2026-06-02');
    expect(receiptOf(emailed(monday, '2026-06-20')).day).toBe('2026-06-04'); // later evidence changes nothing
    expect(receiptOf(inPerson(monday)).day).toBe(monday);
  });
  it('refuses e-mail without consent and evidence before the sending', () => {
    expect(sentProblem({ ...emailed(monday), hasConsented: false }, 'sent')?.cannot.message).toContain('had not consented'); // prettier-ignore
    expect(sentProblem({ ...mailed(monday), hasConsented: false }, 'sent')).toBeUndefined();
    expect(sentProblem(emailed(monday, '2026-05-31'), 'sent')?.cannot.message).toContain('must not be before');
    expect(sentProblem({ ...mailed(monday), evidenceOn: '1' }, 'x')).toMatchObject({ cannot: { field: 'x' } });
  });
});

describe('a revised estimate', () => {
  it('comment 19(e)(4)(i)-1.i: for information on Monday it is due on Thursday', () => {
    expect(revisionDue(monday, limits())).toMatchObject({
      provideBy: { day: '2026-06-04' },
      carriedBy: 'loan-estimate',
      lastDays: { 'in-person': '2026-06-04', mail: '2026-06-04' },
    });
  });
  it('§ 1026.19(e)(4)(ii): is received four specific business days before consummation', () => {
    const due = revisionDue(monday, limits({ consummationOn: '2026-06-08' }));
    expect(due).toMatchObject({ receiveBy: { day: '2026-06-03' }, carriedBy: 'loan-estimate' });
    expect('lastDays' in due && due.lastDays).toEqual({ 'in-person': '2026-06-03' }); // the mail had to leave before the information
    expect(revisionDue('2026-06-03', limits({ consummationOn: '2026-06-08' }))).toMatchObject({ carriedBy: 'loan-estimate' }); // prettier-ignore
  });
  it('comment 19(e)(4)(ii)-1: is carried by the Closing Disclosure where a revised Loan Estimate is too late', () => {
    expect(revisionDue('2026-06-02', limits({ consummationOn: '2026-06-05' }))).toMatchObject({ carriedBy: 'closing-disclosure', provideBy: { day: '2026-06-05' } }); // prettier-ignore
    const sentBefore = revisionDue('2026-06-02', limits({ closingDisclosureOn: '2026-06-01' }));
    expect(sentBefore).toMatchObject({ carriedBy: 'closing-disclosure' });
    expect(sentBefore).not.toHaveProperty('lastDays');
    expect(revisionDue('2026-06-02', limits({ closingDisclosureOn: '2026-06-04' }))).toMatchObject({ lastDays: { mail: '2026-06-03' } }); // prettier-ignore
  });
  it('comment 19(e)(4)(ii)-1.i and -1.ii: must not be a Loan Estimate on the day of the Closing Disclosure', () => {
    const sent = { informationOn: '2026-06-02', sent: inPerson('2026-06-03') };
    const file = limits({ closingDisclosureOn: '2026-06-03', consummationOn: '2026-06-12' });
    expect(whyRevisionIsLate({ ...sent, by: 'loan-estimate' }, file)).toContain('on or after the day of the Closing Disclosure'); // prettier-ignore
    expect(whyRevisionIsLate({ ...sent, by: 'closing-disclosure' }, file)).toBeUndefined();
  });
  it('comment 19(e)(4)(ii)-1.iii and -1.iv: may be a corrected Closing Disclosure, handed over or e-mailed', () => {
    const third = { informationOn: '2026-06-02', by: 'closing-disclosure' as const, sent: inPerson('2026-06-04') };
    expect(whyRevisionIsLate(third, limits({ consummationOn: '2026-06-04', closingDisclosureOn: monday }))).toBeUndefined(); // prettier-ignore
    const fourth = { informationOn: '2026-06-08', by: 'closing-disclosure' as const, sent: emailed('2026-06-11') };
    expect(receiptOf(fourth.sent).day).toBe('2026-06-15');
    expect(whyRevisionIsLate(fourth, limits({ consummationOn: '2026-06-17' }))).toBeUndefined();
    expect(whyRevisionIsLate(fourth, limits({ consummationOn: '2026-06-13' }))).toContain('after consummation');
  });
  it('is late after three business days, or where it is received less than four before consummation', () => {
    const revised = { informationOn: monday, by: 'loan-estimate' as const };
    expect(whyRevisionIsLate({ ...revised, sent: mailed('2026-06-05') }, limits())).toContain('2026-06-04');
    const closing = limits({ consummationOn: '2026-06-10' });
    expect(whyRevisionIsLate({ ...revised, sent: mailed('2026-06-02') }, closing)).toBeUndefined();
    expect(whyRevisionIsLate({ ...revised, sent: mailed('2026-06-03') }, closing)).toContain('by 2026-06-05');
  });
  it('refuses days that are none, and information from after consummation', () => {
    expect(revisionDue('x', limits())).toMatchObject({ cannot: { field: 'informationOn' } });
    expect(revisionDue(monday, limits({ consummationOn: 'x' }))).toMatchObject({ cannot: { field: 'consummationOn' } });
    expect(revisionDue(monday, limits({ closingDisclosureOn: 'x' }))).toMatchObject({ cannot: { field: 'closingDisclosureOn' } }); // prettier-ignore
    expect(revisionDue(monday, limits({ consummationOn: '2026-05-29' }))).toMatchObject({ cannot: { field: 'informationOn' } }); // prettier-ignore
    expect(revisionDue(monday, { officeDays: { ...usualOfficeDays, weekDays: [] } })).toMatchObject({ cannot: { field: 'officeDays' } }); // prettier-ignore
  });
});
