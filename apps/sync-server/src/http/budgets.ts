import type { Clock } from '@outpost/domain/kernel/ports';
import { refuse, type RefusalOf } from '@outpost/domain/kernel/refusal';
import type { Caller } from '../identity/identity-ports.ts';
import type { RateLimit } from './rate-limit.ts';

/** What a person and their tenant may use of the server. `bytes`: those of large bodies. */
export type Spending = 'acts' | 'rows' | 'bytes' | 'questionMs';
export type BudgetLimits = { readonly [Who in 'person' | 'tenant']: { readonly [S in Spending]: RateLimit } };

const mebibyte = 1_048_576;

/**
 * Chosen: what a device brings after weeks without a network, or an import of 250,000 records, passes at once; what goes on for longer takes
 * a fifth of what the server can write, and half a core of Postgres for questions. Measured: 13,000 records a second, four rows each.
 */
export const usualBudgets: BudgetLimits = {
  person: {
    acts: { burst: 50_000, perSecond: 500 },
    rows: { burst: 1_000_000, perSecond: 10_000 },
    bytes: { burst: 256 * mebibyte, perSecond: mebibyte },
    questionMs: { burst: 30_000, perSecond: 500 },
  },
  tenant: {
    acts: { burst: 200_000, perSecond: 2_000 },
    rows: { burst: 4_000_000, perSecond: 20_000 },
    bytes: { burst: 1_024 * mebibyte, perSecond: 4 * mebibyte },
    questionMs: { burst: 120_000, perSecond: 1_000 },
  },
};

/** Chosen (E-3): as many persons and tenants are remembered; the one not seen for longest begins anew. */
const mostKeys = 50_000;
/** Chosen: whoever owes more than this is asked to come back then, and told again. */
const longestWaitSeconds = 600;

type Account = { left: number; atMs: number };

/**
 * E-3: what persons and tenants have used lately, in this process. What a request uses is known when it is done: it is taken then, and whoever owes is
 * refused until it is made up.
 */
export class Budgets {
  readonly #limits: BudgetLimits;
  readonly #clock: Clock;
  readonly #accounts = new Map<string, Account>();

  constructor(limits: BudgetLimits, { clock }: { readonly clock: Clock }) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Refuses `request/too-many` where the caller or their tenant has used up one of these. */
  judge(
    caller: Pick<Caller, 'orgId' | 'userId'>,
    spendings: readonly Spending[],
  ): RefusalOf<'request/too-many'> | undefined {
    let waitSeconds = 0;
    for (const [who, key] of keysOf(caller))
      for (const spending of spendings) {
        const { left } = this.#account(`${spending} ${key}`, this.#limits[who][spending]);
        if (left < 0) waitSeconds = Math.max(waitSeconds, Math.ceil(-left / this.#limits[who][spending].perSecond));
      }
    if (waitSeconds === 0) return undefined;
    const told = Math.min(waitSeconds, longestWaitSeconds);
    return refuse(
      'request/too-many',
      `You or your organisation have asked very much of the server lately. Try again in ${told} seconds; nothing is lost.`,
      { waitSeconds: told },
    );
  }

  /** Takes what was used. */
  spend(caller: Pick<Caller, 'orgId' | 'userId'>, spending: Spending, amount: number): void {
    for (const [who, key] of keysOf(caller))
      this.#account(`${spending} ${key}`, this.#limits[who][spending]).left -= amount;
  }

  #account(key: string, { burst, perSecond }: RateLimit): Account {
    const nowMs = this.#clock.nowMs();
    const known = this.#accounts.get(key);
    const gained = known ? (Math.max(0, nowMs - known.atMs) / 1_000) * perSecond : 0;
    const account = { left: known ? Math.min(burst, known.left + gained) : burst, atMs: nowMs };
    this.#accounts.delete(key); // put back at the end: the map's order is that of the last use
    this.#accounts.set(key, account);
    if (this.#accounts.size > mostKeys) {
      const oldest = this.#accounts.keys().next();
      if (!oldest.done) this.#accounts.delete(oldest.value);
    }
    return account;
  }
}

const keysOf = ({ orgId, userId }: Pick<Caller, 'orgId' | 'userId'>) =>
  [
    ['person', `${orgId} ${userId}`],
    ['tenant', orgId],
  ] as const;
