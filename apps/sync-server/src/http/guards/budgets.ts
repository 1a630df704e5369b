import type { Clock } from '@outpost/domain/kernel/ports';
import { refuse, type RefusalOf } from '@outpost/domain/kernel/refusal';
import { Buckets, type Flow } from '../../db/buckets.ts';
import type { Caller } from '../../identity/identity-ports.ts';

/**
 * The resources with a budget. `bytes`: the bytes of large bodies. `questionMs`: the time that Postgres spent on questions,
 * without their waiting time. `outsideActs`: acts of people who hold only portal roles, counted in addition to `acts`. `signIns`:
 * requests under /auth.
 */
export type Spending = 'acts' | 'outsideActs' | 'rows' | 'bytes' | 'questionMs';
export type AddressSpending = 'requests' | 'signIns';
export type BudgetLimits = { readonly [Who in 'person' | 'tenant']: { readonly [S in Spending]: Flow } } & {
  readonly address: { readonly [S in AddressSpending]: Flow };
};

const mebibyte = 1_048_576;

/**
 * Chosen: the changes of a device after weeks without a network, or an import of 250,000 records, pass immediately. A
 * longer load gets a fifth of the server's write throughput, and half a core of Postgres for questions. Measured:
 * 13,000 records a second, four rows each.
 */
export const usualBudgets: BudgetLimits = {
  person: {
    acts: { burst: 50_000, perSecond: 500 },
    /** Chosen: enough for a customer who fills in forms for an afternoon. Nobody imports through a portal. */
    outsideActs: { burst: 300, perSecond: 1 },
    rows: { burst: 1_000_000, perSecond: 10_000 },
    bytes: { burst: 256 * mebibyte, perSecond: mebibyte },
    questionMs: { burst: 30_000, perSecond: 500 },
  },
  tenant: {
    acts: { burst: 200_000, perSecond: 2_000 },
    outsideActs: { burst: 10_000, perSecond: 50 },
    rows: { burst: 4_000_000, perSecond: 20_000 },
    bytes: { burst: 1_024 * mebibyte, perSecond: 4 * mebibyte },
    questionMs: { burst: 120_000, perSecond: 1_000 },
  },
  /** Chosen: the whole office of a customer may share one address. No office sends more requests than this. */
  address: {
    requests: { burst: 1_000, perSecond: 200 },
    /** Each may cost a slow hash. Tries per e-mail have a count of their own (identity/tries/lockout.ts). */
    signIns: { burst: 100, perSecond: 5 },
  },
};

/** Chosen: a sender who would have to wait longer is asked to return after this time, and is then refused again. */
const longestWaitSeconds = 600;

type Payer = Pick<Caller, 'orgId' | 'userId'>;

/**
 * E-3: the recent use by addresses, persons and tenants, in this process. The use of a signed-in request is known when it is
 * done. It is charged then, and a sender with an overdrawn budget is refused until the budget has refilled. An address is charged
 * for a request before the request is read.
 */
export class Budgets {
  readonly #limits: BudgetLimits;
  readonly #buckets: Buckets;

  constructor(limits: BudgetLimits, { clock }: { readonly clock: Clock }) {
    this.#limits = limits;
    this.#buckets = new Buckets(() => clock.nowMs());
  }

  /**
   * Charges a request to an address's budgets. Refuses `request/too-many` where one of them is empty, and does not charge that
   * one.
   */
  admit(address: string, spendings: readonly AddressSpending[]): RefusalOf<'request/too-many'> | undefined {
    let waitSeconds = 0;
    for (const spending of spendings) {
      const flow = this.#limits.address[spending];
      const key = `${spending} of ${address}`;
      const left = this.#buckets.left(key, flow);
      if (left >= 1) this.#buckets.take(key, flow, 1);
      else waitSeconds = Math.max(waitSeconds, secondsUntil(1, left, flow));
    }
    return waitSeconds === 0
      ? undefined
      : refuse('request/too-many', `Too many requests from your network. Try again in ${waitSeconds} seconds.`, {
          waitSeconds,
        });
  }

  /** Refuses `request/too-many` where the caller or their tenant has overdrawn one of these budgets. */
  judge(caller: Payer, spendings: readonly Spending[]): RefusalOf<'request/too-many'> | undefined {
    let waitSeconds = 0;
    for (const [who, key] of keysOf(caller))
      for (const spending of spendings) {
        const flow = this.#limits[who][spending];
        const left = this.#buckets.left(`${spending} ${key}`, flow);
        if (left < 0) waitSeconds = Math.max(waitSeconds, secondsUntil(0, left, flow));
      }
    if (waitSeconds === 0) return undefined;
    const told = Math.min(waitSeconds, longestWaitSeconds);
    return refuse(
      'request/too-many',
      `You or your organisation have used the server very heavily. Try again in ${told} seconds; nothing is lost.`,
      { waitSeconds: told },
    );
  }

  /** Charges a use to the caller and their tenant. */
  spend(caller: Payer, spending: Spending, amount: number): void {
    for (const [who, key] of keysOf(caller))
      this.#buckets.take(`${spending} ${key}`, this.#limits[who][spending], amount);
  }
}

const secondsUntil = (least: number, left: number, { perSecond }: Flow): number =>
  Math.max(1, Math.ceil((least - left) / perSecond));

const keysOf = ({ orgId, userId }: Payer) =>
  [
    ['person', `${orgId} ${userId}`],
    ['tenant', orgId],
  ] as const;
