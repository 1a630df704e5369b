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

/** A call that came in. `from`: the number as the provider names it; a hidden one is no number. */
export type IncomingCall = { readonly sid: string; readonly from: string };

/** How a call that came in ended. `seconds`: how long they talked. */
export type EndedCall = { readonly isAnswered: boolean; readonly seconds: number };

/** A message of the provider about a call that comes in. `orgId` is undefined where no organisation has the number. */
export type IncomingNews = {
  readonly orgId: string | undefined;
  readonly call: IncomingCall;
  readonly ended: EndedCall;
  /** The key that the rung person pressed; empty: none. */
  readonly key: string;
};

/** The telephone calls of organisations through a provider. */
export type Calls = {
  /** The number from which an organisation calls. A messaging service is none. */
  readonly numberOf: (orgId: string) => string | undefined;
  readonly place: (call: PlacedCall) => Promise<Delivery<null>>;
  /** Undefined: the provider has not signed it. `leg`: whose line the news is about. */
  readonly read: (sent: SentForm, leg: 'own' | 'other') => CallNews | undefined;
  /** Undefined: the provider has not signed it. */
  readonly readIncoming: (sent: SentForm) => IncomingNews | undefined;
  /** The answers to the provider's questions, in its language (TwiML). */
  readonly answers: {
    /** Asks for a key, so that no answering machine is connected with the other person. */
    readonly askForKey: (steps: CallSteps) => string;
    readonly connect: (numbers: { readonly to: string; readonly from: string }, steps: CallSteps) => string;
    /** Rings a telephone for a call that came in. The provider asks at `screenAt` what the person who answers hears: a request to press a key. */
    readonly ring: (to: string, at: { readonly screenAt: string; readonly endedAt: string }) => string;
    /** Asks the rung person for a key, so that no answering machine takes the call. No key ends their line. */
    readonly screen: (acceptAt: string) => string;
    /** Joins the two. */
    readonly join: () => string;
    /** Says a sentence, and hangs up. */
    readonly refuse: (sentence: string) => string;
    readonly hangUp: () => string;
  };
};
