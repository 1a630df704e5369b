import { refuse } from '@outpost/domain/kernel/refusal';
import { createMiddleware } from 'hono/factory';
import { verifyAccessToken } from '../identity/access-token.ts';
import type { IdentityPorts } from '../identity/identity-ports.ts';
import type { HttpEnv } from './http-env.ts';
import { problemResponse } from './problem-details.ts';

/** RFC 6750, section 2.1. A longer token is none of ours. */
const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const longestToken = 4_096;

/** Lets through who has a valid access token, and says who it is: `c.get('caller')`. Refuses `access/signed-out`. */
export function authenticate(ports: Pick<IdentityPorts, 'keys' | 'clock'>) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const header = c.req.header('authorization');
    const token = header !== undefined && header.length <= longestToken ? bearer.exec(header)?.[1] : undefined;
    if (token === undefined) {
      return problemResponse(
        refuse('access/signed-out', 'Sign in first: this wants the header "Authorization: Bearer <access token>".', {
          reason: 'no-token',
        }),
        c.get('requestId'),
      );
    }
    const verified = await verifyAccessToken(token, ports);
    if (!verified.ok) return problemResponse(verified, c.get('requestId'));
    c.set('caller', verified.value);
    return next();
  });
}
