/**
 * The state of a member. `waits`: its message is not written. `held`: it was written and taken back by a pause. `written`: it has no outcome
 * yet. `letter`: its letter is written, and waits for a print batch (CMP-16). It is `sent` once it is in one. `unknown`: nobody knows whether it was sent. `left-out`: nothing is sent, with the reason.
 */
export const memberStates = [
  'waits',
  'held',
  'written',
  'letter',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'left-out',
] as const;
export type MemberState = (typeof memberStates)[number];

/**
 * Why a member gets nothing. Rules have their ids in `docs/rules.md`. It never names an address, because people read it who do not see the
 * record.
 */
export const leftOutWords = {
  'no-address': 'No address for this channel',
  'same-address': 'Same address twice',
  'MSG-1': 'Must not be contacted',
  'MSG-3': 'On the stop list',
  'MSG-4': 'Opted out',
  'MSG-5': 'No consent',
  'MSG-6': 'Consent not confirmed',
  'MSG-7': 'Consent ended',
  'MSG-35': 'Too many messages already',
  'MSG-36': 'No postal address of yours to show',
  'LET-3': 'Prefers another way',
  'MSG-22': 'The layout of the e-mail is not allowed',
  gap: 'A value of the message is empty',
  'no-match': 'No longer in the list',
  answered: 'Answered, opted out or opened a deal before it',
  refused: 'The writer may not write to it',
  'taken-back': 'Taken back by a person',
  cancelled: 'The campaign was cancelled',
  expired: 'Not sent in time',
  other: 'Another rule',
} as const;
export type LeftOutReason = keyof typeof leftOutWords;

const isReason = (word: string): word is LeftOutReason => Object.hasOwn(leftOutWords, word);

/** Returns a rule's id as the reason of a member. */
export const reasonOfRule = (rule: string): LeftOutReason => (isReason(rule) ? rule : 'other');

/** The fields of a message that say what became of it. */
export type MessageEnd = {
  readonly deliveryStatus?: 'sent' | 'delivered' | 'failed' | 'returned' | 'unknown' | 'expired' | undefined;
  readonly deliveryDecision?: string | undefined;
  /** Ends with the id of its rule where a rule refused it: "… (MSG-5).". */
  readonly deliveryError?: string | undefined;
  /** The state of a letter, which has none of the other fields. */
  readonly letterStatus?: 'draft' | 'waiting' | 'in-batch' | 'cancelled' | undefined;
};

export type MemberMove = { readonly state: MemberState; readonly reason: LeftOutReason | null };

/** The rule by which a message is refused whose campaign does not run at the moment of sending. */
export const haltedRule = 'CMP-5';

/**
 * CMP-1, CMP-5: returns the state of a member after its message. Undefined: the message has no outcome. A message that was sent counts as
 * sent, whatever the campaign wanted meanwhile.
 */
export function memberAfterMessage(was: MemberState, end: MessageEnd): MemberMove | undefined {
  const { deliveryStatus: status, deliveryDecision: decision, deliveryError: error = '', letterStatus } = end;
  if (letterStatus !== undefined) return memberAfterLetter(was, letterStatus);
  if (status === 'sent' || status === 'delivered') return { state: status, reason: null };
  if (status === 'returned') return { state: 'failed', reason: null }; // it went out and came back
  if (decision === 'sent') return { state: 'sent', reason: null };
  if (status === 'unknown') return { state: 'unknown', reason: null };
  if (decision === 'again') return undefined;
  const rule = /\(([A-Z]+-\d+[a-z]?)\)\.?$/.exec(error.trim())?.[1];
  if (status === 'failed' && rule === haltedRule) return { state: 'held', reason: null };
  if (was === 'held') return undefined; // the campaign itself took it back
  if (status === 'failed')
    return rule === undefined ? { state: 'failed', reason: null } : { state: 'left-out', reason: reasonOfRule(rule) };
  if (status === 'expired') return { state: 'left-out', reason: 'expired' };
  return decision === 'not-sent' ? { state: 'left-out', reason: 'taken-back' } : undefined;
}

/**
 * CMP-16: returns the state of a member after a change of its letter. One in a batch is on paper, whatever the campaign wanted meanwhile. A letter
 * that its campaign has taken back leaves the member as it is.
 */
function memberAfterLetter(was: MemberState, status: NonNullable<MessageEnd['letterStatus']>): MemberMove | undefined {
  if (status === 'in-batch') return { state: 'sent', reason: null };
  if (was !== 'written' && was !== 'letter') return undefined;
  return status === 'cancelled' ? { state: 'left-out', reason: 'taken-back' } : { state: 'letter', reason: null };
}
