import type { AttachedFile } from '@outpost/domain/kernel/files/attached-files';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Transaction } from '../../db/database.ts';
import type { JudgedMessage, SentBody } from '../message-log/log-messages.ts';

/**
 * The outcome of handing over an order. `refused`: the other side refused it for good. `later`: the other side asked to wait, or could not be
 * reached before the order was sent, so trying again can help. `unclear`: the connection broke while the order was being sent, so its outcome is unknown.
 */
export type Delivery<Answer> =
  | {
      readonly status: 'done';
      readonly answer: Answer;
      /** The other side's id of it. */
      readonly receipt?: string;
    }
  | {
      readonly status: 'refused' | 'later' | 'unclear';
      readonly why: string;
      /** The other side could not be reached at all. */
      readonly isDown?: true;
      /** It went by a way of its own, which says nothing about the orders of others. */
      readonly isAside?: true;
      /** With `later`: the order was not tried, because something else must happen first, such as a sign-in of its author. */
      readonly isHeld?: true;
      /** The time that the other side asked to wait. */
      readonly waitMs?: number;
      /** Of `later`: a fault of this server before anything left. It is reported, and the order is tried again. */
      readonly fault?: unknown;
    };

/** Whether the other side may be out of order for all orders. */
export const isOutage = (delivery: Delivery<unknown>): boolean =>
  (delivery.status === 'unclear' || (delivery.status === 'later' && delivery.isDown === true)) &&
  delivery.isAside !== true;

/** Intents of one kind that are due for the first time, oldest first. */
export type DueIntents = {
  readonly orgId: string;
  readonly intent: string;
  readonly entity: string;
  readonly records: readonly StoredRecord[];
  readonly nowMs: number;
};

/** An order whose messages are to be put into words. `messageId`: the id of its first message in the log. */
export type ComposedOrder = Pick<AskedOrder, 'order' | 'key' | 'orgId' | 'fence'> & {
  readonly messages: readonly JudgedMessage[];
  readonly messageId: string;
};

/** The words of an order as they will be sent. `sends`: for `carryOut`. Or a rule that refuses them. */
export type Composed =
  { readonly body: SentBody; readonly sends: unknown } | { readonly why: string; readonly rule: string | null };

/** One order to carry out. */
export type AskedOrder = {
  /** Values of the intent's `takes`. */
  readonly order: unknown;
  readonly record: StoredRecord;
  /** The files that go out with it. The server has their bytes. */
  readonly files: readonly AttachedFile[];
  /** The `sends` of `compose`. Undefined where the adapter has no such function. */
  readonly composed?: unknown;
  /** The record's id: the receiver can recognise a repeated order by it. */
  readonly key: string;
  readonly orgId: string;
  /** The number of the claim: a report of the receiver names it. */
  readonly fence: number;
  /** Aborts at the deadline. The answer must come before the claim ends (`leaseMs`), or another server calls the outcome unknown. */
  readonly signal: AbortSignal;
};

/** Carries out one kind of intent for the server, and has the texts for its outcomes. */
export interface IntentAdapter {
  readonly kind: string;
  /**
   * PLT-42: each order that is carried out counts as a message of the organisation. While the messages of its month are used up,
   * none is carried out.
   */
  readonly isMessage?: true;
  /**
   * The receiver carries out only one order of each key, and answers a repeated one like the first. An order whose outcome is
   * unknown is handed over again then. Left out: a person decides.
   */
  readonly isOncePerKey?: true;
  /** The number of orders of one organisation that a server hands over at the same time. Left out: the usual. */
  readonly atOnce?: number;
  readonly words: {
    /** The worker's activity, for the log: "sending e-mails". */
    readonly doing: string;
    /** Labels of the acts that write the outcome: "Sent the e-mail". */
    readonly done: string | ((answer: unknown) => string);
    readonly failed: string;
    /** Of one that was sent and came back. Left out: as `failed`. */
    readonly returned?: string;
    /** A sentence for an intent whose server ended while it was carried out. */
    readonly abandoned: string;
    /** A sentence for an intent whose time passed while it waited. */
    readonly expired: string;
    /** Returns a sentence for an order that was postponed each time. */
    readonly givenUp: (tries: number, why: string) => string;
  };
  /**
   * Returns the intents that exceed a limit and are not carried out, with the reason. It runs in the transaction that claims them, for one worker of a
   * tenant at a time.
   */
  findTooMany?(tx: Transaction, candidates: DueIntents): Promise<ReadonlyMap<string, string>>;
  /** Puts the messages of an order into words, before they are logged and leave (MSG-33). Left out: it sends no words. */
  compose?(order: ComposedOrder): Composed;
  carryOut(asked: AskedOrder): Promise<Delivery<unknown>>;
}
