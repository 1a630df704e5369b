import { emailIntent } from '../../../kernel/catalogue/intents/email-intent.ts';
import { activity } from '../entities/activity.entity.ts';

const statuses = { failed: 'failed', unclear: 'unknown', expired: 'expired' } as const;

/**
 * Sends an e-mail that a person wrote, offline or not, once it has synced. Its outcome is written into fields that
 * only the server writes.
 */
export const sendEmail = emailIntent(activity)({
  isWanted: ({ fields }) =>
    fields.kind === 'email' &&
    fields.delivery === 'send' &&
    !fields.deliveryStatus &&
    fields.deliveryDecision !== 'not-sent',
  isAskedAgain: ({ fields }) =>
    fields.deliveryDecision === 'again' && fields.deliveryStatus !== undefined && fields.deliveryStatus !== 'sent',
  window: ({ fields }) => ({ opensAt: fields.sendAt ?? null, closesAt: fields.sendUntil ?? null }),
  order: ({ fields }) => ({
    to: fields.toAddress ?? '',
    subject: fields.subject || '(no subject)',
    text: fields.body ?? '',
  }),
  messages: ({ fields: { toAddress, purpose = 'contract' } }) =>
    toAddress ? [{ channel: 'email', purpose, address: toAddress }] : [],
  outcome: (result) => ({
    ...(result.status === 'done'
      ? { deliveryStatus: 'sent', deliveredAt: result.at, deliveryError: null }
      : { deliveryStatus: statuses[result.status], deliveredAt: null, deliveryError: result.why }),
    deliveryDecision: null,
  }),
});
