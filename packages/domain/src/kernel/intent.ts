import type { JsonValue } from './json.ts';

/** What became of an intent. `at` is the server's time, UTC; `why` is a sentence for the person who wrote it. */
export type IntentResult =
  { readonly status: 'sent'; readonly at: string } | { readonly status: 'failed'; readonly why: string };

/**
 * Idea 4: a record that asks the server for what only it can do. Pure: says which records ask, for what, and which fields the
 * outcome goes into (fields with the merge policy `server`). The server's worker carries it out once, when the record's
 * creation is durable (S-1c).
 */
export type EmailIntent = {
  readonly kind: 'email';
  readonly entity: string;
  readonly isWanted: (fields: Readonly<Record<string, JsonValue>>) => boolean;
  readonly message: (fields: Readonly<Record<string, JsonValue>>) => {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
  };
  readonly outcome: (result: IntentResult) => Readonly<Record<string, JsonValue>>;
};

/** All kinds of intent. Later channels (text messages, calls, orders) are more of the same. */
export type Intent = EmailIntent;
