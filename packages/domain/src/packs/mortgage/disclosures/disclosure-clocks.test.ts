import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallTimeOf } from '../../../kernel/calendar/wall-time.ts';
import { addDays } from '../../../kernel/days.ts';
import { usualOfficeDays } from './business-calendar.ts';
import { disclosureClocks } from './disclosure-clocks.ts';
import type { DisclosureFile } from './disclosure-file.ts';

const on = (day: string): DisclosureFile['items'] => ({ name: day, income: day, ssn: day, propertyAddress: day, estimatedValue: day, loanAmount: day }); // prettier-ignore
const applied = (more: Partial<DisclosureFile> = {}): DisclosureFile => ({
  loan: 'closed-end',
  items: on('2026-11-09'),
  officeDays: usualOfficeDays,
  ...more,
});
function clocksOf(file: DisclosureFile, today: string, warnDays?: number) {
  const found = disclosureClocks(file, today, warnDays);
  if ('cannot' in found) throw new Error(found.cannot.message);
  return found;
}
const stateOf = (file: DisclosureFile, today: string, id: string) => clocksOf(file, today).clocks.find((clock) => clock.id === id)?.state; // prettier-ignore
const field = (file: DisclosureFile, today = '2026-11-10') => {
  const found = disclosureClocks(file, today);
  return 'cannot' in found ? found.cannot.field : undefined;
};

