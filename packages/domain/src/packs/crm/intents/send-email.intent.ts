import { moment } from '../../../kernel/entities/field-types.ts';
import { firstUsesOf } from '../../../kernel/messages/mail-uses.ts';
import { emailIntent } from '../../../kernel/catalogue/intents/email-intent.ts';
import { attachedIdsIn } from '../../../kernel/files/attached-files.ts';
import { templateVersion as version } from '../entities/templates/template-version.entity.ts';
import type { StoredRecord } from '../../../kernel/entities/record.ts';
import { asKind } from '../../../kernel/entities/typed-record.ts';
import { activity } from '../entities/activity.entity.ts';
import { neededOfSequence, sentActivity, sentOutcome } from './sent-activity.ts';

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
  ...sentActivity('email'),
  needs: ({ fields }) => [
    ...(fields.templateVersion ? [{ entity: version.name, id: fields.templateVersion }] : []),
    ...neededOfSequence(fields),
  ],
  files: ({ fields }) => attachedIdsIn(fields.attached) ?? [],
  order: ({ fields }, needed) => ({
    to: fields.toAddress ?? '',
    subject: fields.subject || '(no subject)',
    text: fields.body ?? '',
    ...frameOf(needed.get(fields.templateVersion ?? '')),
  }),
  messages: ({ fields: { toAddress, purpose = 'contract', templateVersion } }) =>
    toAddress
      ? [{ channel: 'email', purpose, address: toAddress, ...(templateVersion ? { templateVersion } : {}) }]
      : [],
  outcome: (result) => sentOutcome(result, result.status === 'done' ? (result.answer?.is ?? 'sent') : 'sent'),
  used({ visits, ...uses }) {
    const { openedAt, clickedAt } = firstUsesOf(uses);
    return {
      uses,
      ...(visits.length === 0
        ? {}
        : { visits, visitedAt: moment(visits.map(({ firstAt }) => firstAt).toSorted()[0] ?? '') }),
      ...(openedAt === undefined ? {} : { openedAt: moment(openedAt) }),
      ...(clickedAt === undefined ? {} : { clickedAt: moment(clickedAt) }),
    };
  },
});
