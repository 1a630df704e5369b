import { textIntent } from '../../../kernel/catalogue/intents/text-intent.ts';
import { activity } from '../entities/activity.entity.ts';
import { neededOfSequence, sentActivity, sentOutcome } from './sent-activity.ts';

/**
 * MSG-10: sends a text message that a person wrote, offline or not, once it has synced. The network reports later whether it
 * reached the telephone.
 */
export const sendText = textIntent(activity)({
  ...sentActivity('text'),
  needs: ({ fields }) => neededOfSequence(fields),
  order: ({ fields }) => ({ to: fields.number ?? '', text: fields.body ?? '' }),
  messages: ({ fields: { number, purpose = 'contract' } }) =>
    number ? [{ channel: 'text', purpose, address: number }] : [],
  outcome: (result) => sentOutcome(result, result.status === 'done' ? result.answer.is : 'sent'),
});
