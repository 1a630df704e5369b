import type { IntentResult, IntentWindow } from '../../../kernel/catalogue/intents/intent.ts';
import type { RecordOf, Values } from '../../../kernel/entities/typed-record.ts';
import type { activity } from '../entities/activity.entity.ts';

type Fields = Values<typeof activity>;
type Activity = Pick<RecordOf<typeof activity>, 'fields'>;

const statuses = { failed: 'failed', unclear: 'unknown', expired: 'expired' } as const;

/** Whether a message was sent as far as the server knows. */
export const isSent = ({
  deliveryStatus: status,
}: {
  readonly deliveryStatus?: Fields['deliveryStatus'] | undefined;
}): boolean => status === 'sent' || status === 'delivered';

/** The parts that the intents of e-mails and of text messages have in common. */
export const sentActivity = (kind: 'email' | 'text') => ({
  isWanted: ({ fields }: Activity): boolean =>
    fields.kind === kind &&
    fields.delivery === 'send' &&
    !fields.deliveryStatus &&
    fields.deliveryDecision !== 'not-sent',
  isAskedAgain: ({ fields }: Activity): boolean =>
    fields.kind === kind &&
    fields.deliveryDecision === 'again' &&
    fields.deliveryStatus !== undefined &&
    !isSent(fields),
  window: ({ fields }: Activity): IntentWindow => ({
    opensAt: fields.sendAt ?? null,
    closesAt: fields.sendUntil ?? null,
  }),
});

/** Returns the fields that say what became of a message. `deliveredAt`: when it was sent. */
export const sentOutcome = (result: IntentResult<unknown>, sent: 'sent' | 'delivered') => ({
  ...(result.status === 'done'
    ? { deliveryStatus: sent, deliveredAt: result.at, deliveryError: null }
    : { deliveryStatus: statuses[result.status], deliveredAt: null, deliveryError: result.why }),
  deliveryDecision: null,
});
