import { createHash } from 'node:crypto';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../../identity/identity-ports.ts';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { callerOf } from './authenticate.ts';
import type { ClientAddress } from './client-address.ts';

/** A number of requests in a number of seconds. */
export type Rate = { readonly requests: number; readonly seconds: number };
/** The rates of the API. `caller`: of a person or a key. */
export type ApiRates = {
  readonly callerMinute: Rate;
  readonly callerHour: Rate;
  readonly tenant: Rate;
  readonly address: Rate;
};

/** The first two are required. Chosen: ten busy callers of an organisation, or of an office behind one address. */
export const usualRates: ApiRates = {
  callerMinute: { requests: 100, seconds: 60 },
  callerHour: { requests: 1_000, seconds: 3_600 },
  tenant: { requests: 1_000, seconds: 60 },
  address: { requests: 1_000, seconds: 60 },
};

type Limiter = Pick<RateLimiterMemory, 'consume'>;
type Named = { readonly name: string; readonly rate: Rate; readonly limiter: Limiter };

/** Chosen: expired rows are deleted once in this many requests. */
const purgeEvery = 1_000;

/**
 * Limits the number of requests to the API. The budgets limit their cost. The counts are this process's, or those of
 * all servers where `shared` is their database. If it does not answer, the process's own counts apply.
 */
export class RateLimits {
  readonly #limiters: { readonly [R in keyof ApiRates]: Named };

  constructor(rates: ApiRates, { shared }: { readonly shared: Database | undefined }) {
    const named = (name: string, rate: Rate): Named => ({ name, rate, limiter: limiterFor(name, rate, shared) });
    this.#limiters = {
      callerMinute: named('caller-minute', rates.callerMinute),
      callerHour: named('caller-hour', rates.callerHour),
      tenant: named('tenant', rates.tenant),
      address: named('address', rates.address),
    };
  }

  /** Charges a request to its address, before anything else of it is read. */
  byAddress(clientAddress: ClientAddress): MiddlewareHandler<HttpEnv> {
    return async (c, next) => {
      const address = clientAddress(c);
      return address === undefined ? next() : charge(c, next, [[this.#limiters.address, address]]);
    };
  }

  /**
   * Charges a request to its caller and the caller's organisation. A signature must have been verified before. A token that is not valid is
   * charged to nobody: its route refuses it.
   */
  byCaller(identity: Pick<IdentityPorts, 'keys' | 'clock'>): MiddlewareHandler<HttpEnv> {
    return async (c, next) => {
      const known: Caller | undefined = c.get('caller');
      const read = known ? accept(known) : await callerOf(c, identity);
      if (!read.ok) return next();
      c.set('caller', read.value); // a proof is accepted once: the route does not verify it again
      const { orgId, userId } = read.value;
      const { callerMinute, callerHour, tenant } = this.#limiters;
      const who = `${orgId} ${userId}`;
      return charge(c, next, [[callerMinute, who], [callerHour, who], [tenant, orgId]]); // prettier-ignore
    };
  }
}

function limiterFor(name: string, { requests, seconds }: Rate, shared: Database | undefined): Limiter {
  const options = { points: requests, duration: seconds, keyPrefix: name };
  const memory = new RateLimiterMemory(options);
  if (!shared) return memory;
  const limiter = new RateLimiterPostgres({
    ...options,
    storeClient: clientOf(shared),
    storeType: 'client',
    schemaName: 'auth',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    insuranceLimiter: memory,
  });
  let count = 0;
  return {
    consume(key) {
      count += 1;
      if (count % purgeEvery === 0) void purge(shared);
      return limiter.consume(key);
    },
  };
}

/** Deletes expired rows, by the clock of the library. A failure is not critical: the next purge deletes them. */
const purge = (database: Database): Promise<unknown> =>
  database
    .transaction('write', (tx) => tx.query('delete from auth.rate_limit where expire < $1', [Date.now()]))
    .catch(() => undefined);

/** Returns our database in the form of a client of `pg`, as the library expects it. */
const clientOf = (database: Database) => ({
  query: ({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) =>
    database.transaction('write', async (tx) => {
      const rows = await tx.query(text, values);
      return { rows, rowCount: rows.length };
    }),
});

/** Charges a request, and sets the headers of its answer. Refuses it where a rate is used up. */
async function charge(
  c: Context<HttpEnv>,
  next: () => Promise<void>,
  charged: readonly (readonly [Named, string])[],
): Promise<Response | undefined> {
  const results = await Promise.all(
    charged.map(async ([named, whose]) => ({ named, ...(await consume(named.limiter, whose)) })),
  );
  const spent = results.filter(({ isSpent }) => isSpent);
  const [nearest] = [...(spent.length > 0 ? spent : results)].sort((a, b) => a.left - b.left || b.waitMs - a.waitMs);
  if (!nearest) throw new Error('A request is charged to nobody');
  const waitSeconds = Math.max(1, Math.ceil(nearest.waitMs / 1_000));
  const message = `Too many requests. Try again in ${waitSeconds} seconds.`;
  const refusal = spent.length > 0 ? problemResponse(refuse('request/too-many', message, { waitSeconds }), c.get('requestId')) : undefined; // prettier-ignore
  if (!refusal) await next();
  const { headers } = refusal ?? c.res;
  if (headers.has('ratelimit')) return refusal; // an inner rate is the narrower one
  const policy = results.map(({ named: { name, rate } }) => `"${name}";q=${rate.requests};w=${rate.seconds}`);
  headers.set('ratelimit-policy', policy.join(', '));
  headers.set('ratelimit', `"${nearest.named.name}";r=${nearest.left};t=${waitSeconds}`);
  return refusal;
}

type Consumed = { readonly isSpent: boolean; readonly left: number; readonly waitMs: number };

async function consume(limiter: Limiter, whose: string): Promise<Consumed> {
  const key = createHash('sha256').update(whose).digest('base64url');
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key);
    return { isSpent: false, left: remainingPoints, waitMs: msBeforeNext };
  } catch (cause) {
    if (cause instanceof RateLimiterRes) return { isSpent: true, left: 0, waitMs: cause.msBeforeNext };
    throw cause;
  }
}
