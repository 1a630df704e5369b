import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { SentForm } from './signed-members.ts';

/** A text message to hand over. `from`: a number (E.164), or the id of a messaging service ("MG…"). */
export type TextMessage = {
  readonly to: string;
  readonly from: string;
  readonly text: string;
  /** The address for reports about it. Left out: this server takes none. */
  readonly reportTo?: string | undefined;
};

/** A text message that came in. `media`: how many pictures or files came with it. */
export type IncomingText = {
  /** The service's id of the message. */
  readonly sid: string;
  readonly from: string;
  readonly text: string;
  readonly media: number;
};

/**
 * The text messages of organisations through a provider. Each organisation has its own number or messaging service (MSG-16), by which
 * incoming messages find it.
 */
export type Texts = {
  readonly senderOf: (orgId: string) => string | undefined;
  readonly send: (message: TextMessage) => Promise<Delivery<null>>;
  /** Undefined: the provider has not signed it. `end` undefined: it says nothing new. */
  readonly readReport: (sent: SentForm) => { readonly end: ReportedEnd | undefined } | undefined;
  /** Undefined: the provider has not signed it. `orgId` undefined: no organisation has the number. */
  readonly readIncoming: (
    sent: SentForm,
  ) => { readonly orgId: string | undefined; readonly text: IncomingText } | undefined;
};
