/** The place to which a browser lets pushes be sent, with its keys (Push API, section 8). */
export type PushPlace = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

/** A push. `topic`: a later one with the same topic replaces it at the push service (RFC 8030, section 5.4). */
export type PushMessage = { readonly payload: string; readonly topic: string };

/**
 * The outcome of one try to send a notification. `gone`: the place does not exist any more. `later`: it certainly did not arrive. `unclear`: nobody knows
 * whether it arrived, so it is not sent again.
 */
export type NoticeOutcome =
  | { readonly is: 'sent' }
  | { readonly is: 'gone' }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'later'; readonly waitMs?: number }
  | { readonly is: 'unclear' };

/** Sends pushes. `publicKey`: a browser needs it to subscribe. */
export type PushSender = {
  readonly publicKey: string;
  readonly send: (place: PushPlace, message: PushMessage) => Promise<NoticeOutcome>;
};
