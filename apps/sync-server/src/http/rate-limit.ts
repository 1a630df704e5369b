import type { Clock } from '@outpost/domain/kernel/ports';

/** `burst` requests at once, then `perSecond` of them. */
export type RateLimit = { readonly burst: number; readonly perSecond: number };

/** Chosen: the whole office of a customer may share one address; beyond this it is no office. */
export const usualRateLimits = {
  all: { burst: 1_000, perSecond: 200 },
  /** Paths under /auth: each may cost a slow hash. Tries per e-mail have a count of their own (identity/lockout.ts). */
  auth: { burst: 100, perSecond: 5 },
} as const satisfies Record<string, RateLimit>;

/** Chosen (E-3): as many addresses are remembered; the one not seen for longest is forgotten first, and begins anew. */
const mostKeys = 20_000;

/** Takes one from a key's bucket. Answers 0, or after how many seconds there is one again. */
export type TakeTurn = (key: string) => number;

/** Token buckets in this process: a guard against floods, not a count across servers. */
export function createRateLimiter({ burst, perSecond }: RateLimit, { clock }: { readonly clock: Clock }): TakeTurn {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return (key) => {
    const nowMs = clock.nowMs();
    const known = buckets.get(key);
    const left = known ? Math.min(burst, known.left + (Math.max(0, nowMs - known.atMs) / 1_000) * perSecond) : burst;
    const isAdmitted = left >= 1;
    buckets.delete(key); // put back at the end: the map's order is that of the last use
    buckets.set(key, { left: isAdmitted ? left - 1 : left, atMs: nowMs });
    if (buckets.size > mostKeys) {
      const oldest = buckets.keys().next();
      if (!oldest.done) buckets.delete(oldest.value);
    }
    return isAdmitted ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  };
}
