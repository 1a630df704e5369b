import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/**
 * CRM-12: a person decides only about an e-mail to send, and only what its outcome leaves open: one that was sent stays sent, and
 * only one without success is sent again. Its time to send ends after it begins.
 */
export const emailDecision = rule(activity, {
  id: 'CRM-12',
  check: ({
    record: {
      fields: { delivery, deliveryStatus, deliveryDecision, sendAt, sendUntil },
    },
  }) => {
    if (sendAt && sendUntil && sendUntil <= sendAt)
      return { message: 'The e-mail would never be sent: "Not after" lies before "Send at".', field: 'sendUntil' };
    if (!deliveryDecision) return undefined;
    const refusal = (message: string) => ({ message, field: 'deliveryDecision' as const });
    if (delivery !== 'send') return refusal('This activity is not an e-mail to send.');
    if (deliveryStatus === 'sent') return deliveryDecision === 'sent' ? undefined : refusal('The e-mail was sent.');
    if (deliveryDecision === 'sent' && deliveryStatus !== 'unknown')
      return refusal('Only an e-mail that may have been sent can be marked as sent.');
    if (deliveryDecision === 'again' && !deliveryStatus) return refusal('The e-mail still waits to be sent.');
    return undefined;
  },
});
