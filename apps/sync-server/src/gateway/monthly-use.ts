import type { Clock } from '@outpost/domain/kernel/ports';
import {
  isMonthly,
  type MonthlyQuota,
  monthUsedUp,
  type QuotaLimits,
  quotaLimitsIn,
} from '@outpost/domain/kernel/quotas/quotas';
import type { RefusalOf } from '@outpost/domain/kernel/refusal';
import { type Database, inTenant } from '../db/database.ts';

type Counts = Map<MonthlyQuota, number>;
/** The counts that a server has not written yet, by month. */
type Unwritten = Map<string, Counts>;

/** The state that a server caches for an organisation. `stored`: the counts of `month` as last read, those of all servers. */
type Known = {
  month: string;
  stored: Counts;
  limits: QuotaLimits;
  readAtMs: number;
};

/** Returns the month of an instant in UTC, such as "2026-11". `ms`: since 1970. */
const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** An organisation in the memory of this server. `writing`: the counts that are being written now. */
type Held = {
  known: Known | undefined;
  unwritten: Unwritten;
  writing: Unwritten;
  /** The last reading or writing that has begun. They follow one another, so that no older reading replaces a newer one. */
  turn: Promise<unknown>;
  /** The number of readings and writings that have not ended. */
  waiting: number;
};

/** The use of an organisation in the present month, by quota. */
export type MonthUse = { readonly month: string; readonly used: Readonly<Record<MonthlyQuota, number>> };

type MonthlyUsePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: { readonly error: (details: object, message: string) => void };
};

/** Chosen: bounds the count that a killed server loses, and that another server does not see yet. */
const flushEveryMs = 5_000;
/** Chosen: limits that an operator sets, and counts of other servers, are known within this time. */
export const freshForMs = 2 * flushEveryMs;

/**
 * PLT-42: counts what organisations use by the month (UTC). Counting adds up in memory. `flush` writes the sums, one
 * row for each organisation, month and quota. A limit is compared with the stored count plus the count that this server
 * has not written yet. One server alone therefore never passes a limit. Several together pass it by no more than their
 * count within `freshForMs`. A server that is killed loses the counts since its last flush.
 */
export class MonthlyUse {
  readonly #ports: MonthlyUsePorts;
  readonly #held = new Map<string, Held>();

  constructor(ports: MonthlyUsePorts) {
    this.#ports = ports;
  }

  /** Adds one to the count, also beyond the limit. It reads and writes nothing. */
  add(orgId: string, key: MonthlyQuota): void {
    addTo(this.#of(orgId).unwritten, { month: this.#month(), key, amount: 1 });
  }

  /** Takes back one use that was counted and did not happen. In the first moments of a month it counts for the new one. */
  giveBack(orgId: string, key: MonthlyQuota): void {
    addTo(this.#of(orgId).unwritten, { month: this.#month(), key, amount: -1 });
  }

  /** Returns the refusal of one more use where the month is used up. */
  async judge(orgId: string, key: MonthlyQuota): Promise<RefusalOf<'quota/reached'> | undefined> {
    return this.#usedUp(await this.#fresh(orgId), key);
  }

  /** Counts one use. Where the month is used up, it returns the refusal and counts nothing. */
  async take(orgId: string, key: MonthlyQuota): Promise<RefusalOf<'quota/reached'> | undefined> {
    const reached = this.#usedUp(await this.#fresh(orgId), key);
    if (!reached) this.add(orgId, key); // without an await, so that no other call is judged in between
    return reached;
  }

  /** Returns the use of the present month, with the count that this server has not written yet. */
  async read(orgId: string): Promise<MonthUse> {
    const held = await this.#fresh(orgId);
    const used = { messages: this.#used(held, 'messages'), 'api-calls': this.#used(held, 'api-calls') };
    return { month: this.#month(), used };
  }

  /** Writes all sums. Those of an organisation that cannot be written are kept for the next time. */
  async flush(): Promise<void> {
    for (const [orgId, held] of this.#held) {
      if (held.unwritten.size > 0)
        await this.#inTurn(held, () => this.#write(orgId, held)).catch((error: unknown) =>
          this.#ports.log.error({ orgId, err: error }, 'counts of a month were not written; it is tried again'),
        );
      else if (!this.#isFresh(held) && held.waiting === 0) this.#held.delete(orgId);
    }
  }

  /** Flushes every few seconds. Returns the function that stops it, after a last flush. */
  start(): () => Promise<void> {
    const state = { running: undefined as Promise<void> | undefined };
    const timer = setInterval(() => {
      state.running ??= this.flush().finally(() => (state.running = undefined));
    }, flushEveryMs);
    timer.unref();
    return async () => {
      clearInterval(timer);
      await state.running;
      await this.flush();
    };
  }

  #month(): string {
    return monthOf(this.#ports.clock.nowMs());
  }

  #of(orgId: string): Held {
    const found = this.#held.get(orgId) ?? { known: undefined, unwritten: new Map(), writing: new Map(), turn: Promise.resolve(), waiting: 0 }; // prettier-ignore
    this.#held.set(orgId, found);
    return found;
  }

  #isFresh({ known }: Held): boolean {
    if (!known) return false;
    const age = this.#ports.clock.nowMs() - known.readAtMs;
    return age >= 0 && age < freshForMs && known.month === this.#month();
  }

  #usedUp(held: Held, key: MonthlyQuota): RefusalOf<'quota/reached'> | undefined {
    const limit = held.known?.limits[key];
    const [month, used] = [this.#month(), this.#used(held, key)];
    return limit !== undefined && used >= limit ? monthUsedUp(key, { limit, used, month }) : undefined;
  }

  #used({ known, unwritten, writing }: Held, key: MonthlyQuota): number {
    const month = this.#month();
    const stored = known?.month === month ? (known.stored.get(key) ?? 0) : 0;
    return stored + (writing.get(month)?.get(key) ?? 0) + (unwritten.get(month)?.get(key) ?? 0);
  }

  /** Returns the organisation with counts that are not too old. It reads older ones again, once for all who wait. */
  async #fresh(orgId: string): Promise<Held> {
    const held = this.#of(orgId);
    if (!this.#isFresh(held))
      await this.#inTurn(held, async () => {
        if (!this.#isFresh(held)) held.known = await this.#exchange(orgId, []);
      });
    return held;
  }

