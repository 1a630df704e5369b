import type { Entity } from '../entities/entity.ts';
import type { Instant } from '../entities/fields.ts';
import type { IntentOutcome, RecordOf } from '../entities/typed-record.ts';

/**
 * The result of an intent. `at` is the server's time, UTC; `answer` is the answer to the order; `why` is a sentence for the
 * person who wrote the record.
 */
export type IntentResult<Answer> =
  | { readonly status: 'done'; readonly at: Instant; readonly answer: Answer }
  | { readonly status: 'failed'; readonly why: string };

/**
 * Idea 4: a record that asks the server for something only the server can do. Pure: it names the records that ask, makes the
 * order for one, and fills the result's fields (fields with the merge policy `server`). The server's adapter of that kind carries
 * the order out once, when the record's creation is durable (S-1c). `record` is one of the kind: the server ensures that.
 */
export interface Intent {
  /** The server's adapter that carries it out: `email`. */
  readonly kind: string;
  readonly entity: string;
  isWanted(record: never): boolean;
  order(record: never): unknown;
  /** Values by the names of fields that only the server writes. */
  outcome(result: IntentResult<never>): object;
}

/** An intent with its kind of record, its order and the answer to it in its type. */
export interface IntentOf<E extends Entity, Order, Answer> extends Intent {
  readonly entity: E['name'];
  isWanted(record: RecordOf<E>): boolean;
  order(record: RecordOf<E>): Order;
  outcome(result: IntentResult<Answer>): IntentOutcome<E>;
}

/**
 * Declares the requests of a kind's records. In two steps: choices that a function returns stay literal only where the kind is
 * fixed before.
 */
export const intent =
  <Order, Answer>(kind: string) =>
  <E extends Entity>(on: E) =>
  (declared: Pick<IntentOf<E, Order, Answer>, 'isWanted' | 'order' | 'outcome'>): IntentOf<E, Order, Answer> => ({
    kind,
    entity: on.name,
    ...declared,
  });

/** An e-mail to one address. */
export type EmailOrder = { readonly to: string; readonly subject: string; readonly text: string };

/** Declares that records of a kind ask for an e-mail. */
export const emailIntent = intent<EmailOrder, null>('email');
