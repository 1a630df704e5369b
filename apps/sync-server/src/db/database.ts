import type { RandomBytes } from '@outpost/domain/kernel/ports';
import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import { Buckets } from './buckets.ts';
import { FairShares } from './fair-shares.ts';
import { restOf } from '../sharing/loop-share.ts';
import { quickWorks } from '../sharing/quick-works.ts';

/** A row as a driver returns it: bigint as number, jsonb parsed, bytea as bytes, uuid and text as text. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * One open transaction. Statements run in the order of their calls. Several calls may be made without waiting, and then
 * take one round trip to Postgres. A call after the work has ended, or after a part of it has failed, is a fault.
 */
export type Transaction = {
  /**
   * Returns the rows in the statement's order. `R` declares the columns that the statement lists. The caller keeps both
   * in step.
   */
  readonly query: <R extends Row = Row>(statement: string, parameters?: readonly unknown[]) => Promise<readonly R[]>;
  /** Absent where the database was opened without keys: then no sealed value is read or written. */
  readonly columnKeys?: ColumnKeys;
};

/**
 * Lets a statement run without waiting for its answer, so that the commit is sent together with it. A failure is not lost: it undoes the
 * transaction, and the transaction fails. The call itself must send the statement at once: a statement that is sent later comes too late.
 */
export const unawaited = (call: Promise<unknown>): void => void call.catch(() => undefined);

/** K-4: the key that encrypts the data keys of tenants (ADR 62), and with them the sealed values in the database. */
export type ColumnKeys = {
  readonly master: {
    readonly wrap: (secret: Uint8Array, purpose: string) => Promise<string>;
    readonly unwrap: (wrapped: string, purpose: string) => Promise<Uint8Array>;
    readonly isOutdated: (wrapped: string) => Promise<boolean>;
  };
  readonly random: RandomBytes;
};

/** `write`: read committed. `snapshot`: repeatable read, read only, so that all statements see the same state. */
export type TransactionMode = 'write' | 'snapshot';

/**
 * The store as the app's role: a real Postgres (`pg-database.ts`) or one in the process (`pglite-database.ts`). Callers
 * treat both alike. When `work` throws, its writes are undone and the error is passed on.
 */
