import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, flag, text } from '../../../../kernel/entities/fields.ts';
import { skippedInWords } from '../count-business-days.ts';
import { rescissionEnds } from '../rescission.ts';
import { asDay } from './calendar-fields.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** The end of the right to rescind. Source: Regulation Z, § 1026.23(a)(3)(i) and (c). */
export const rescissionEnd = calculation('mortgage/rescission-end', {
  label: 'End of the right to rescind',
  summary: 'Midnight of the third specific business day after closing, the notice and the material disclosures.',
  icon: 'clock',
  takes: {
    consummationOn: date({ required: true, label: 'Day of closing' }),
    noticeOn: date({ label: 'Notice delivered on', help: 'To each consumer who may rescind.' }),
    disclosuresOn: date({ label: 'Material disclosures delivered on' }),
  },
  gives: {
    endsOn: date({ required: true, label: 'Ends at midnight of' }),
    disburseFrom: date({ required: true, label: 'Disburse from' }),
    isExtended: flag({ required: true, label: 'Three years', help: 'Notice or disclosures were not delivered.' }),
    skipped: text({ required: true, multiline: true, label: 'Skipped days' }),
  },
  work: (events) => {
    const end = rescissionEnds(events);
    if (isCannot(end)) return end;
    return {
      endsOn: asDay(end.period.day),
      disburseFrom: asDay(end.disburseFrom),
      isExtended: end.isExtended,
      skipped: skippedInWords(end.period.skipped),
    };
  },
});
