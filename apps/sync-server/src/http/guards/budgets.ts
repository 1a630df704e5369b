import type { Clock } from '@outpost/domain/kernel/ports';
import { refuse, type RefusalOf } from '@outpost/domain/kernel/refusal';
import { Buckets, type Flow } from '../../db/buckets.ts';
import type { Caller } from '../../identity/identity-ports.ts';

/**
 * What may be used of the server. `bytes`: those of large bodies. `questionMs`: how long Postgres was at work for questions, without the time
 * for which they waited. `outsideActs`: acts of people who hold only portal roles, counted beside `acts`. `signIns`: requests under /auth.
 */
export type Spending = 'acts' | 'outsideActs' | 'rows' | 'bytes' | 'questionMs';
export type AddressSpending = 'requests' | 'signIns';
export type BudgetLimits = { readonly [Who in 'person' | 'tenant']: { readonly [S in Spending]: Flow } } & {
  readonly address: { readonly [S in AddressSpending]: Flow };
};

const mebibyte = 1_048_576;

/**
 * Chosen: what a device brings after weeks without a network, or an import of 250,000 records, passes at once; what goes on for longer takes
 * a fifth of what the server can write, and half a core of Postgres for questions. Measured: 13,000 records a second, four rows each.
 */
export const usualBudgets: BudgetLimits = {
  person: {
    acts: { burst: 50_000, perSecond: 500 },
    /** Chosen: a customer who fills in forms for an afternoon; nobody imports through a portal. */
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
  /** Chosen: the whole office of a customer may share one address; beyond this it is no office. */
  address: {
    requests: { burst: 1_000, perSecond: 200 },
    /** Each may cost a slow hash. Tries per e-mail have a count of their own (identity/lockout.ts). */
    signIns: { burst: 100, perSecond: 5 },
  },
};

/** Chosen: whoever owes more than this is asked to come back then, and told again. */
const longestWaitSeconds = 600;

type Payer = Pick<Caller, 'orgId' | 'userId'>;

/**
 * E-3: what addresses, persons and tenants have used lately, in this process. What a signed-in request uses is known when it is done: it is taken
 * then, and whoever owes is refused until it is made up. An address pays for a request before it is looked at.
 */
export class Budgets {
  readonly #limits: BudgetLimits;
  readonly #buckets: Buckets;

  constructor(limits: BudgetLimits, { clock }: { readonly clock: Clock }) {
    this.#limits = limits;
    this.#buckets = new Buckets(() => clock.nowMs());
  }

  /** Takes a request of an address from its budgets. Refuses `request/too-many` where one of them has none left, and takes nothing of that one. */
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

  /** Refuses `request/too-many` where the caller or their tenant has used up one of these. */
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
      `You or your organisation have asked very much of the server lately. Try again in ${told} seconds; nothing is lost.`,
      { waitSeconds: told },
    );
  }

  /** Takes what was used. */
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
