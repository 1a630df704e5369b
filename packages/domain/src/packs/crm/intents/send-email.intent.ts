import { emailIntent } from '../../../kernel/catalogue/intents/email-intent.ts';
import { templateVersion as version } from '../entities/template-version.entity.ts';
import type { StoredRecord } from '../../../kernel/entities/record.ts';
import { asKind } from '../../../kernel/entities/typed-record.ts';
import { activity } from '../entities/activity.entity.ts';

const statuses = { failed: 'failed', unclear: 'unknown', expired: 'expired' } as const;

/** Returns the layout of an e-mail's template. Without one the e-mail goes out as plain text. */
function frameOf(record: StoredRecord | undefined): { readonly frame?: string } {
  const frame = record && asKind(version, record)?.fields.frame;
  return frame ? { frame } : {};
}

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
  needs: ({ fields: { templateVersion: id } }) => (id ? [{ entity: version.name, id }] : []),
  order: ({ fields }, needed) => ({
    to: fields.toAddress ?? '',
    subject: fields.subject || '(no subject)',
    text: fields.body ?? '',
    ...frameOf(needed.get(fields.templateVersion ?? '')),
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
