import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, date, flag, money, number, text } from '../../../../kernel/entities/fields.ts';
import { day } from '../../../../kernel/entities/field-types.ts';
import { loanLimitOfDay } from '../loan-limit-of-day.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { usDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

const standings = [
  { value: 'within', label: 'Within the lowest limit' },
  { value: 'high-balance', label: 'High balance: within the limit of the county' },
  { value: 'over', label: 'Over the limit' },
] as const;

/** The conforming or FHA loan limit of a day. Sources: see the tables. */
export const loanLimit = calculation('mortgage/loan-limit', {
  label: 'Loan limit',
  summary: 'The conforming or FHA limit of a day for one to four units, and where a loan stands.',
  icon: 'table',
  takes: {
    kind: choice(
      [
        { value: 'conforming', label: 'Conforming (Fannie Mae, Freddie Mac)' },
        { value: 'fha', label: 'FHA' },
      ],
      { required: true },
    ),
    units: number({ required: true, min: 1, max: 4 }),
    isExceptionArea: flag({ label: 'Alaska, Hawaii, Guam or U.S. Virgin Islands' }),
    countyLimit: money({ help: "The county's limit for these units. Empty: the national limit." }),
    loanAmount: money({ help: 'For FHA the base loan.' }),
    on: date({ required: true, label: 'Day', help: 'FHA: of the case number. Conforming: of delivery.' }),
  },
  gives: {
    limit: money({ required: true }),
    lowest: money({ required: true, label: 'Baseline or floor' }),
    highest: money({ label: 'Ceiling' }),
    standing: choice(standings),
    validTo: date({ label: 'Valid to' }),
    source: text({ required: true }),
  },
  work: ({ countyLimit, loanAmount, ...other }) => {
    const amounts = amountsInCents({ countyLimit, loanAmount }, 'USD');
    if (isCannot(amounts)) return amounts;
    const found = loanLimitOfDay({ ...other, ...amounts.cents });
    if (isCannot(found)) return found;
    const { lowest, highest, limit, standing, validTo, source } = found;
    return {
      limit: usDollars(limit),
      lowest: usDollars(lowest),
      ...(highest === undefined ? {} : { highest: usDollars(highest) }),
      ...(standing === undefined ? {} : { standing }),
      ...(validTo === null ? {} : { validTo: day(validTo) }),
      source,
    };
  },
});
