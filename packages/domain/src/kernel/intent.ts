import type { Entity } from './entity.ts';
import type { Instant } from './fields.ts';
import type { Outcome, RecordOf } from './typed-record.ts';

/** What became of an intent. `at` is the server's time, UTC; `why` is a sentence for the person who wrote it. */
export type IntentResult =
  { readonly status: 'sent'; readonly at: Instant } | { readonly status: 'failed'; readonly why: string };

/**
 * Idea 4: a record that asks the server for what only it can do. Pure: says which records ask, for what, and which fields the
 * outcome goes into (fields with the merge policy `server`). The server's worker carries it out once, when the record's
 * creation is durable (S-1c). `record` is one of the kind: the server sees to that.
 */
export interface EmailIntent {
  readonly kind: 'email';
  readonly entity: string;
  isWanted(record: never): boolean;
  message(record: never): { readonly to: string; readonly subject: string; readonly text: string };
  /** Values by the names of fields that only the server writes. */
  outcome(result: IntentResult): object;
}

/** An intent with its kind of record in its type. */
interface EmailIntentOf<E extends Entity> extends EmailIntent {
  readonly entity: E['name'];
  isWanted(record: RecordOf<E>): boolean;
  message(record: RecordOf<E>): ReturnType<EmailIntent['message']>;
  outcome(result: IntentResult): Outcome<E>;
}

/** Declares that records of a kind ask for an e-mail. In two steps: choices that a function returns stay literal only where the kind is fixed before. */
export const emailIntent =
  <E extends Entity>(on: E) =>
  (declared: Pick<EmailIntentOf<E>, 'isWanted' | 'message' | 'outcome'>): EmailIntentOf<E> => ({
    kind: 'email',
    entity: on.name,
    ...declared,
  });

/** All kinds of intent. Later channels (text messages, calls, orders) are more of the same. */
export type Intent = EmailIntent;
