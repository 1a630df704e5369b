import { rule } from '../../../kernel/entities/rule.ts';
import { gapFault } from '../../../kernel/templates/snippets.ts';
import { activity } from '../entities/activity.entity.ts';
import { goesOut } from '../intents/sent-activity.ts';

/** CRM-7: an e-mail to send has an address and content. PSH-3: its subject and its text have no gap. */
export const emailIsAddressed = rule(activity, {
  id: 'CRM-7',
  check: ({ record: { fields } }) => {
    const { kind, direction, delivery, toAddress, subject, body } = fields;
    if (delivery !== 'send') return undefined;
    if (kind === 'text' || kind === 'call') return undefined; // MSG-10, MSG-60
    if (kind !== 'email')
      return {
        message: 'Only an e-mail or a text can be sent, and a call placed. Log this one instead.',
        field: 'delivery',
      };
    if (direction === 'in') return { message: 'An e-mail that came in is not sent.', field: 'direction' };
    if (!toAddress) return { message: 'An e-mail to send needs an address.', field: 'toAddress' };
    if (!subject && !body) return { message: 'An e-mail to send needs a subject or a text.', field: 'subject' };
    const gap = goesOut(fields) ? gapFault(subject, body) : undefined;
    return gap === undefined
      ? undefined
      : { message: gap, field: gapFault(subject) === undefined ? 'body' : 'subject' };
  },
});
