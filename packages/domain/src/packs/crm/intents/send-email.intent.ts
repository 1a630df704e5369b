import { emailIntent } from '../../../kernel/catalogue/intent.ts';
import { activity } from '../entities/activity.entity.ts';

/**
 * Sends an e-mail that a person wrote, offline or not, once it has synced. Its outcome is written into fields that
 * only the server writes.
 */
export const sendEmail = emailIntent(activity)({
  isWanted: ({ fields }) => fields.kind === 'email' && fields.delivery === 'send' && !fields.deliveryStatus,
  order: ({ fields }) => ({
    to: fields.toAddress ?? '',
    subject: fields.subject || '(no subject)',
    text: fields.body ?? '',
  }),
  outcome: (result) =>
    result.status === 'done'
      ? { deliveryStatus: 'sent', deliveredAt: result.at, deliveryError: null }
      : { deliveryStatus: 'failed', deliveredAt: null, deliveryError: result.why },
});
