import { callIntent } from '../../../kernel/catalogue/intents/call-intent.ts';
import { moment } from '../../../kernel/entities/field-types.ts';
import type { Instant } from '../../../kernel/entities/fields.ts';
import { isInternationalNumber } from '../../../kernel/text/phone-numbers.ts';
import { PersonId } from '../../platform/ids.ts';
import { activity } from '../entities/activity.entity.ts';
import { sentActivity, sentOutcome } from './sent-activity.ts';

/** MSG-61: a call is placed within this time, or not at all. Chosen: its person waits for it beside their telephone. */
export const callWithinMs = 5 * 60_000;

/** Returns the moment after which a call is not placed any more. */
const lastMoment = (happensAt: Instant): Instant =>
  moment(new Date(Date.parse(happensAt) + callWithinMs).toISOString());

const common = sentActivity('call');

/**
 * MSG-60: connects the person who asks with a number. Their own telephone, as their profile has it, rings first. A call that had no
 * success is not placed again: the person asks for another one, which is another activity.
 */
export const placeCall = callIntent(activity)({
  isWanted: common.isWanted,
  window: ({ fields }) => ({ closesAt: fields.happensAt ? lastMoment(fields.happensAt) : null }),
  needs: ({ createdBy }) => [{ entity: PersonId.kind, id: createdBy }],
  isOver: ({ createdBy }, needed) => {
    const own = needed.get(createdBy)?.fields['phone'];
    return typeof own === 'string' && isInternationalNumber(own)
      ? undefined
      : {
          why: 'Your own telephone number is not in your profile, or not in international form such as +13035550164 (MSG-62).',
          rule: 'MSG-62',
        };
  },
  order: ({ createdBy, fields }, needed) => {
    const own = needed.get(createdBy)?.fields['phone'];
    return { own: typeof own === 'string' ? own : '', to: fields.number ?? '' };
  },
  messages: ({ fields: { number, purpose = 'contract' } }) =>
    number ? [{ channel: 'call', purpose, address: number }] : [],
  recorded: ({ is, why, fault, files }) => ({
    recorded: is,
    recordedWhy: fault === undefined ? why : `${why} ${fault}`,
    recording: files.length === 0 ? null : [...files],
  }),
  outcome: (result) => {
    const answer = result.status === 'done' ? result.answer : undefined;
    return {
      ...sentOutcome(result, answer?.is ?? 'sent'),
      line: answer?.line ?? null,
      talked: answer?.seconds ?? null,
    };
  },
});
