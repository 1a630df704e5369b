import { textIntent } from '../../../kernel/catalogue/intents/text-intent.ts';
import { attachedIdsIn } from '../../../kernel/files/attached-files.ts';
import { activity } from '../entities/activity.entity.ts';
import { neededOfSequence, sentActivity, sentOutcome } from './sent-activity.ts';

/**
 * MSG-10, MSG-72: sends a text message that a person wrote, with its pictures, offline or not, once it has synced. The network reports later whether it
 * reached the telephone.
 */
export const sendText = textIntent(activity)({
  ...sentActivity('text'),
  needs: ({ fields }) => neededOfSequence(fields),
  files: ({ fields }) => attachedIdsIn(fields.attached) ?? [],
  order: ({ fields }) => ({ to: fields.number ?? '', text: fields.body ?? '' }),
  messages: ({ fields: { number, purpose = 'contract' } }) =>
    number ? [{ channel: 'text', purpose, address: number }] : [],
  outcome: (result) => sentOutcome(result, result.status === 'done' ? result.answer.is : 'sent'),
});
