import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { Recordings } from '../../jobs/recordings/recording-worker.ts';
import type { SentForm } from './signed-members.ts';

/** A call to place. The provider rings `to` from the number `from`. Once somebody answers, it asks `askAt` how the call goes on. Numbers are E.164. */
export type PlacedCall = {
  readonly to: string;
  readonly from: string;
  readonly askAt: string;
  /** The address for reports about the call. */
  readonly reportTo: string;
};

/** The addresses of the next steps of a call. */
export type CallSteps = {
  readonly connectAt: string;
  readonly endedAt: string;
  readonly reportTo: string;
  /** The provider asks here when the other person answers a call that is to be recorded (MSG-68). */
  readonly screenedAt: string;
  /** The provider asks here with the key that the other person pressed. */
  readonly agreedAt: string;
  /** The provider reports here when the recording is whole. */
  readonly recordedAt: string;
};

/** A message of the provider about a call. `sid`: the provider's id of the line. `key`: the key that the person pressed on their telephone; empty: none. */
export type CallNews = { readonly key: string; readonly end: ReportedEnd | undefined; readonly sid: string };

/** A report about a recording. `sid`: the provider's id of a whole recording; undefined: it is not whole. */
export type RecordingNews = { readonly sid: string | undefined };

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
  /** Undefined: the provider has not signed it. */
  readonly readRecording: (sent: SentForm) => RecordingNews | undefined;
  readonly recordings: Recordings;
  /** The answers to the provider's questions, in its language (TwiML). */
  readonly answers: {
    /** Asks for a key, so that no answering machine is connected with the other person. */
    readonly askForKey: (steps: CallSteps) => string;
    /** Dials the other person. `isScreened`: the provider asks `screenedAt` when they answer, and the person who asked for the call hears that it can be recorded. */
    readonly connect: (
      numbers: { readonly to: string; readonly from: string },
      steps: CallSteps & { readonly isScreened: boolean },
    ) => string;
    /** Tells the other person that the call may be recorded, and asks for the key 1. Without it they are connected, too. */
    readonly askToRecord: (steps: CallSteps) => string;
    /** Begins the recording, and connects. `isAnnounced`: the other person first hears that the call is recorded. */
    readonly record: (steps: CallSteps, how: { readonly isAnnounced: boolean }) => string;
    /** Rings a telephone for a call that came in. The provider asks at `screenAt` what the person who answers hears: a request to press a key. */
    readonly ring: (to: string, at: { readonly screenAt: string; readonly endedAt: string }) => string;
    /** Asks the rung person for a key, so that no answering machine takes the call. No key ends their line. */
    readonly screen: (acceptAt: string) => string;
    /** Joins the two. */
    readonly join: () => string;
    /** MSG-71: tells the caller that nobody answers, and records a message of at most two minutes. */
    readonly takeMessage: (at: { readonly leftAt: string; readonly recordedAt: string }) => string;
    /** Says a sentence, and hangs up. */
    readonly refuse: (sentence: string) => string;
    readonly hangUp: () => string;
  };
};
