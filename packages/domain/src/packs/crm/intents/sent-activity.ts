import type {
  IntentOver,
  IntentResult,
  IntentWindow,
  Needed,
  NeededRecord,
} from '../../../kernel/catalogue/intents/intent.ts';
import { asKind, type RecordOf, type Values } from '../../../kernel/entities/typed-record.ts';
import type { activity } from '../entities/activity.entity.ts';
import { haltedRule } from '../../../kernel/campaigns/member-state.ts';
import { campaign } from '../entities/campaign.entity.ts';
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

/** Whether a message will still be sent as it stands now: it waits, or a person asked for it again. */
export const goesOut = ({
  deliveryStatus: status,
  deliveryDecision: decision,
}: {
  readonly deliveryStatus?: Fields['deliveryStatus'] | undefined;
  readonly deliveryDecision?: Fields['deliveryDecision'] | undefined;
}): boolean => (status ? !isSent({ deliveryStatus: status }) && decision === 'again' : decision !== 'not-sent');

/** Returns the records that say whether the message's sequence still goes on, and whether its campaign runs. */
export const neededOfSequence = ({ enrolment: id, campaign: of }: Pick<Fields, 'enrolment' | 'campaign'>): readonly NeededRecord[] => [
  ...(id ? [{ entity: enrolment.name, id }] : []),
  ...(of ? [{ entity: campaign.name, id: of }] : []),
]; // prettier-ignore

const over = (why: string, rule = 'SEQ-3'): IntentOver => ({ why: `${why} (${rule}).`, rule });

/** CMP-5: returns why a message of a campaign must not leave now; undefined: it may. */
function campaignIsOver({ campaign: id }: Fields, needed: Needed): IntentOver | undefined {
  if (!id) return undefined;
  const record = needed.get(id);
  const fields = record?.life === 'alive' ? asKind(campaign, record)?.fields : undefined;
  if (fields === undefined) return over('Its campaign was deleted', haltedRule);
  return fields.status === 'paused' || fields.status === 'cancelled'
    ? over(`Its campaign is ${fields.status}`, haltedRule)
    : undefined;
}

/** The parts that the intents of e-mails and of text messages have in common. */
export const sentActivity = (kind: 'email' | 'text' | 'call') => ({
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
  /**
   * SEQ-3: nothing of an enrolment goes out after it has stopped, also where the message waits for the receiver's hours. SEQ-6: of two
   * enrolments that a merge made one, only one goes on.
   */
  isOver: ({ id, fields }: RecordOf<typeof activity>, needed: Needed): IntentOver | undefined => {
    const halted = campaignIsOver(fields, needed);
    if (halted) return halted;
    const record = needed.get(fields.enrolment ?? '');
    if (!record) return undefined;
    if (record.life !== 'alive') return over('Its sequence was deleted for this record');
    const { status, stoppedBy, waitsFor } = asKind(enrolment, record)?.fields ?? {};
    if (status === 'stopped') return over(`Its sequence was stopped: ${stopReasonInWords(stoppedBy)}`);
    return status === 'active' && waitsFor !== id && !fields.deliveryStatus && !fields.deliveryDecision
      ? over('Its record was merged with one that was in the sequence already', 'SEQ-6')
      : undefined;
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
    : {
        deliveryStatus: result.isReturned ? ('returned' as const) : statuses[result.status],
        deliveredAt: null,
        deliveryError: result.why,
      }),
  deliveryDecision: null,
});
