import type { CallAnswer, CallOrder } from '@outpost/domain/kernel/catalogue/intents/call-intent';
import type { IntentAdapter } from '../../jobs/intents/intent-adapter.ts';
import type { CallClaim } from '../../jobs/recordings/recording-rows.ts';
import { callLimits, findTooMany } from '../email/mail-limits.ts';
import type { Calls, CallSteps } from './calls.ts';

/** The paths to which the provider sends while a call goes on, with the moment at which it does. */
export const callPaths = {
  /** The person's own telephone was answered. */
  answered: '/calls/answered',
  /** The person pressed a key on it. */
  connect: '/calls/connect',
  /** The line to the other person has ended. */
  ended: '/calls/ended',
  /** Reports about the line to the person's own telephone, and about the line to the other person. */
  ownReport: '/calls/own-report',
  otherReport: '/calls/report',
  /** The other person answered a call that is to be recorded. */
  screened: '/calls/screened',
  /** The other person pressed a key, or none in time. */
  agreed: '/calls/agreed',
  /** The recording is whole. */
  recorded: '/calls/recorded',
} as const;
/** The paths to which the provider sends about calls that come in. The first is entered at the provider for each number. */
export const incomingCallPaths = {
  begun: '/calls/incoming',
  screen: '/calls/incoming-screen',
  accept: '/calls/incoming-accept',
  ended: '/calls/incoming-ended',
  /** The caller has left a message. */
  left: '/calls/incoming-left',
} as const;
/** The names of the organisation, the record and the claim in the query of each address. */
export const callParameters = { org: 'org', record: 'call', claim: 'claim' } as const;

/** The parts that calling needs. `reportsAt`: this server's https address. Left out: it can connect nobody. */
export type CallPlacing = Pick<Calls, 'numberOf' | 'place'> & { readonly reportsAt?: string };

function addressOf(path: string, at: string, { orgId, record, claim }: CallClaim): string {
  const url = new URL(path, at);
  url.searchParams.set(callParameters.org, orgId);
  url.searchParams.set(callParameters.record, record);
  url.searchParams.set(callParameters.claim, String(claim));
  return url.href;
}

/** Returns the addresses of the steps of one call. `at`: this server's https address. */
export const callStepsOf = (at: string, claim: CallClaim): CallSteps => ({
  connectAt: addressOf(callPaths.connect, at, claim),
  endedAt: addressOf(callPaths.ended, at, claim),
  reportTo: addressOf(callPaths.otherReport, at, claim),
  screenedAt: addressOf(callPaths.screened, at, claim),
  agreedAt: addressOf(callPaths.agreed, at, claim),
  recordedAt: addressOf(callPaths.recorded, at, claim),
});

const lineWords = {
  answered: 'The call has ended',
  busy: 'The call met a busy line',
  'no-answer': 'The call was not answered',
  failed: 'The call was not connected',
} as const;

/** Places the calls that records ask for (MSG-60): it rings the person's own telephone. `call-routes.ts` connects it. */
export const callAdapter = ({ numberOf, place, reportsAt }: CallPlacing): IntentAdapter => ({
  kind: 'call',
  isMessage: true,
  words: {
    doing: 'placing calls',
    done: (answer) => {
      const { line } = answer as CallAnswer; // of this adapter
      return line === undefined ? 'Placed the call' : lineWords[line];
    },
    failed: 'Could not place the call',
    abandoned:
      'It is not clear whether this call was placed: the server stopped meanwhile. Look at your telephone before you call again.',
    expired:
      'It was not placed in time: a call is placed within five minutes, in the hours of the person who is called.',
    givenUp: (tries, why) => `It could not be placed in ${tries === 1 ? 'one try' : `${tries} tries`}: ${why}.`,
  },
  findTooMany: (tx, candidates) => findTooMany(tx, callLimits, candidates, 'calls'),
  async carryOut({ order, key, orgId, fence }) {
    const { own } = order as CallOrder; // `callIntent` makes these orders
    const from = numberOf(orgId);
    if (from === undefined)
      return { status: 'refused', why: 'Your organisation has no number for calls on this server. Its operator sets one.' }; // prettier-ignore
    if (reportsAt === undefined)
      return { status: 'refused', why: 'This server has no https address, so the provider of calls cannot ask it whom to connect. Its operator sets one.' }; // prettier-ignore
    const claim = { orgId, record: key, claim: fence };
    const delivery = await place({
      to: own,
      from,
      askAt: addressOf(callPaths.answered, reportsAt, claim),
      reportTo: addressOf(callPaths.ownReport, reportsAt, claim),
    });
    const answer: CallAnswer = { is: 'sent' };
    return delivery.status === 'done' ? { ...delivery, answer } : delivery;
  },
});
