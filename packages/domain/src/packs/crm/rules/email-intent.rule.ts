import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/** CRM-7: an e-mail to send has an address and content. */
export const emailIsAddressed = rule(activity, {
  id: 'CRM-7',
  check: ({
    record: {
      fields: { kind, direction, delivery, toAddress, subject, body },
    },
  }) => {
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
    return undefined;
  },
});
