import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { Transaction } from '../../db/database.ts';

/**
 * What became of an order. `refused`: the other side said no for good. `later`: it said not now, or could not be reached before the order was
 * given. `unclear`: the connection went while the order was being given, so that nobody knows.
 */
export type Delivery<Answer> =
  | { readonly status: 'done'; readonly answer: Answer }
  | { readonly status: 'refused' | 'later' | 'unclear'; readonly why: string };

/** Intents of one kind whose turn has come for the first time, in the order of their writing. */
export type Candidates = {
  readonly orgId: string;
  readonly intent: string;
  readonly entity: string;
  readonly records: readonly StoredRecord[];
  readonly nowMs: number;
};

/** What the server puts behind one kind of intent: how it is carried out, and how that is told. */
export interface IntentAdapter {
  readonly kind: string;
  readonly words: {
    /** What the worker does, for the log: "sending e-mails". */
    readonly doing: string;
    /** What the acts are called that write the outcome: "Sent the e-mail". */
    readonly done: string;
    readonly failed: string;
    /** A sentence for a claim that a server left when it ended in the midst of it. */
    readonly abandoned: string;
    /** A sentence for an order that was put off each time. */
    readonly givenUp: (tries: number, why: string) => string;
  };
  /** Which of these are not carried out, with why. One worker of a tenant at a time asks, in the transaction that claims them. */
  findTooMany?(tx: Transaction, candidates: Candidates): Promise<ReadonlyMap<string, string>>;
  /** Carries out one order of this kind. `key` is the record's id: who is given an order twice can tell by it. */
  carryOut(order: unknown, key: string): Promise<Delivery<unknown>>;
}
