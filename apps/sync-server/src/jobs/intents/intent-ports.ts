import type { Act, ChangeEdit } from '@outpost/domain/kernel/acts/act';
import type { Intent, IntentResult } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { DoNotCallRefusal, NumberToAsk } from '@outpost/domain/kernel/messages/do-not-call';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { Message } from '@outpost/domain/kernel/messages/message';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Database, Transaction } from '../../db/database.ts';
import type { MessageCount } from '../../identity/identity-ports.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { AskedFiles, OrderFiles } from './order-files.ts';
import type { IntentAdapter } from './intent-adapter.ts';

/** An act that writes an outcome into its record. */
export type OutcomeAct = Omit<Act, 'number' | 'edits'> & { readonly edits: ChangeEdit[] };

type Performed = 'done' | 'stale';

/** Returns why a call or a text must not leave now; undefined where it may. */
export type AskDoNotCall = (orgId: string, asked: NumberToAsk) => Promise<DoNotCallRefusal | undefined>;

/** The parts of the server that the queue needs. */
export type IntentPorts = {
  readonly database: Database;
  readonly clock: Clock;
  /** Reads records by id. */
  readonly recordsOf: (
    tx: Transaction,
    orgId: string,
    asked: { readonly entity: string; readonly ids: readonly string[] },
  ) => Promise<readonly StoredRecord[]>;
  /** Judges messages at the present moment, in their order: MSG-1, MSG-3 … MSG-7. */
  readonly judgeMessages: (
    tx: Transaction,
    orgId: string,
    messages: readonly Message[],
  ) => Promise<readonly SendVerdict[]>;
  /** Asks the do-not-call lists of packs about messages that are about to leave (MSG-77). Left out: no pack has a list. */
  readonly askDoNotCall?: AskDoNotCall;
  /** Reads the files of orders, in their order (MSG-42 … MSG-44). */
  readonly filesOf: (tx: Transaction, orgId: string, asked: readonly AskedFiles[]) => Promise<readonly OrderFiles[]>;
  /**
   * Carries out acts that write outcomes into records of this kind, as the service of the kind's pack, through the one write path (P-4).
   * Returns the end of each, in their order. A known id changes nothing. `stale`: the record no longer has the version that the act has seen,
   * and nothing was written.
   */
  readonly perform: (orgId: string, entity: string, acts: readonly OutcomeAct[]) => Promise<readonly Performed[]>;
  /** Returns the journal number that every restore would contain (S-1c): an irreversible step waits for it. */
  readonly durable: (tx: Transaction, orgId: string) => Promise<number>;
  /** Left out: nothing counts messages. */
  readonly messages?: MessageCount;
  readonly queue: JobQueue;
  readonly random: RandomBytes;
};

/** One kind of intent, and its adapter. */
export type QueuedIntent = { readonly intent: Intent; readonly adapter: IntentAdapter };

/** The name of the queue of an adapter's jobs. */
export const queueOf = ({ kind }: IntentAdapter): string => `intent-${kind}`;

/**
 * One claimed intent. `fence` counts its claims: only the present one may settle it. `isUnsure`: an earlier try may have been carried out.
 */
export type ClaimedIntent = QueuedIntent & { readonly id: string; readonly fence: number; readonly isUnsure: boolean };

export type Outcome = IntentResult<unknown>;

/** The name of an intent's rows in `store.intent`. */
export const nameOf = (intent: Intent): string => `${intent.kind}:${intent.entity}`;
export const readerOf = (intent: Intent): string => `intent:${nameOf(intent)}`;