export type Database = {
  /** The number of transactions and reads that run at the same time; absent where no caller waits for a connection. */
  readonly connections?: number;
  readonly transaction: <T>(mode: TransactionMode, work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /**
   * Runs read-only statements, all known beforehand, as one transaction in a single exchange. Local settings of a statement apply
   * to the later ones and end with the transaction. Each statement sees its own snapshot, never an older one than the statement
   * before it. Returns the rows of each.
   */
  readonly read: (statements: readonly Statement[]) => Promise<readonly (readonly Row[])[]>;
  /**
   * Calls back for each NOTIFY on a channel until the returned function is called. Notices may be lost with a connection: then
   * `gap` is called.
   */
  readonly listen: (channel: string, listener: NoticeListener) => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
};

/** Returns the database with the keys of its sealed values. */
export const withColumnKeys = (database: Database, columnKeys: ColumnKeys): Database => ({
  ...database,
  transaction: (mode, work) =>
    database.transaction(mode, (tx) =>
      work({ query: (statement, parameters) => tx.query(statement, parameters), columnKeys }),
    ),
});

export type NoticeListener = {
  readonly notice: (payload: string) => void;
  /** The connection was lost and restored. Notices in between are unknown. */
  readonly gap: () => void;
};

/**
 * The way in which Postgres plans a transaction's statements. `by-key`: the server's own statements, which reach every
 * row by a key. They never scan a whole table or hash one side, even if the plan was made while the table was empty.
 * `by-question`: people's questions, planned freely, and for the actual values where one plan for all would be worse.
 * `by-key-once`: by key, with one plan for all values, for statements that take longer to plan than to run.
 */
export type Planning = 'by-key' | 'by-question' | 'by-key-once';

/**
 * `material`: for a table that was never analysed, Postgres would materialise all rows of a tenant and compare each with each.
 */
const byKey = ['seqscan', 'hashjoin', 'mergejoin', 'material']
  .map((way) => `, set_config('enable_${way}', 'off', true)`)
  .join('');

const planningOf: { readonly [P in Planning]: string } = {
  'by-key': byKey,
  'by-question': '',
  'by-key-once': `${byKey}, set_config('plan_cache_mode', 'force_generic_plan', true)`,
};

/**
 * The tenant and the limits of a read. `limitMs`: a statement that takes longer is stopped. `isQuestion`: the read answers a
 * person's question. `worked`: called with the time for which the work had a connection, without its wait for one.
 */
export type TenantReading = {
  readonly orgId: string;
  readonly planning?: Planning;
  readonly limitMs?: number;
  readonly isQuestion?: boolean;
  readonly worked?: (ms: number) => void;
};

/** A tenant's transaction. `isLarge`: it takes long, and itself waits for quick works (`QuickWorks`). */
export type InTenant = TenantReading & { readonly mode: TransactionMode; readonly isLarge?: boolean };

/** Returns the statement that sets the tenant for the transaction in which it runs. */
function settingOf({ orgId, planning = 'by-key', limitMs }: TenantReading): Statement {
  const limit = limitMs === undefined ? '' : `, set_config('statement_timeout', '${limitMs}', true)`;
  return { sql: `select set_config('app.org_id', $1, true)${planningOf[planning]}${limit}`, parameters: [orgId] };
}

/** Chosen: connections reserved for work of no tenant (sign-in, health). Tenants cannot use them. */
const ofNobody = 2;
/**
 * Chosen: a question may keep a core of Postgres busy for seconds. With two questions of one tenant, a person who edits at the
 * same time still has a core.
 */
const questions = { all: 6, each: 2 } as const;
/**
 * Chosen: a screen's lists and sums take milliseconds each. A tenant that uses more than a quarter of a core is not using
 * screens.
 */
const usualQuestions = { burst: 500, perSecond: 250 } as const;
/** Chosen: at most this many heavily asking tenants are served at the same time, one question of each. */
const patientQuestions = { all: 2, each: 1 } as const;
/** Chosen: longer than any burst of an office, and shorter than the timeout of a device or a person's patience. */
const patience = { waiting: 200, waitMs: 5_000 } as const;

type Shares = {
  readonly connections: FairShares;
  readonly questions: FairShares;
  readonly patient: FairShares;
  /** The recent time used by tenants' questions. */
  readonly asked: Buckets;
};
const sharesOf = new WeakMap<Database, Shares>();

async function timed<T>({ worked }: TenantReading, work: () => Promise<T>): Promise<T> {
  if (!worked) return work();
  const began = performance.now();
  try {
    return await work();
  } finally {
    worked(performance.now() - began);
  }
}

/**
 * E-3: runs a tenant's work when a connection of its share is free. Throws `NoRoom` after too long a wait. A tenant whose
 * questions recently took very much time asks one at a time, and pauses for other tenants like a large work (`restOf`).
 */
function inShare<T>(
  database: Database,
  of: TenantReading & Pick<InTenant, 'isLarge'>,
  work: () => Promise<T>,
): Promise<T> {
  const { connections } = database;
  if (connections === undefined) return timed(of, work);
  const all = Math.max(1, connections - ofNobody);
  const shares = sharesOf.get(database) ?? {
    connections: new FairShares({ all, each: Math.ceil(all / 2), ...patience }),
    questions: new FairShares({ ...questions, ...patience }),
    patient: new FairShares({ ...patientQuestions, ...patience }),
    asked: new Buckets(() => performance.now()),
  };
  sharesOf.set(database, shares);
  const { orgId, worked } = of;
  if (of.isQuestion !== true)
    return shares.connections.run(orgId, of.isLarge === true ? work : () => quickWorks.during(orgId, work));
  const question = {
    ...of,
    worked: (ms: number): void => {
      shares.asked.take(orgId, usualQuestions, ms);
      worked?.(ms);
    },
  };
  const isPatient = shares.asked.left(orgId, usualQuestions) < 0;
  const ask = (): Promise<T> => timed(question, work);
  if (!isPatient)
    return shares.questions.run(orgId, () => shares.connections.run(orgId, () => quickWorks.during(orgId, ask)));
  return shares.patient.run(orgId, async () => {
    const rest = restOf(orgId);
    try {
      return await shares.connections.run(orgId, ask);
    } finally {
      await rest();
    }
  });
}

/** Runs work with the tenant set for this one transaction (P-2): row security shows that tenant's rows and no others. */
export function inTenant<T>(database: Database, of: InTenant, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inShare(database, of, () =>
    database.transaction(of.mode, async (tx) => {
      const { sql, parameters } = settingOf(of);
      const isSet = tx.query(sql, parameters);
      isSet.catch(() => undefined); // reported below; all statements after it fail too
      const answer = await work(tx);
      await isSet;
      return answer;
    }),
  );
}

/**
 * Reads with the tenant set (P-2), in a single exchange (`Database.read`). A statement that writes is refused. Returns the rows
 * of each statement.
 */
export async function readInTenant(
  database: Database,
  of: TenantReading,
  statements: readonly Statement[],
): Promise<readonly (readonly Row[])[]> {
  const { sql, parameters } = settingOf(of);
  const setting = { sql: `${sql}, set_config('transaction_read_only', 'on', true)`, parameters };
  const [, ...answers] = await inShare(database, of, () => database.read([setting, ...statements]));
  return answers;
}
