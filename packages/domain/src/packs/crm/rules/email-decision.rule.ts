import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';
import { isSent } from '../intents/sent-activity.ts';

/**
 * CRM-12: a person decides only about a message to send (an e-mail, a text, a call), and only what its outcome leaves open: one that was sent stays sent, and
 * only one without success is sent again. Its time to send ends after it begins.
 */
export const emailDecision = rule(activity, {
  id: 'CRM-12',
  check: ({
    record: {
      fields: { kind, delivery, deliveryStatus, deliveryDecision, sendAt, sendUntil },
    },
  }) => {
    if (sendAt && sendUntil && sendUntil <= sendAt)
      return { message: 'The message would never be sent: "Not after" lies before "Send at".', field: 'sendUntil' };
    if (!deliveryDecision) return undefined;
    const refusal = (message: string) => ({ message, field: 'deliveryDecision' as const });
    if (kind === 'call' && deliveryDecision === 'again')
      return refusal('A call is not placed again (MSG-60). Ask for another one.');
    const [a, it] =
      kind === 'text' ? ['a text', 'text'] : kind === 'call' ? ['a call', 'call'] : ['an e-mail', 'e-mail'];
    if (delivery !== 'send') return refusal('This activity is not a message to send.');
    if (isSent({ deliveryStatus })) return deliveryDecision === 'sent' ? undefined : refusal(`The ${it} was sent.`);
    if (deliveryDecision === 'sent' && deliveryStatus !== 'unknown')
      return refusal(`Only ${a} that may have been sent can be marked as sent.`);
    if (deliveryDecision === 'again' && !deliveryStatus) return refusal(`The ${it} still waits to be sent.`);
    return undefined;
  },
});
