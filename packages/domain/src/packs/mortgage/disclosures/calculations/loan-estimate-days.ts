import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { date, text } from '../../../../kernel/entities/fields.ts';
import { skippedInWords } from '../count-business-days.ts';
import { applicationItems, applicationReceived } from '../application.ts';
import { estimateHoldsUntil, loanEstimateBefore, loanEstimateDue } from '../loan-estimate.ts';
import { listInWords } from '../../../../kernel/text/list-in-words.ts';
import { asDay, officeDaysOf, officeFields } from './calendar-fields.ts';
import { calendarDayFault } from '../calendar-day-fault.ts';
import { cannot, isCannot } from '../../inputs/input-faults.ts';
import { withoutEmpty } from '../../inputs/without-empty.ts';

const known = (label: string) => date({ label, help: 'The day on which it became known.' });
const [name, income, ssn, propertyAddress, estimatedValue, loanAmount] = applicationItems;

/** The days of a Loan Estimate. Source: Regulation Z, §§ 1026.2(a)(3)(ii), 1026.19(e)(1)(iii), 1026.19(e)(3)(iv)(E). */
export const loanEstimateDays = calculation('mortgage/loan-estimate-due', {
  label: 'Loan Estimate: due day',
  summary: 'The day of the application by its six items, and the last day to deliver or mail the Loan Estimate.',
  icon: 'calendar-event',
  takes: {
    name: known(name.label),
    income: known(income.label),
    ssn: known(ssn.label),
    propertyAddress: known(propertyAddress.label),
    estimatedValue: known(estimatedValue.label),
    loanAmount: known(loanAmount.label),
    consummationOn: date({ label: 'Day of closing' }),
    ...officeFields,
  },
  gives: {
    applicationOn: date({ required: true, label: 'Application received' }),
    dueOn: date({ required: true, label: 'Deliver or mail by' }),
    skipped: text({ required: true, multiline: true, label: 'Skipped days' }),
    beforeClosing: date({ label: 'Last day for this closing', help: 'Seven specific business days before.' }),
    holdsUntil: date({ required: true, label: 'Costs hold until', help: 'If it is sent on its due day.' }),
  },
  work: ({ consummationOn, opensSaturday, holidays, closedOn, ...items }) => {
    const application = applicationReceived(items);
    if (isCannot(application)) return application;
    if ('missing' in application)
      return cannot(
        applicationItems.find(({ value }) => items[value] === undefined)?.value ?? 'name',
        `There is no application yet. Missing: ${listInWords(application.missing)}.`,
      );
    const officeDays = officeDaysOf(withoutEmpty({ opensSaturday, holidays, closedOn }));
    if (isCannot(officeDays)) return officeDays;
    const due = loanEstimateDue(application.receivedOn, officeDays);
    const problem = calendarDayFault('consummationOn', consummationOn, 'The day of closing');
    if (problem) return problem;
    return {
      applicationOn: asDay(application.receivedOn),
      dueOn: asDay(due.day),
      skipped: skippedInWords(due.skipped),
      ...(consummationOn === undefined ? {} : { beforeClosing: asDay(loanEstimateBefore(consummationOn).day) }),
      holdsUntil: asDay(estimateHoldsUntil(due.day, officeDays).day),
    };
  },
});
