import type {
  IntentOver,
  IntentResult,
  IntentWindow,
  Needed,
  NeededRecord,
} from '../../../kernel/catalogue/intents/intent.ts';
import { asKind, type RecordOf, type Values } from '../../../kernel/entities/typed-record.ts';
import type { activity } from '../entities/activity.entity.ts';
import { enrolment } from '../entities/enrolment.entity.ts';
import { stopReasonInWords } from '../stop-reasons.ts';

type Fields = Values<typeof activity>;
type Activity = Pick<RecordOf<typeof activity>, 'fields'>;

const statuses = { failed: 'failed', unclear: 'unknown', expired: 'expired' } as const;

/** Whether a message was sent as far as the server knows. */
export const isSent = ({
  deliveryStatus: status,
}: {
  readonly deliveryStatus?: Fields['deliveryStatus'] | undefined;
}): boolean => status === 'sent' || status === 'delivered';

/** Returns the record that says whether the message's sequence still goes on. */
export const neededOfSequence = ({ enrolment: id }: Pick<Fields, 'enrolment'>): readonly NeededRecord[] =>
  id ? [{ entity: enrolment.name, id }] : [];

const over = (why: string): IntentOver => ({ why: `${why} (SEQ-3).`, rule: 'SEQ-3' });

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
  /** SEQ-3: nothing of an enrolment goes out after it has stopped, also where the message waits for the receiver's hours. */
  isOver: ({ fields }: Activity, needed: Needed): IntentOver | undefined => {
    const record = needed.get(fields.enrolment ?? '');
    if (!record) return undefined;
    if (record.life !== 'alive') return over('Its sequence was deleted for this record');
    const { status, stoppedBy } = asKind(enrolment, record)?.fields ?? {};
    return status === 'stopped' ? over(`Its sequence was stopped: ${stopReasonInWords(stoppedBy)}`) : undefined;
  },
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
