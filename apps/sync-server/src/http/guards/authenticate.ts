import { dangerousRequest } from '@outpost/domain/kernel/access/dangerous-acts';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { inTenant } from '../../db/database.ts';
import { proofHeader } from '@outpost/domain/sync/proof-header';
import { verifyBoundToken } from '../../identity/tokens/access-token.ts';
import { badProof, verifyProof } from '../../identity/tokens/proofs.ts';
import type { Caller, IdentityPorts } from '../../identity/identity-ports.ts';
import { endedAmong } from '../../identity/sessions/sessions.ts';
import { requireStepUp } from '../../identity/factors/step-up.ts';
import { sessionEnded } from '../../identity/sessions/signed-in.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { problemResponse } from '../answers/problem-details.ts';

/**
 * RFC 6750, section 2.1, and RFC 9449, section 7.1. A longer token is not one of ours: the claims about rights have 2 kB, names some
 * hundred bytes.
 */
const withToken = /^(Bearer|DPoP) +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const longestToken = 8_192;

/**
 * Returns the caller by the access token. Refuses `access/signed-out`, and `access/bad-proof` where the token is bound to a key that
 * the request does not prove.
 */
export async function callerOf(c: Context, ports: Pick<IdentityPorts, 'keys' | 'clock'>): Promise<Result<Caller>> {
  const header = c.req.header('authorization');
  const [, scheme, token] = (header !== undefined && header.length <= longestToken && withToken.exec(header)) || [];
  if (token === undefined)
    return refuse(
      'access/signed-out',
      'Sign in first: this request needs the header "Authorization: Bearer <access token>".',
      {
        reason: 'no-token',
      },
    );
  const verified = await verifyBoundToken(token, ports);
  if (!verified.ok) return verified;
  const { caller, proofKey } = verified.value;
  if (proofKey === undefined) return accept(caller);
  if (scheme?.toLowerCase() !== 'dpop') return badProof('missing', ports);
  const proven = await verifyProof(c.req.header(proofHeader), { method: c.req.method, path: c.req.path, token }, ports);
  if (!proven.ok) return proven;
  return proven.value === proofKey ? accept(caller) : badProof('other-key', ports);
}

/** Returns the caller that the body gate found before it read the body, else the caller by the token. */
function knownCaller(
  c: Context<HttpEnv>,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Result<Caller> | Promise<Result<Caller>> {
  const known: Caller | undefined = c.get('caller');
  return known ? accept(known) : callerOf(c, ports);
}

/**
 * Admits callers with a valid access token, and sets `c.get('caller')`. Refuses `access/signed-out`. Only for routes that check
 * the session themselves (pull and push), or that end it.
 */
export function authenticate(ports: Pick<IdentityPorts, 'keys' | 'clock'>) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const caller = await knownCaller(c, ports);
    if (!caller.ok) return problemResponse(caller, c.get('requestId'));
    c.set('caller', caller.value);
    return next();
  });
}

/**
 * Admits callers as `authenticate` does, for every other route. Also checks in the database that the session is still
 * valid. An ended session (another password, a lost laptop, a suspension) is refused from its next request on. Refuses
 * `access/session-ended` too. A dangerous act by the domain's table (PLT-28) needs a proof of the person: without one
 * it refuses `access/step-up-needed`. A key is not such a proof: where the act is carried out, the key's grants decide.
 */
export function authenticateSession(ports: IdentityPorts) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const caller = await knownCaller(c, ports);
    if (!caller.ok) return problemResponse(caller, c.get('requestId'));
    if (caller.value.keyId !== undefined) return next(); // an API key, checked by `machineCallers`: it has no session
    const { orgId, sessionId } = caller.value;
    const why = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) =>
      (await endedAmong(tx, orgId, [sessionId])).get(sessionId),
    );
    const standing = why === undefined ? caller : sessionEnded(why);
    if (!standing.ok) return problemResponse(standing, c.get('requestId'));
    c.set('caller', standing.value);
    const proved =
      dangerousRequest(c.req.method, c.req.path) === undefined
        ? accept(undefined)
        : await requireStepUp(standing.value, ports);
    return proved.ok ? next() : problemResponse(proved, c.get('requestId'));
  });
}
