import type { Delivery } from '../../jobs/intents/intent-adapter.ts';
import type { ReportedEnd } from '../../jobs/intents/after-report.ts';
import type { SentForm } from './signed-members.ts';

/** A text message to hand over. `from`: a number (E.164), or the id of a messaging service ("MG…"). */
export type TextMessage = {
  readonly to: string;
  readonly from: string;
  readonly text: string;
  /** The addresses of its pictures, at this server (MSG-73). Empty: it has none. */
  readonly pictures: readonly string[];
  /** The address for reports about it. Left out: this server takes none. */
  readonly reportTo?: string | undefined;
};

/** A text message that came in. */
export type IncomingText = {
  /** The service's id of the message. */
  readonly sid: string;
  readonly from: string;
  readonly text: string;
  /** The service's ids of the pictures and files that came with it. Empty where the service gave an unknown address. */
  readonly media: readonly string[];
};

/** A picture or file of a text that came in. `sniffed`: the type and the ending by its first bytes, where they are of a known form. */
export type FetchedMedia =
  | {
      readonly is: 'here';
      readonly bytes: Uint8Array;
      readonly sniffed: { readonly mime: string; readonly ext: string } | undefined;
    }
  | { readonly is: 'later' }
  | { readonly is: 'never'; readonly why: string };

/**
 * The text messages of organisations through a provider. Each organisation has its own number or messaging service (MSG-16), by which
 * incoming messages find it.
 */
export type Texts = {
  readonly senderOf: (orgId: string) => string | undefined;
  readonly send: (message: TextMessage) => Promise<Delivery<null>>;
  /** Fetches a picture or file of a text that came in, from the provider's configured address. It never throws. */
  readonly fetchMedia: (messageSid: string, mediaSid: string) => Promise<FetchedMedia>;
  /** Undefined: the provider has not signed it. `end` undefined: it says nothing new. */
  readonly readReport: (sent: SentForm) => { readonly end: ReportedEnd | undefined } | undefined;
  /** Undefined: the provider has not signed it. `orgId` undefined: no organisation has the number. */
  readonly readIncoming: (
    sent: SentForm,
  ) => { readonly orgId: string | undefined; readonly text: IncomingText } | undefined;
};