  async #write(orgId: string, held: Held): Promise<void> {
    held.writing = held.unwritten;
    held.unwritten = new Map();
    const rows = [...held.writing].flatMap(([month, counts]) =>
      [...counts].map(([quota, used]) => ({ month, quota, used })),
    );
    try {
      held.known = await this.#exchange(orgId, rows);
    } catch (cause) {
      for (const { month, quota, used } of rows) addTo(held.unwritten, { month, key: quota, amount: used });
      throw cause;
    } finally {
      held.writing = new Map();
    }
  }

  /** Adds sums to the stored ones, and returns those of the present month with the limits. */
  #exchange(orgId: string, rows: readonly { readonly month: string; readonly quota: MonthlyQuota; readonly used: number }[]): Promise<Known> {
    const readAtMs = this.#ports.clock.nowMs();
    const month = monthOf(readAtMs);
    return inTenant(this.#ports.database, { orgId, mode: rows.length > 0 ? 'write' : 'snapshot' }, async (tx) => {
      if (rows.length > 0) // nothing of an organisation that was erased meanwhile
        await tx.query(
          `insert into store.month_use as u (org_id, quota, month, used)
           select t.org_id, w.quota, w.month, w.used from store.tenants t, jsonb_to_recordset($2::jsonb) as w(quota text, month text, used bigint)
           where t.org_id = $1
           on conflict (org_id, month, quota) do update set used = u.used + excluded.used`,
          [orgId, JSON.stringify(rows)],
        );
      const used = await tx.query<{ quota: string; used: number }>(
        'select quota, used from store.month_use where org_id = $1 and month = $2',
        [orgId, month],
      );
      const [tenant] = await tx.query<{ quotas: unknown }>('select quotas from store.tenants where org_id = $1', [orgId]);
      const stored: Counts = new Map();
      for (const row of used) if (isMonthly(row.quota)) stored.set(row.quota, row.used);
      return { month, stored, limits: quotaLimitsIn(tenant?.quotas), readAtMs };
    });
  } // prettier-ignore

  #inTurn(held: Held, work: () => Promise<void>): Promise<void> {
    held.waiting += 1;
    const done = held.turn.then(work).finally(() => (held.waiting -= 1));
    held.turn = done.catch(() => undefined); // the caller reports it
    return done;
  }
}

function addTo(
  unwritten: Unwritten,
  { month, key, amount }: { readonly month: string; readonly key: MonthlyQuota; readonly amount: number },
): void {
  const counts = unwritten.get(month) ?? new Map<MonthlyQuota, number>();
  counts.set(key, (counts.get(key) ?? 0) + amount);
  unwritten.set(month, counts);
}
