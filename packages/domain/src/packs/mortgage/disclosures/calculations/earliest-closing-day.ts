import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { choice, date, flag, text } from '../../../../kernel/entities/fields.ts';
import { earliestConsummation } from '../closing-disclosure.ts';
import { skippedInWords } from '../count-business-days.ts';
import { sendingWays } from '../delivery.ts';
import { asDay } from './calendar-fields.ts';
import { cannot, isCannot } from '../../inputs/input-faults.ts';

/** The first day to close after a Closing Disclosure. Source: Regulation Z, § 1026.19(f)(1)(ii)(A) and (f)(1)(iii). */
export const earliestClosingDay = calculation('mortgage/earliest-closing', {
  label: 'Earliest closing',
  summary: 'The first day to close after a Closing Disclosure: its receipt and three specific business days.',
  icon: 'calendar-event',
  takes: {
    sentOn: date({ required: true, label: 'Sent on' }),
    way: choice(sendingWays, { required: true }),
    evidenceOn: date({ label: 'Received by evidence on', help: 'A signature or an acknowledgement.' }),
    hasConsented: flag({ label: 'Consented to electronic disclosures', help: 'Left empty: yes.' }),
  },
  gives: {
    receivedOn: date({ required: true, label: 'Received on' }),
    earliestOn: date({ required: true, label: 'Earliest closing' }),
    skipped: text({ required: true, multiline: true, label: 'Skipped days' }),
  },
  work: (sent) => {
    const closing = earliestConsummation(sent);
    if (isCannot(closing)) return cannot('sentOn', closing.cannot.message);
    return {
      receivedOn: asDay(closing.received.day),
      earliestOn: asDay(closing.day),
      skipped: skippedInWords([...closing.received.skipped, ...closing.wait.skipped]),
    };
  },
});
