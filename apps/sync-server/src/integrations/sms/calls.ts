import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { SentForm } from './signed-members.ts';

/** A call to place: `to` is rung from `from`, and the provider asks `askAt` what to do once somebody answers. Numbers are E.164. */
export type PlacedCall = {
  readonly to: string;
  readonly from: string;
  /** The address that says how the call goes on. */
  readonly askAt: string;
  /** The address for reports about the call. */
  readonly reportTo: string;
};

/** The addresses of the next steps of a call. */
export type CallSteps = {
  readonly connectAt: string;
  readonly endedAt: string;
  readonly reportTo: string;
};

/** What the provider sends about a call. `key`: the key that the person pressed on their telephone; empty: none. */
export type CallNews = { readonly key: string; readonly end: ReportedEnd | undefined };

/** The telephone calls of organisations through a provider. */
export type Calls = {
  /** The number from which an organisation calls. A messaging service is none. */
  readonly numberOf: (orgId: string) => string | undefined;
  readonly place: (call: PlacedCall) => Promise<Delivery<null>>;
  /** Undefined: the provider has not signed it. `leg`: whose line the news is about. */
  readonly read: (sent: SentForm, leg: 'own' | 'other') => CallNews | undefined;
  /** The answers to the provider's questions, in its language (TwiML). */
  readonly answers: {
    /** Asks for a key, so that no answering machine is connected with the other person. */
    readonly askForKey: (steps: CallSteps) => string;
    readonly connect: (numbers: { readonly to: string; readonly from: string }, steps: CallSteps) => string;
    /** Says a sentence, and hangs up. */
    readonly refuse: (sentence: string) => string;
    readonly hangUp: () => string;
  };
};
