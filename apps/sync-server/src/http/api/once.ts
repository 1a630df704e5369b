import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { MiddlewareHandler } from 'hono';
import { NoRoom } from '../../db/fair-shares.ts';
import { answerOnce } from '../../gateway/repeated-answers.ts';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { repeatableRequest } from '../routes/records/conditions.ts';

/** The outcome of a request whose `Idempotency-Key` stays free, because nothing was done. */
const nothingDone: Result<never> = refuse('server/busy', 'Nothing was done.', { waitSeconds: 0 });

export type OncePorts = Parameters<typeof answerOnce>[0];

/**
 * Does the work of a signed-in request with an `Idempotency-Key` once, as `answerOnce`. For routes that answer with JSON and `status`. A
 * fault leaves the key taken, because its work may have been done.
 */
export const once =
  (ports: OncePorts, status: 200 | 201 = 200): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const request = repeatableRequest(c);
    if (!request.ok) return problemResponse(request, c.get('requestId'));
    if (request.value.key === undefined) return next();
    const state = { isAnswered: false };
    const work = async (): Promise<Result<unknown>> => {
      await next();
      state.isAnswered = true;
      if (c.error && !(c.error instanceof NoRoom)) throw c.error;
      return c.res.ok ? accept(await c.res.clone().json()) : nothingDone;
    };
    try {
      const done = await answerOnce(ports, request.value, work);
      if (state.isAnswered) return undefined;
      return done.ok ? c.json(done.value as object, status) : problemResponse(done, c.get('requestId'));
    } catch (cause) {
      if (state.isAnswered) return undefined; // the app has answered the fault
      throw cause;
    }
  };
