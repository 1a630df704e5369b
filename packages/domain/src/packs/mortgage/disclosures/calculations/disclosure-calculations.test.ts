import { describe, expect, it } from 'vitest';
import { calculate } from '../../../../kernel/query/calculate.ts';
import type { Calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { businessDaysAfter } from './business-days-after.ts';
import { businessDaysFromTo } from './business-days-from-to.ts';
import { chargeComparison } from './charge-comparison.ts';
import { earliestClosingDay } from './earliest-closing-day.ts';
import { lastDayToSend } from './last-day-to-send.ts';
import { loanEstimateDays } from './loan-estimate-days.ts';
import { newWaitingPeriod } from './new-waiting-period.ts';
import { rescissionEnd } from './rescission-end.ts';

const usd = (dollars: number) => ({ amount: Math.round(dollars * 100), currency: 'USD' });
const said = (declared: Calculation, given: object): unknown => {
  const answer = calculate(declared, given);
  return answer.ok ? answer.value : [answer.message, 'path' in answer.details ? answer.details.path : undefined];
};

describe('[T-18] the calculations of disclosures', () => {
  it('count business days after and before a day, by both calendars', () => {
    const day = { day: '2026-11-24', count: 3 };
    expect(said(businessDaysAfter, { ...day, calendar: 'specific' })).toEqual({ result: '2026-11-28', skipped: '26 Nov: Thanksgiving Day' }); // prettier-ignore
    const general = { ...day, calendar: 'general', closedOn: '2026-11-27, 2026-12-24' };
    expect(said(businessDaysAfter, general)).toEqual({
      result: '2026-12-01',
      skipped: '26 Nov: Thanksgiving Day\n27 Nov: Office closed\n28 Nov: Saturday\n29 Nov: Sunday',
    });
    expect(said(businessDaysAfter, { ...general, opensSaturday: true })).toMatchObject({ result: '2026-11-30' });
    expect(said(businessDaysAfter, { ...general, holidays: 'none', closedOn: '' })).toMatchObject({ result: '2026-11-27' }); // prettier-ignore
    const before = { day: '2026-11-30', count: 3, direction: 'before', calendar: 'specific' };
    expect(said(businessDaysAfter, before)).toEqual({ result: '2026-11-25', skipped: '26 Nov: Thanksgiving Day\n29 Nov: Sunday' }); // prettier-ignore
  });
  it('count the business days between two days', () => {
    const days = { from: '2026-11-24', to: '2026-11-30', calendar: 'specific' };
    expect(said(businessDaysFromTo, days)).toEqual({ count: 4, skipped: '26 Nov: Thanksgiving Day\n29 Nov: Sunday' });
    expect(said(businessDaysFromTo, { ...days, to: '2026-11-23' })).toEqual(['The second day must not be before the first.', 'body.to']); // prettier-ignore
    expect(said(businessDaysFromTo, { ...days, to: '2036-11-23' })).toEqual(['The days are more than 1000 days apart.', 'body.to']); // prettier-ignore
  });
  it('tell the last day to send a Closing Disclosure, and the earliest closing: each the reverse of the other', () => {
    expect(said(lastDayToSend, { consummationOn: '2026-11-30' })).toEqual({
      handOverBy: '2026-11-25',
      mailBy: '2026-11-21',
      skipped: '22 Nov: Sunday\n26 Nov: Thanksgiving Day\n29 Nov: Sunday',
    });
    expect(said(earliestClosingDay, { sentOn: '2026-11-21', way: 'mail' })).toEqual({
      receivedOn: '2026-11-25',
      earliestOn: '2026-11-30',
      skipped: '22 Nov: Sunday\n26 Nov: Thanksgiving Day\n29 Nov: Sunday',
    });
    const sent = { sentOn: '2026-11-25', way: 'electronic' };
    expect(said(earliestClosingDay, { ...sent, evidenceOn: '2026-11-25' })).toMatchObject({ earliestOn: '2026-11-30' });
    expect(said(earliestClosingDay, { ...sent, hasConsented: false })).toMatchObject([expect.stringContaining('had not consented'), 'body.sentOn']); // prettier-ignore
  });
  it('tell the days of a Loan Estimate by the six items', () => {
    const day = '2026-06-01';
    const six = { name: day, income: day, ssn: day, propertyAddress: day, estimatedValue: day, loanAmount: day };
    expect(said(loanEstimateDays, { ...six, consummationOn: '2026-06-09' })).toEqual({
      applicationOn: day,
      dueOn: '2026-06-04',
      skipped: '',
      beforeClosing: day,
      holdsUntil: '2026-06-18',
    });
    expect(said(loanEstimateDays, { name: day, income: day, loanAmount: day, estimatedValue: day })).toEqual(['There is no application yet. Missing: Social security number and Property address.', 'body.ssn']); // prettier-ignore
  });
  it('tell the end of the right to rescind', () => {
    const day = '2026-11-25';
    expect(said(rescissionEnd, { consummationOn: day, noticeOn: day, disclosuresOn: day })).toEqual({
      endsOn: '2026-11-30',
      disburseFrom: '2026-12-01',
      isExtended: false,
      skipped: '26 Nov: Thanksgiving Day\n29 Nov: Sunday',
    });
    expect(said(rescissionEnd, { consummationOn: day })).toMatchObject({ endsOn: '2029-11-25', isExtended: true });
  });
  it('tell whether changes need a new waiting period', () => {
    expect(said(newWaitingPeriod, { disclosedApr: 7, actualApr: 7.1 })).toEqual({ isNeeded: false, reasons: '' });
    const lower = { disclosedApr: 7, actualApr: 6.5 };
    expect(said(newWaitingPeriod, lower)).toMatchObject({ isNeeded: true });
    const charges = { disclosedCharge: usd(400_000), actualCharge: usd(370_000) };
    expect(said(newWaitingPeriod, { ...lower, ...charges })).toMatchObject({ isNeeded: false });
    expect(said(newWaitingPeriod, { ...lower, disclosedCharge: usd(1) })).toEqual(['Give both finance charges or none.', 'body.actualCharge']); // prettier-ignore
    const euros = { ...charges, actualCharge: { amount: 1, currency: 'EUR' } };
    expect(said(newWaitingPeriod, { ...lower, ...euros })).toMatchObject([expect.stringContaining('in US dollars (USD), not EUR'), 'body.actualCharge']); // prettier-ignore
    const negative = { disclosedCharge: usd(-1), actualCharge: usd(1) };
    expect(said(newWaitingPeriod, { ...lower, ...negative })).toMatchObject([expect.any(String), 'body.disclosedCharge']); // prettier-ignore
    expect(said(newWaitingPeriod, { disclosedApr: 7, actualApr: 7, isProductChanged: true })).toMatchObject({ isNeeded: true }); // prettier-ignore
  });
  it('compare charges that are written as lines', () => {
    const charges = [
      'Underwriting; creditor-fee; 500; 530.50',
      'Title; list-provider; $1,000.00; $1,190',
      '',
      'Survey\tlist-provider\t0\t0.01\t0.00\tconsumer-request',
      'Credit; lender-credit; 750; 700',
    ].join('\n');
    expect(said(chargeComparison, { charges })).toEqual({
      refund: usd(30.5 + 90.01 + 50),
      zeroExcess: usd(30.5),
      tenPercentBaseline: usd(1_000),
      tenPercentActual: usd(1_190.01),
      tenPercentExcess: usd(90.01),
      creditsMissing: usd(50),
      lines: [
        'Underwriting: no increase (comment 19(e)(3)(i)-1.i), 500.00 to 530.50, change 30.50',
        'Title: 10 percent together (comment 19(e)(3)(ii)-1.i), 1,000.00 to 1,190.00, change 190.00',
        'Survey: 10 percent together (comment 19(e)(3)(ii)-1.i), 0.00 to 0.01, change 0.01',
        'Credit: no increase (comment 19(e)(3)(i)-5), 750.00 to 700.00, change 50.00',
      ].join('\n'),
    });
  });
  it('refuse lines with their number and the form that is right', () => {
    const refused = (charges: string) => String(said(chargeComparison, { charges }));
    expect(refused('Title')).toBe(
      'Line 1: “” is no kind of charge. Use one of creditor-fee, broker-fee, affiliate-fee, no-shopping, transfer-tax, lender-credit, list-provider, recording-fee, own-provider, prepaid-interest, property-insurance, escrow, property-tax, not-required.,body.charges',
    );
    expect(refused('a; escrow; 1; 1\nb; escrow; 1.234; 1')).toContain('Line 2: “1.234” is no amount');
    expect(refused('a; escrow; 1; 12,34')).toContain('“12,34”');
    expect(refused('a; escrow; -1; 1')).toContain('“-1”');
    expect(refused('a; escrow; 1; 1; 1; luck')).toContain('“luck” is no reason');
    expect(refused('a; escrow; 1; 1; ; expiration')).toContain('needs a revised amount');
    expect(refused('a; escrow; 1; 1; x')).toContain('“x” is no amount');
    expect(refused('a; escrow; 1; 1; 1; expiration; x')).toContain('write label; kind');
    expect(refused('\n ')).toContain('at least one charge');
    expect(refused('a; escrow; 1; 9999999999999')).toContain('An amount of “a” must be between');
  });
  it('refuse days outside of the calendars, and closed days that are none', () => {
    expect(said(businessDaysAfter, { day: '1999-01-01', count: 3, calendar: 'specific' })).toEqual(['The day must be between 2010-01-01 and 2099-12-31.', 'body.day']); // prettier-ignore
    const closed = { day: '2026-01-01', count: 3, calendar: 'general', closedOn: '2026-02-30' };
    expect(said(businessDaysAfter, closed)).toMatchObject([expect.stringContaining('“2026-02-30” is not a day'), 'body.closedOn']); // prettier-ignore
    expect(said(businessDaysAfter, { day: '2026-01-01', count: 0, calendar: 'specific' })).toMatchObject([expect.any(String), 'body.count']); // prettier-ignore
    expect(said(lastDayToSend, { consummationOn: '2100-01-01' })).toMatchObject([expect.any(String), 'body.consummationOn']); // prettier-ignore
  });
  it('say in their shapes what they take and give', () => {
    const all: readonly Calculation[] = [businessDaysAfter, businessDaysFromTo, chargeComparison, earliestClosingDay, lastDayToSend, loanEstimateDays, newWaitingPeriod, rescissionEnd]; // prettier-ignore
    for (const { name, takes, gives } of all) {
      expect(name).toMatch(/^mortgage\//u);
      for (const field of [...Object.values(takes), ...Object.values(gives)]) expect(field.label).not.toBe('');
    }
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
});
