import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { Recordings } from '../../jobs/recordings/recording-worker.ts';
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
  /** Asked when the other person answers a call that is to be recorded (MSG-68). */
  readonly screenedAt: string;
  /** Asked with the key that the other person pressed. */
  readonly agreedAt: string;
  /** Told when the recording is whole. */
  readonly recordedAt: string;
};

/** What the provider sends about a call. `sid`: the provider's id of the line. `key`: the key that the person pressed on their telephone; empty: none. */
export type CallNews = { readonly key: string; readonly end: ReportedEnd | undefined; readonly sid: string };

/** A recording that is whole. `sid`: the provider's id of it. Undefined: there is none yet. */
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
  /** The answers to the provider's questions, in its language (TwiML). */
  /** Undefined: the provider has not signed it. */
  readonly readRecording: (sent: SentForm) => RecordingNews | undefined;
  readonly recordings: Recordings;
  readonly answers: {
    /** Asks for a key, so that no answering machine is connected with the other person. */
    readonly askForKey: (steps: CallSteps) => string;
    readonly connect: (
      numbers: { readonly to: string; readonly from: string },
      steps: CallSteps & { readonly isScreened: boolean },
    ) => string;
    /** Tells the other person that the call may be recorded, and asks for the key 1. Without it they are connected, too. */
    readonly askToRecord: (steps: CallSteps) => string;
    /** Begins the recording, and connects. `isAnnounced`: the other person is told first. */
    readonly record: (steps: CallSteps, how: { readonly isAnnounced: boolean }) => string;
    /** Rings a telephone for a call that came in. The provider asks at `screenAt` what the person who answers hears: a request to press a key. */
    readonly ring: (to: string, at: { readonly screenAt: string; readonly endedAt: string }) => string;
    /** Asks the rung person for a key, so that no answering machine takes the call. No key ends their line. */
    readonly screen: (acceptAt: string) => string;
    /** Joins the two. */
    readonly join: () => string;
    /** MSG-71: says that nobody can take the call, and takes a message of at most two minutes. */
    readonly takeMessage: (at: { readonly leftAt: string; readonly recordedAt: string }) => string;
    /** Says a sentence, and hangs up. */
    readonly refuse: (sentence: string) => string;
    readonly hangUp: () => string;
  };
};
