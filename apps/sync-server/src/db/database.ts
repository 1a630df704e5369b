import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import { Buckets } from './buckets.ts';
import { FairShares } from './fair-shares.ts';
import { restOf } from '../sharing/loop-share.ts';
import { quickWorks } from '../sharing/quick-works.ts';

/** A row as a driver gives it: bigint as number, jsonb parsed, bytea as bytes, uuid and text as text. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * One open transaction. Statements run one after another in the order in which they were asked for; several may be asked for at once, and
 * then take one trip to Postgres. What is asked for after the work has ended, or a part of it has failed, is a fault.
 */
export type Transaction = {
  /** The rows in the statement's order. `R` names the columns that the statement itself lists: the caller keeps them in step. */
  readonly query: <R extends Row = Row>(statement: string, parameters?: readonly unknown[]) => Promise<readonly R[]>;
};

/** `write`: read committed. `snapshot`: repeatable read, read only: all its statements see one moment. */
export type TransactionMode = 'write' | 'snapshot';

/**
 * The store as the app's role. A real Postgres (`pg-database.ts`) or one in the process (`pglite-database.ts`): nothing above knows
 * which. When `work` throws, everything that it wrote is undone and its error passed on.
 */
export type Database = {
  /** How many transactions and readings run at once; absent where nobody waits for a connection. */
  readonly connections?: number;
  readonly transaction: <T>(mode: TransactionMode, work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /**
   * Runs statements that only read, and are all known beforehand, as one transaction in a single exchange: what they set locally holds for those
   * behind them and no longer. Each sees its own moment, never an earlier one than the statement before it. Answers the rows of each.
   */
  readonly read: (statements: readonly Statement[]) => Promise<readonly (readonly Row[])[]>;
  /** Calls back for each NOTIFY on a channel until the answer is called. Notices may be lost with a connection: `onGap` says so. */
  readonly listen: (channel: string, listener: NoticeListener) => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
};

export type NoticeListener = {
  readonly notice: (payload: string) => void;
  /** The connection was lost and is there again: what came in between is unknown. */
  readonly gap: () => void;
};

/**
 * What Postgres is to make of a transaction's statements. `by-key`: the server's own, which reach every row by a key: never by reading a whole
 * table or hashing one side, whatever Postgres takes the size of a table to be that was empty when the plan was made. `by-question`: what
 * people ask, planned as Postgres sees fit, for the values asked about where one plan for all would be worse. `by-key-once`: by key, with one
 * plan for all values: for what takes longer to plan than to answer.
 */
export type Planning = 'by-key' | 'by-question' | 'by-key-once';

/** `material`: of a table that was never analysed Postgres would put all of a tenant's rows aside and compare each with each. */
const byKey = ['seqscan', 'hashjoin', 'mergejoin', 'material']
  .map((way) => `, set_config('enable_${way}', 'off', true)`)
  .join('');

const planningOf: { readonly [P in Planning]: string } = {
  'by-key': byKey,
  'by-question': '',
  'by-key-once': `${byKey}, set_config('plan_cache_mode', 'force_generic_plan', true)`,
};

/**
 * Whose rows, and how they are read. `limitMs`: a statement that takes longer is stopped. `isQuestion`: as long as a person's question lasts.
 * `worked`: told how long the work had a connection, without the time for which it waited for one.
 */
export type TenantReading = {
  readonly orgId: string;
  readonly planning?: Planning;
  readonly limitMs?: number;
  readonly isQuestion?: boolean;
  readonly worked?: (ms: number) => void;
};

/** A tenant's transaction. `isLarge`: it lasts, and lets others go first itself (`QuickWorks`). */
export type InTenant = TenantReading & { readonly mode: TransactionMode; readonly isLarge?: boolean };

/** Sets the tenant for the one transaction in which it runs. */
function settingOf({ orgId, planning = 'by-key', limitMs }: TenantReading): Statement {
  const limit = limitMs === undefined ? '' : `, set_config('statement_timeout', '${limitMs}', true)`;
  return { sql: `select set_config('app.org_id', $1, true)${planningOf[planning]}${limit}`, parameters: [orgId] };
}

/** Chosen: what belongs to no tenant (signing in, health) finds a connection, whatever tenants do. */
const ofNobody = 2;
/** Chosen: a question may keep a core of Postgres busy for seconds. With two of one tenant, whoever edits beside it still has theirs. */
const questions = { all: 6, each: 2 } as const;
/** Chosen: a screen's lists and sums take milliseconds each. Whoever asks for more than a quarter of a core is no screen. */
const usualQuestions = { burst: 500, perSecond: 250 } as const;
/** Chosen: so many tenants that ask very much are answered at once, one question of each. */
const patientQuestions = { all: 2, each: 1 } as const;
/** Chosen: longer than any burst of an office lasts, and shorter than a device or a person waits. */
const patience = { waiting: 200, waitMs: 5_000 } as const;

type Shares = {
  readonly connections: FairShares;
  readonly questions: FairShares;
  readonly patient: FairShares;
  /** The time that tenants' questions took lately. */
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
 * E-3: does a tenant's work when a connection of its share is free. Throws `NoRoom` where it would wait too long. A tenant whose questions took very much
 * time lately asks one at a time, and rests beside tenants at work as a large work does (`restOf`).
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
      isSet.catch(() => undefined); // told below; all that comes behind it fails too
      const answer = await work(tx);
      await isSet;
      return answer;
    }),
  );
}

/** Reads with the tenant set (P-2), in a single exchange (`Database.read`); what writes is refused. Answers the rows of each statement. */
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
