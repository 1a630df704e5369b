import { createMiddleware } from 'hono/factory';
import { requireStepUp } from '../../identity/factors/step-up.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/** Admits callers whose person has proved lately who they are, after `authenticateSession`. Refuses `access/step-up-needed`. */
export function provedLately(ports: IdentityPorts) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const proved = await requireStepUp(c.get('caller'), ports);
    return proved.ok ? next() : problemResponse(proved, c.get('requestId'));
  });
}
