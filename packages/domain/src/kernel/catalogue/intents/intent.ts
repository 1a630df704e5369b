import type { Entity } from '../../entities/entity.ts';
import type { Instant } from '../../entities/fields.ts';
import type { StoredRecord } from '../../entities/record.ts';
import type { RecordedCall } from '../../messages/recording/recorded-call.ts';
import type { MailUsesAndVisits } from '../../messages/mail-uses.ts';
import type { Message, MessageWithFiles } from '../../messages/message.ts';
import type { IntentOutcome, RecordOf } from '../../entities/typed-record.ts';
import type { Shape } from '../calculations/calculation.ts';

/**
 * The result of an intent. `at` is the server's time, UTC. `answer` is the answer to the order. `why` is a sentence for the
 * person who wrote the record. `failed`: it was certainly not carried out. `unclear`: nobody knows whether it was, so a person
 * decides. `expired`: its time had passed before it could be carried out. `isReturned`: it was sent, and came back.
 */
export type IntentResult<Answer> =
  | { readonly status: 'done'; readonly at: Instant; readonly answer: Answer }
  | {
      readonly status: 'failed' | 'unclear' | 'expired';
      readonly at: Instant;
      readonly why: string;
      readonly isReturned?: true;
    };

/** The time in which an intent may be carried out: from `opensAt`, and before `closesAt`. UTC; left out: at any time. */
export type IntentWindow = { readonly opensAt?: Instant | null; readonly closesAt?: Instant | null };

/** Why an intent is not carried out any more: a sentence for its author, and the id of the rule. */
export type IntentOver = { readonly why: string; readonly rule: string };

/** A record that an order needs besides its own, such as the template of a message. */
export type NeededRecord = { readonly entity: string; readonly id: string };
export type Needed = ReadonlyMap<string, StoredRecord>;

/**
 * Idea 4: a record that asks the server for something only the server can do. Pure: it names the records that ask, makes the
 * order for one, and fills the result's fields (fields with the merge policy `server`). The server's adapter of that kind carries
 * the order out once, when the record's creation is durable (S-1c). `record` is one of the kind: the server ensures that.
 *
 * A person takes an intent back until the server claims it: by a change after which `isWanted` is false, or by deleting the record.
 */
export interface Intent {
  /** The server's adapter that carries it out: `email`. */
  readonly kind: string;
  readonly entity: string;
  /** The values of an order. An order that does not fit is not carried out: the intent fails with the reason. */
  readonly takes: Shape;
  isWanted(record: never): boolean;
  /** Whether a person asks once more for an intent that has ended without success. Left out: it is carried out at most once. */
  isAskedAgain?(record: never): boolean;
  window?(record: never): IntentWindow;
  /** The other records that the order needs. */
  needs?(record: never): readonly NeededRecord[];
  /**
   * The ids of the files that go out with it. They are files of the record to which the asking record belongs. The order waits until the server
   * has their bytes (MSG-42).
   */
  files?(record: never): readonly string[];
  /** The kind of message that its files go out with. It says which files are taken (MSG-43, MSG-72). */
  readonly filesBy?: MessageWithFiles | undefined;
  /** Returns, by the needed records that exist, why it must not be carried out any more. It then ends without success. */
  isOver?(record: never, needed: Needed): IntentOver | undefined;
  /** `needed`: those of the needed records that exist, by id. */
  order(record: never, needed: Needed): unknown;
  /** The messages that it sends. Each of them is judged at the moment of sending (`judgeSend`). */
  messages?(record: never): readonly Message[];
  /** Values by the names of fields that only the server writes. It may also empty fields that people fill in. */
  outcome(result: IntentResult<never>): object;
  /** Returns values for the same fields, after the receiver of its message has used it (MSG-46). Left out: that is not kept. */
  used?(uses: MailUsesAndVisits): object;
  /** Returns values for fields that only the server writes, after it is known whether its call was recorded (MSG-69). Left out: that is not kept. */
  recorded?(recorded: RecordedCall): object;
}

/** An intent with its kind of record, its order and the answer to it in its type. */
export interface IntentOf<E extends Entity, Order, Answer> extends Intent {
  readonly entity: E['name'];
  isWanted(record: RecordOf<E>): boolean;
  isAskedAgain?(record: RecordOf<E>): boolean;
  window?(record: RecordOf<E>): IntentWindow;
  needs?(record: RecordOf<E>): readonly NeededRecord[];
  files?(record: RecordOf<E>): readonly string[];
  isOver?(record: RecordOf<E>, needed: Needed): IntentOver | undefined;
  order(record: RecordOf<E>, needed: Needed): Order;
  messages?(record: RecordOf<E>): readonly Message[];
  outcome(result: IntentResult<Answer>): IntentOutcome<E>;
  used?(uses: MailUsesAndVisits): IntentOutcome<E>;
  recorded?(recorded: RecordedCall): IntentOutcome<E>;
}

/** The parts that a pack declares about the intents of a kind of record. */
type Declared<E extends Entity, Order, Answer> = Pick<
  IntentOf<E, Order, Answer>,
  | 'isWanted'
  | 'isAskedAgain'
  | 'window'
  | 'needs'
  | 'files'
  | 'isOver'
  | 'order'
  | 'messages'
  | 'outcome'
  | 'used'
  | 'recorded'
>;

/**
 * Declares the requests of a kind's records. `Order`: the values of `takes`. In two steps: choices that a function returns stay literal
 * only where the kind is fixed before.
 */
export const intent =
  <Order, Answer>(kind: string, takes: Shape, filesBy?: MessageWithFiles) =>
  <E extends Entity>(on: E) =>
  (declared: Declared<E, Order, Answer>): IntentOf<E, Order, Answer> => ({
    kind,
    takes,
    filesBy,
    entity: on.name,
    ...declared,
  });