describe('the clocks of a loan', () => {
  it('name the items that an application lacks, and have no Loan Estimate yet', () => {
    const { name, ...five } = on('2026-11-09');
    expect(name).toBe('2026-11-09');
    expect(clocksOf(applied({ items: five }), '2026-11-30')).toEqual({ clocks: [], missingItems: ['Name'] });
  });
  it('begin with the Loan Estimate: open, near, late, done in time, done late', () => {
    expect(clocksOf(applied(), '2026-11-10').clocks).toEqual([
      {
        id: 'loan-estimate',
        what: 'Deliver or mail the Loan Estimate',
        source: '§ 1026.19(e)(1)(iii)(A)',
        dueOn: '2026-11-13',
        dueIs: 'sent',
        lastDays: { 'in-person': '2026-11-13', mail: '2026-11-13', electronic: '2026-11-13' },
        state: 'warn',
        daysLeft: 3,
        counted: ['2026-11-10', '2026-11-12', '2026-11-13'],
        skipped: [{ day: '2026-11-11', reason: 'Veterans Day' }],
      },
    ]);
    expect(clocksOf(applied(), '2026-11-10', 1).clocks[0]?.state).toBe('open');
    expect(stateOf(applied(), '2026-11-13', 'loan-estimate')).toBe('warn');
    expect(clocksOf(applied(), '2026-11-14').clocks[0]).toMatchObject({ state: 'late', daysLeft: -1 });
    const sent = (sentOn: string) => applied({ loanEstimate: { sentOn, way: 'mail' } });
    expect(stateOf(sent('2026-11-13'), '2026-12-24', 'loan-estimate')).toBe('done');
    expect(stateOf(sent('2026-11-14'), '2026-12-24', 'loan-estimate')).toBe('late');
  });
  it('take the earlier day where consummation is near, unless the wait is waived', () => {
    const near = applied({ consummationOn: '2026-11-19' });
    expect(clocksOf(near, '2026-11-09').clocks[0]).toMatchObject({ source: '§ 1026.19(e)(1)(iii)(B)', dueOn: '2026-11-10' }); // prettier-ignore
    const waived = { ...near, loanEstimateWaiver: { signedOn: '2026-11-13' } };
    expect(clocksOf(waived, '2026-11-09').clocks.map(({ dueOn }) => dueOn)).toContain('2026-11-13');
  });
  it('comment 19(e)(1)(iii)-3: have no Loan Estimate for an application that ended within the three days', () => {
    const ended = (endedOn: string) => applied({ endedOn, consummationOn: '2026-12-10' });
    expect(clocksOf(ended('2026-11-13'), '2026-12-01').clocks).toEqual([]);
    expect(clocksOf(ended('2026-11-16'), '2026-12-01').clocks).toMatchObject([{ id: 'loan-estimate', state: 'late' }]);
  });
  it('show the way that a Closing Disclosure still has: the mail ends first', () => {
    const file = applied({ consummationOn: '2026-11-30', loanEstimate: { sentOn: '2026-11-10', way: 'electronic' } });
    const closing = clocksOf(file, '2026-11-17').clocks.find(({ id }) => id === 'closing-disclosure');
    expect(closing).toMatchObject({
      dueOn: '2026-11-25',
      state: 'open',
      daysLeft: 8,
      lastDays: { 'in-person': '2026-11-25', mail: '2026-11-21', electronic: '2026-11-21' },
      skipped: [
        { day: '2026-11-26', reason: 'Thanksgiving Day' },
        { day: '2026-11-29', reason: 'Sunday' },
      ],
    });
    expect(stateOf(file, '2026-11-18', 'closing-disclosure')).toBe('warn'); // three days before the last mail
    const mailed = { ...file, closingDisclosure: { sentOn: '2026-11-23', way: 'mail' } } as const;
    expect(clocksOf(mailed, '2026-11-24')).toMatchObject({
      closing: { earliestOn: '2026-12-01', because: 'Closing Disclosure', isScheduledTooEarly: true },
    });
    expect(stateOf(mailed, '2026-11-24', 'closing-disclosure')).toBe('late');
    const seen = { ...file, closingDisclosure: { ...mailed.closingDisclosure, evidenceOn: '2026-11-25' } } as const;
    expect(clocksOf(seen, '2026-11-24').closing).toMatchObject({
      earliestOn: '2026-11-30',
      isScheduledTooEarly: false,
    });
  });
  it('count a waiver of the Closing Disclosure’s wait', () => {
    const file = applied({
      consummationOn: '2026-11-27',
      loanEstimate: { sentOn: '2026-11-10', way: 'in-person' },
      closingDisclosure: { sentOn: '2026-11-25', way: 'in-person' },
    });
    expect(stateOf(file, '2026-11-25', 'closing-disclosure')).toBe('late');
    const waived = { ...file, closingDisclosureWaiver: { signedOn: '2026-11-25' } };
    expect(stateOf(waived, '2026-11-25', 'closing-disclosure')).toBe('done');
    expect(clocksOf(waived, '2026-11-25').closing).toMatchObject({ isScheduledTooEarly: false });
    expect(field({ ...waived, closingDisclosureWaiver: { signedOn: '2026-11-24' } })).toBe('closingDisclosureWaiver');
    const corrected = (sentOn: string): DisclosureFile => ({
      ...waived,
      corrections: [{ id: 'a', change: { isProductChanged: true }, sent: { sentOn, way: 'in-person' } }],
    });
    const correction = 'corrected-closing-disclosure:a';
    expect(stateOf(corrected('2026-11-25'), '2026-11-25', correction)).toBe('done');
    expect(stateOf(corrected('2026-11-27'), '2026-11-25', correction)).toBe('late'); // after the waiver
    expect(clocksOf(corrected('2026-11-25'), '2026-11-25').closing?.isScheduledTooEarly).toBe(false);
    expect(clocksOf(corrected('2026-11-27'), '2026-11-25').closing?.isScheduledTooEarly).toBe(true);
  });
  it('have one clock for each revision, and say why a sent one was late', () => {
    const file = applied({
      consummationOn: '2026-11-30',
      loanEstimate: { sentOn: '2026-11-10', way: 'in-person' },
      revisions: [
        { id: 'a', informationOn: '2026-11-16' },
        { id: 'b', informationOn: '2026-11-16', revised: { by: 'loan-estimate', sent: { sentOn: '2026-11-17', way: 'mail' } } }, // prettier-ignore
        { id: 'c', informationOn: '2026-11-19', revised: { by: 'loan-estimate', sent: { sentOn: '2026-11-23', way: 'mail' } } }, // prettier-ignore
      ],
    });
    const { clocks, closing } = clocksOf(file, '2026-11-24');
    const revisions = clocks.filter(({ id }) => id.startsWith('revised-estimate:'));
    expect(revisions.map(({ id, dueOn, state }) => [id, dueOn, state])).toEqual([
      ['revised-estimate:a', '2026-11-19', 'late'],
      ['revised-estimate:b', '2026-11-19', 'done'],
      ['revised-estimate:c', '2026-11-24', 'late'],
    ]);
    expect(revisions[2]?.whyLate).toContain('by 2026-11-24, four business days');
    expect(closing).toMatchObject({ because: 'Revised Loan Estimate', earliestOn: '2026-12-02' });
  });
  it('begin a new wait for an inaccurate rate, and none for other changes', () => {
    const file = applied({
      consummationOn: '2026-12-10',
      loanEstimate: { sentOn: '2026-11-10', way: 'in-person' },
      closingDisclosure: { sentOn: '2026-12-01', way: 'in-person' },
      corrections: [
        { id: 'rate', change: { apr: { disclosedApr: 7, actualApr: 7.15, isIrregular: false } } },
        { id: 'fee', change: {}, sent: { sentOn: '2026-12-10', way: 'in-person' } },
      ],
    });
    const { clocks, closing } = clocksOf(file, '2026-12-08');
    expect(clocks).toMatchObject([{}, {}, {}, { id: 'corrected-closing-disclosure:rate', dueOn: '2026-12-07', state: 'late' }, { id: 'corrected-closing-disclosure:fee', dueOn: '2026-12-10', state: 'done' }]); // prettier-ignore
    expect(closing).toMatchObject({ earliestOn: '2026-12-11', because: 'Corrected Closing Disclosure, handed over today', isScheduledTooEarly: true }); // prettier-ignore
  });
  it('follow consummation: rescission, corrections, the refund', () => {
    const file = applied({
      consummationOn: '2026-11-25',
      rescission: { noticeOn: '2026-11-25', disclosuresOn: '2026-11-25' },
      laterEvents: [
        { id: 'tax', eventOn: '2026-12-01', informationOn: '2026-12-04' },
        { id: 'far', eventOn: '2027-01-01', informationOn: '2027-01-02' },
      ],
      refund: { cents: 185_00 },
    });
    const after = clocksOf(file, '2026-12-01').clocks.filter(({ dueOn }) => dueOn > '2026-11-25');
    expect(after.map(({ id, dueOn, state }) => [id, dueOn, state])).toEqual([
      ['rescission', '2026-11-30', 'done'],
      ['correction-after-closing:tax', '2027-01-03', 'open'],
      ['tolerance-refund', '2027-01-24', 'open'],
    ]);
    expect(stateOf(file, '2026-11-30', 'rescission')).toBe('warn'); // it ends at midnight
    expect(stateOf({ ...file, refund: { cents: 0 } }, '2026-12-01', 'tolerance-refund')).toBeUndefined();
    const error = { ...file, clericalError: {} };
    expect(clocksOf(error, '2026-12-01').clocks.find(({ id }) => id === 'clerical-correction')?.dueOn).toBe(
      '2027-01-24',
    );
    expect(stateOf({ ...error, clericalError: { correctedOn: '2027-01-25' } }, '2026-12-01', 'clerical-correction')).toBe('late'); // prettier-ignore
    const paid = { ...file, refund: { cents: 1, paidOn: '2027-01-24' } };
    expect(stateOf(paid, '2027-06-01', 'tolerance-refund')).toBe('done');
  });
  it('have those of Regulation B: the notice of action and the appraisal', () => {
    const file = applied({
      consummationOn: '2026-12-10',
      notification: { event: { kind: 'completed-application', on: '2026-11-16' } },
      appraisal: { calendar: 'specific', noticeSentOn: '2026-11-10' },
    });
    const states = (more: Partial<DisclosureFile>) => clocksOf({ ...file, ...more }, '2026-12-09').clocks.filter(({ source }) => source.startsWith('12 CFR')).map(({ id, dueOn, state }) => [id, dueOn, state]); // prettier-ignore
    expect(states({})).toEqual([
      ['appraisal-notice', '2026-11-13', 'done'],
      ['appraisal-copy', '2026-12-07', 'late'],
      ['notice-of-action', '2026-12-16', 'open'],
    ]);
    const waived = { calendar: 'specific', waivedOn: '2026-12-07' } as const;
    expect(states({ appraisal: waived })[1]).toEqual(['appraisal-copy', '2026-12-10', 'warn']);
    expect(states({ appraisal: { ...waived, waivedOn: '2026-12-08' } })[1]?.[2]).toBe('late');
    const copySent = { sentOn: '2026-12-03', way: 'mail' } as const; // by office days it is delivered on Tuesday, else on Monday
    expect(states({ appraisal: { calendar: 'specific', copySent } })[1]?.[2]).toBe('done');
    expect(states({ appraisal: { calendar: usualOfficeDays, copySent } })[1]?.[2]).toBe('late');
    expect(states({ endedOn: '2026-11-30' }).map(([id]) => id)).toEqual(['appraisal-notice', 'notice-of-action']);
  });
  it('ask for the intent to proceed while the costs hold', () => {
    const file = applied({ loanEstimate: { sentOn: '2026-11-10', way: 'in-person' } });
    expect(clocksOf(file, '2026-11-11').clocks[1]).toMatchObject({ id: 'intent-to-proceed', dueOn: '2026-11-25' });
    expect(stateOf({ ...file, intentToProceedOn: '2026-11-25' }, '2026-12-01', 'intent-to-proceed')).toBe('done');
    expect(stateOf({ ...file, intentToProceedOn: '2026-11-27' }, '2026-12-01', 'intent-to-proceed')).toBe('late');
    expect(clocksOf({ ...file, intentToProceedOn: '2026-11-12' }, '2026-11-13').feesFrom).toBe('2026-11-12');
    expect(clocksOf(file, '2026-11-13').feesFrom).toBeUndefined();
    expect(field({ ...file, intentToProceedOn: '2026-11-09' })).toBe('intentToProceedOn');
    expect(stateOf({ ...file, estimateHoldsUntil: '2026-12-15' }, '2026-12-01', 'intent-to-proceed')).toBe('open');
  });
  it('read days of the property’s time zone: late in the evening in Honolulu it is not yet the next day', () => {
    const today = wallTimeOf('2026-11-14T08:00:00.000Z', 'Pacific/Honolulu').day;
    expect([today, stateOf(applied(), today, 'loan-estimate')]).toEqual(['2026-11-13', 'warn']);
    const newYork = wallTimeOf('2026-11-14T08:00:00.000Z', 'America/New_York').day;
    expect(stateOf(applied(), newYork, 'loan-estimate')).toBe('late');
  });
});

