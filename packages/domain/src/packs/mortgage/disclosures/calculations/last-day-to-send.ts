import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, text } from '../../../../kernel/entities/fields.ts';
import { closingDisclosureDue } from '../closing-disclosure.ts';
import { skippedInWords } from '../count-business-days.ts';
import { asDay } from './calendar-fields.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** The last days to send a Closing Disclosure. Source: Regulation Z, § 1026.19(f)(1)(ii)(A) and (f)(1)(iii). */
export const lastDayToSend = calculation('mortgage/closing-disclosure-due', {
  label: 'Last day to send the Closing Disclosure',
  summary: 'The last day to hand over or to mail the Closing Disclosure for a day of closing.',
  icon: 'calendar-event',
  takes: { consummationOn: date({ required: true, label: 'Day of closing', help: 'The day of consummation.' }) },
  gives: {
    handOverBy: date({ required: true, label: 'Hand over by', help: 'Or send with evidence of receipt on this day.' }),
    mailBy: date({ required: true, label: 'Mail or e-mail by', help: 'Without evidence of an earlier receipt.' }),
    skipped: text({ required: true, multiline: true, label: 'Skipped days' }),
  },
  work: ({ consummationOn }) => {
    const due = closingDisclosureDue(consummationOn);
    if (isCannot(due)) return due;
    return {
      handOverBy: asDay(due.lastDays['in-person']),
      mailBy: asDay(due.lastDays.mail),
      skipped: skippedInWords([...due.mailbox.skipped, ...due.receiveBy.skipped]),
    };
  },
});
