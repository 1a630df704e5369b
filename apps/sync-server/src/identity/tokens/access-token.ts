import { hash, type KeyObject } from 'node:crypto';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { ToldClaims } from './told-claims.ts';

/** The algorithm that belongs to each kind of key: a key verifies no other one. */
const algorithmOf: ReadonlyMap<string, string> = new Map([
  ['ed25519', 'EdDSA'],
  ['rsa', 'RS256'],
]);

/** Issue 2, section 3: short, because a token is accepted without asking the database whether the session has ended. */
export const accessTokenMinutes = 15;

/** The issuer and the audience of the tokens: one installation of Outpost, independent of its present address. */
const issuer = 'outpost';
/** RFC 9068: prevents other signatures by these keys (heads of journals) from being accepted as access tokens. */
const tokenType = 'at+jwt';

const claimsSchema = z.object({
  sub: idSchema,
  org: idSchema,
  sid: idSchema,
  dev: idSchema,
  exp: z.number(),
  cnf: z.object({ jkt: z.string() }).optional(),
});

/** Returns a new access token and the instant at which it expires: after `accessTokenMinutes`, or at `endsMs` if that is sooner. */
export async function issueAccessToken(
  caller: Caller & { readonly endsMs?: number; readonly told?: ToldClaims; readonly proofKey?: string | undefined },
  { keys, clock, ids }: Pick<IdentityPorts, 'keys' | 'clock' | 'ids'>,
): Promise<{ readonly accessToken: string; readonly expiresAt: string }> {
  const { kid, privateKey, alg } = keys.tokenKey();
  const nowSeconds = Math.floor(clock.nowMs() / 1_000);
  const longest = nowSeconds + accessTokenMinutes * 60;
  const endSeconds = caller.endsMs === undefined ? longest : Math.min(longest, Math.floor(caller.endsMs / 1_000));
  const accessToken = await new SignJWT({
    org: caller.orgId,
    sid: caller.sessionId,
    dev: caller.deviceId,
    org_id: caller.orgId,
    session_id: caller.sessionId,
    ...caller.told,
    ...(caller.proofKey === undefined ? {} : { cnf: { jkt: caller.proofKey } }),
  })
    .setProtectedHeader({ alg, kid, typ: tokenType })
    .setJti(ids.newId())
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject(caller.userId)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(endSeconds)
    .sign(privateKey);
  return { accessToken, expiresAt: new Date(endSeconds * 1_000).toISOString() };
}

/** A verified token: its key, and its expiry. */
type Verified = {
  readonly kid: string;
  readonly key: KeyObject;
  readonly caller: Caller;
  readonly endSeconds: number;
  readonly proofKey: string | undefined;
};

/** Chosen: some hundred bytes each. */
const mostRemembered = 10_000;
/**
 * Verified tokens by their hash. A device sends the same token many times, and checking its signature takes longer than answering
 * a question.
 */
const remembered = new WeakMap<KeyRing, Map<string, Verified>>();

function memoryOf(keys: KeyRing): Map<string, Verified> {
  const found = remembered.get(keys) ?? new Map<string, Verified>();
  remembered.set(keys, found);
  return found;
}

const hashOf = (token: string): string => hash('sha256', token, 'base64');

/**
 * Returns the caller of a token. Refuses `access/signed-out` with reason `expired` or `invalid` (another algorithm, key or kind
 * of signature, or changed claims). It does not check whether the session has ended since; `authenticateSession`, `pull` and
 * `push` do.
 */
export async function verifyAccessToken(
  token: string,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<Result<Caller>> {
  const verified = await verifyBoundToken(token, ports);
  return verified.ok ? accept(verified.value.caller) : verified;
}

/**
 * Returns the caller of a token, with the thumbprint of the key to which the token is bound (RFC 9449); undefined for a token of
 * any bearer.
 */
export async function verifyBoundToken(
  token: string,
  { keys, clock }: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<Result<{ readonly caller: Caller; readonly proofKey: string | undefined }>> {
  const memory = memoryOf(keys);
  const name = hashOf(token);
  const known = memory.get(name);
  const isGood = known !== undefined && known.endSeconds > Math.floor(clock.nowMs() / 1_000);
  if (isGood && (await keys.verifying(known.kid)) === known.key) return accept(known);
  memory.delete(name);
  const verified = await verify(token, { keys, clock });
  if (!verified.ok) return verified;
  memory.set(name, verified.value);
  const [oldest] = memory.keys();
  if (memory.size > mostRemembered && oldest !== undefined) memory.delete(oldest);
  return verified;
}

/** Returns the expiry of a token that was verified before. */
export const endOfAccessToken = (verified: string): number => (decodeJwt(verified).exp ?? 0) * 1_000;

async function verify(
  token: string,
  { keys, clock }: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<Result<Verified>> {
  try {
    const by: { kid: string; key: KeyObject | undefined } = { kid: '', key: undefined };
    const { payload } = await jwtVerify(
      token,
      async ({ kid, alg }) => {
        if (typeof kid !== 'string') throw new errors.JWKSNoMatchingKey();
        const key = await keys.verifying(kid);
        if (!key || algorithmOf.get(key.asymmetricKeyType ?? '') !== alg) throw new errors.JWKSNoMatchingKey();
        Object.assign(by, { kid, key });
        return key;
      },
      {
        algorithms: [...algorithmOf.values()],
        typ: tokenType,
        issuer,
        audience: issuer,
        requiredClaims: ['exp'],
        currentDate: new Date(clock.nowMs()),
      },
    );
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || !by.key) return invalid();
    const { sub, org, sid, dev, exp: endSeconds, cnf } = claims.data;
    const caller = { userId: sub, orgId: org, sessionId: sid, deviceId: dev };
    return accept({ caller, endSeconds, kid: by.kid, key: by.key, proofKey: cnf?.jkt });
  } catch (cause) {
    if (cause instanceof errors.JWTExpired)
      return refuse('access/signed-out', 'The access token has expired. Ask for another one with the refresh token.', {
        reason: 'expired',
      });
    if (cause instanceof errors.JOSEError) return invalid();
    throw cause;
  }
}

const invalid = (): Result<never> =>
  refuse('access/signed-out', 'This is not an access token of this server. Sign in.', { reason: 'invalid' });
