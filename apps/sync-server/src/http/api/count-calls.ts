import type { MiddlewareHandler } from 'hono';
import type { MonthlyUse } from '../../gateway/monthly-use.ts';
import type { Caller } from '../../identity/identity-ports.ts';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/**
 * PLT-42: counts the calls of programs (keys, their tokens, signatures) against the plan of their organisation. Refuses
 * them with `quota/reached` when the month is used up. The app's own calls are people's, and are not counted. A refused
 * call is not counted either.
 */
export function countCalls(uses: MonthlyUse): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const caller: Caller | undefined = c.get('caller');
    if (caller?.keyId === undefined) return next();
    const reached = await uses.take(caller.orgId, 'api-calls');
    if (!reached) return next();
    c.set('refused', reached.code);
    return problemResponse(reached, c.get('requestId'));
  };
}
