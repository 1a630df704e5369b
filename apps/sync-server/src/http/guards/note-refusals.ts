import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import { inTenant } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../../identity/identity-ports.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/**
 * Records refusals of access to signed-in people in their tenant's journal: the asker and the route. Beyond a bound
 * of each person and hour they are only counted. A failure to record is logged, and does not change the answer.
 */
export function noteRefusals({
  identity: { database, clock },
  log,
}: {
  readonly identity: IdentityPorts;
  readonly log: Logger;
}): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    await next();
    const caller: Caller | undefined = c.get('caller');
    if (c.get('refused') !== 'access/denied' || !caller) return;
    const noted = {
      action: 'access/refused',
      outcome: 'refused',
      nowMs: clock.nowMs(),
      origin: originOf(c),
      key: caller.userId,
      details: { method: c.req.method, route: matchedRoutes(c).at(-1)?.path ?? '*' },
    } as const;
    const { orgId } = caller;
    try {
      await inTenant(database, { orgId, mode: 'write' }, (tx) => noteEvent(tx, orgId, noted));
    } catch (error) {
      log.error({ requestId: c.get('requestId'), err: error }, 'a refusal was not written to the journal');
    }
  };
}
