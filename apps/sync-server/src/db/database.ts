/** A row as a driver gives it: bigint as number, jsonb parsed, bytea as bytes, uuid and text as text. */
export type Row = Readonly<Record<string, unknown>>;

/** One open transaction. Statements run one after another. */
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
  readonly transaction: <T>(mode: TransactionMode, work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** Calls back for each NOTIFY on a channel until the answer is called. Notices may be lost with a connection: `onGap` says so. */
  readonly listen: (channel: string, listener: NoticeListener) => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
};

export type NoticeListener = {
  readonly notice: (payload: string) => void;
  /** The connection was lost and is there again: what came in between is unknown. */
  readonly gap: () => void;
};

/** Runs work with the tenant set for this one transaction (P-2): row security shows that tenant's rows and no others. */
export function inTenant<T>(
  database: Database,
  tenant: { readonly orgId: string; readonly mode: TransactionMode },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return database.transaction(tenant.mode, async (tx) => {
    await tx.query(`select set_config('app.org_id', $1, true)`, [tenant.orgId]);
    return work(tx);
  });
}
