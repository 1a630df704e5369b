import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { money, text } from '../../../../kernel/entities/fields.ts';
import { type ComparedLine, compareCharges } from '../compare-charges.ts';
import { readChargeLines } from './charge-lines.ts';
import { usDollars } from '../../inputs/us-dollars.ts';
import { cannot, centsText, isCannot } from '../../inputs/input-faults.ts';

const bucketNames = { zero: 'no increase', 'ten-percent': '10 percent together', unlimited: 'no limit' } as const;

const inWords = ({ label, bucket, source, baselineCents, actualCents, changeCents, note }: ComparedLine): string =>
  `${label}: ${bucketNames[bucket]} (${source}), ${centsText(baselineCents)} to ${centsText(actualCents)}, change ${centsText(changeCents)}${note === undefined ? '' : `. ${note}`}`;

/**
 * The tolerance comparison of a Loan Estimate and a Closing Disclosure. Shapes have no lists, so the charges are lines of a text.
 * Source: Regulation Z, § 1026.19(e)(3), (e)(4) and (f)(2)(v).
 */
export const chargeComparison = calculation('mortgage/compare-charges', {
  label: 'Compare charges',
  summary: 'The charges of the Loan Estimate and the Closing Disclosure by their tolerance, and the amount to refund.',
  icon: 'adjustments',
  takes: {
    charges: text({
      required: true,
      multiline: true,
      help: 'One a line: label; kind; Loan Estimate; Closing Disclosure; revised amount; reason. The last two may be left out.',
    }),
  },
  gives: {
    refund: money({ required: true, label: 'To refund', help: 'Within 60 days of closing.' }),
    zeroExcess: money({ required: true, label: 'Excess without tolerance' }),
    tenPercentBaseline: money({ required: true, label: '10 percent charges disclosed' }),
    tenPercentActual: money({ required: true, label: '10 percent charges paid' }),
    tenPercentExcess: money({ required: true, label: 'Excess over 10 percent' }),
    creditsMissing: money({ required: true, label: 'Missing lender credits' }),
    lines: text({ required: true, multiline: true, label: 'Each line' }),
  },
  work: ({ charges }) => {
    const read = readChargeLines(charges);
    if ('problem' in read) return cannot('charges', read.problem);
    const compared = compareCharges(read.lines);
    if (isCannot(compared)) return cannot('charges', compared.cannot.message);
    return {
      refund: usDollars(compared.refundCents),
      zeroExcess: usDollars(compared.zero.excessCents),
      tenPercentBaseline: usDollars(compared.tenPercent.baselineCents),
      tenPercentActual: usDollars(compared.tenPercent.actualCents),
      tenPercentExcess: usDollars(compared.tenPercent.excessCents),
      creditsMissing: usDollars(compared.credits.excessCents),
      lines: compared.lines.map(inWords).join('\n'),
    };
  },
});