describe('clocks that cannot be told', () => {
  it('are those of lines of credit, reverse mortgages and timeshares', () => {
    for (const loan of ['open-end', 'reverse', 'timeshare'] as const) expect(field(applied({ loan }))).toBe('loan');
  });
  it('name the field that is wrong', () => {
    expect(field(applied(), '2026-13-01')).toBe('today');
    expect(disclosureClocks(applied(), '2026-11-10', -1)).toMatchObject({ cannot: { field: 'warnDays' } });
    expect(field(applied({ items: { ...on('2026-11-09'), ssn: 'x' } }))).toBe('items.ssn');
    expect(field(applied({ consummationOn: '2026-11-08' }))).toBe('consummationOn');
    expect(field(applied({ consummationOn: '2026-02-29' }))).toBe('consummationOn');
    expect(field(applied({ officeDays: { ...usualOfficeDays, weekDays: [] } }))).toBe('officeDays');
    expect(field(applied({ loanEstimate: { sentOn: 'x', way: 'mail' } }))).toBe('loanEstimate');
    expect(field(applied({ closingDisclosure: { sentOn: '2026-11-20', way: 'electronic', hasConsented: false } }))).toBe('closingDisclosure'); // prettier-ignore
    expect(field(applied({ revisions: [{ id: 'a', informationOn: 'x' }] }))).toBe('revisions');
    expect(field(applied({ rescission: { noticeOn: 'x' } }))).toBe('rescission');
    expect(field(applied({ consummationOn: '2026-12-01', laterEvents: [{ id: 'a', eventOn: '2026-11-30', informationOn: '2026-12-01' }] }))).toBe('laterEvents'); // prettier-ignore
    const apr = { disclosedApr: 7, actualApr: -1, isIrregular: false };
    expect(field(applied({ consummationOn: '2026-12-01', corrections: [{ id: 'a', change: { apr } }] }))).toBe('corrections'); // prettier-ignore
    expect(field(applied({ appraisal: { calendar: { ...usualOfficeDays, weekDays: [] } } }))).toBe('officeDays');
  });
});

