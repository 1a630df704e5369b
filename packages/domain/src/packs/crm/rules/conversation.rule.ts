import { derived } from '../../../kernel/entities/derived.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { conversation } from '../entities/conversation.entity.ts';

/**
 * INB-3: a conversation is as a person decided, unless a message came in that the person had not seen. So it does not matter whether
 * the message or the decision reaches the server first.
 */
export const conversationState = derived(conversation, 'state', ({ record: { fields } }) => {
  const { handled, handledUpTo = '', lastInAt = '' } = fields;
  return lastInAt > handledUpTo ? 'open' : handled;
});

/** INB-3: a snoozed conversation says when it comes back. Otherwise nobody would see it again. */
export const snoozeHasAnEnd = rule(conversation, {
  id: 'INB-3',
  check: ({ record: { fields } }) =>
    fields.handled === 'snoozed' && !fields.snoozeUntil
      ? { message: 'Say until when the conversation is snoozed.', field: 'snoozeUntil' }
      : undefined,
});
