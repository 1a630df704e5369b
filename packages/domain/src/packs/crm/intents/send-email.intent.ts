import type { EmailIntent } from '../../../kernel/intent.ts';
import type { JsonValue } from '../../../kernel/json.ts';

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** An e-mail that a person wrote, offline or not: sent once it has synced, its outcome written into fields that only the server writes. */
export const sendEmail: EmailIntent = {
  kind: 'email',
  entity: 'crm/activity',
  isWanted: (fields) => fields['kind'] === 'email' && fields['delivery'] === 'send' && !fields['deliveryStatus'],
  message: (fields) => ({
    to: textOf(fields['toAddress']),
    subject: textOf(fields['subject']) || '(no subject)',
    text: textOf(fields['body']),
  }),
  outcome: (result) =>
    result.status === 'sent'
      ? { deliveryStatus: 'sent', deliveredAt: result.at, deliveryError: null }
      : { deliveryStatus: 'failed', deliveredAt: null, deliveryError: result.why },
};