describe('for all loans', () => {
  const anyDays = fc.integer({ min: 0, max: 200 });
  it('a clock is late exactly from the day after its due day, unless it was done', () => {
    fc.assert(
      fc.property(anyDays, anyDays, anyDays, (known, closing, now) => {
        const application = addDays('2026-01-05', known);
        const file = applied({ items: on(application), consummationOn: addDays(application, closing) });
        const today = addDays('2026-01-05', now);
        for (const clock of clocksOf(file, today).clocks) {
          expect(clock.state === 'late').toBe(today > clock.dueOn);
          expect(clock.daysLeft < 0).toBe(today > clock.dueOn);
          for (const day of Object.values(clock.lastDays)) expect(day <= clock.dueOn).toBe(true);
        }
      }),
    );
  });
  it('what is sent on the last days allows the scheduled consummation', () => {
    fc.assert(
      fc.property(
        anyDays,
        fc.integer({ min: 20, max: 60 }),
        fc.constantFrom('in-person', 'mail', 'electronic'),
        (known, closing, way) => {
          const application = addDays('2026-01-05', known);
          const file = applied({ items: on(application), consummationOn: addDays(application, closing) });
          const last = (id: string) =>
            clocksOf(file, application).clocks.find((clock) => clock.id === id)?.lastDays[way] ?? '';
          const sent = (id: string) => ({ sentOn: last(id), way });
          const done = { ...file, loanEstimate: sent('loan-estimate'), closingDisclosure: sent('closing-disclosure') };
          expect(clocksOf(done, application).closing?.isScheduledTooEarly).toBe(false);
          expect(clocksOf(done, application).clocks.filter(({ state }) => state === 'late')).toEqual([]);
        },
      ),
    );
  });
});
