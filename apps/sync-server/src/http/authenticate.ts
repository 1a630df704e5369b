import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import { createMiddleware } from 'hono/factory';
import { inTenant } from '../db/database.ts';
import { verifyAccessToken } from '../identity/access-token.ts';
import type { Caller, IdentityPorts } from '../identity/identity-ports.ts';
import { endedAmong } from '../identity/sessions.ts';
import { sessionEnded } from '../identity/signed-in.ts';
import type { HttpEnv } from './http-env.ts';
import { problemResponse } from './problem-details.ts';

/** RFC 6750, section 2.1. A longer token is none of ours. */
const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const longestToken = 4_096;

/** Who asks, by the access token. Refuses `access/signed-out`. */
async function callerOf(
  header: string | undefined,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<Result<Caller>> {
  const token = header !== undefined && header.length <= longestToken ? bearer.exec(header)?.[1] : undefined;
  if (token === undefined)
    return refuse('access/signed-out', 'Sign in first: this wants the header "Authorization: Bearer <access token>".', {
      reason: 'no-token',
    });
  return verifyAccessToken(token, ports);
}

/** Lets through who has a valid access token, and says who it is: `c.get('caller')`. Refuses `access/signed-out`. */
export function authenticate(ports: Pick<IdentityPorts, 'keys' | 'clock'>) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const caller = await callerOf(c.req.header('authorization'), ports);
    if (!caller.ok) return problemResponse(caller, c.get('requestId'));
    c.set('caller', caller.value);
    return next();
  });
}

/**
 * The same for devices that synchronise: also asks the database whether the session still stands, so that a device whose session was
 * ended (another password, a lost laptop) hears so at its next exchange. Refuses `access/session-ended` too.
 */
export function authenticateDevice(ports: Pick<IdentityPorts, 'keys' | 'clock' | 'database'>) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const caller = await callerOf(c.req.header('authorization'), ports);
    if (!caller.ok) return problemResponse(caller, c.get('requestId'));
    const { orgId, sessionId } = caller.value;
    const isOver = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) =>
      (await endedAmong(tx, orgId, [sessionId])).has(sessionId),
    );
    const standing = isOver ? sessionEnded('ended') : caller;
    if (!standing.ok) return problemResponse(standing, c.get('requestId'));
    c.set('caller', standing.value);
    return next();
  });
}
