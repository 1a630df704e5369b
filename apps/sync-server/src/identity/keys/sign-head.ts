import type { Clock } from '@outpost/domain/kernel/ports';
import type { Head } from '@outpost/domain/sync/protocol';
import { CompactSign, compactVerify, errors } from 'jose';
import { z } from 'zod';
import type { KeyRing } from './key-ring.ts';

/** A head of a tenant's journal: `hash` in hex as on the wire, `at` an instant in UTC. */
export type HeadClaims = { readonly org: string; readonly n: number; readonly hash: string; readonly at: string };

const headType = 'outpost-head+jws';

/** P-5: signs a head: a compact JWS (EdDSA) over these claims, verified against the JWKS. */
export function signHead({ org, n, hash, at }: HeadClaims, { keys }: { readonly keys: KeyRing }): Promise<string> {
  const { kid, privateKey } = keys.signing();
  const payload = new TextEncoder().encode(JSON.stringify({ org, n, hash, at }));
  return new CompactSign(payload).setProtectedHeader({ alg: 'EdDSA', kid, typ: headType }).sign(privateKey);
}

const claimsSchema = z.object({ org: z.string(), n: z.number().int(), hash: z.string(), at: z.string() });
/** Longer than any signature of ours. */
const longestWord = 2_000;

/** Returns the head of this tenant's journal that the server signed in this text, or `undefined`. */
export async function signedHeadOf(
  word: string | undefined,
  { org, keys }: { readonly org: string; readonly keys: KeyRing },
): Promise<HeadClaims | undefined> {
  if (word === undefined || word.length > longestWord) return undefined;
  try {
    const { payload } = await compactVerify(
      word,
      async ({ kid = '', typ }) => {
        const key = typ === headType ? await keys.verifying(kid) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    const claims = claimsSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return claims.success && claims.data.org === org ? claims.data : undefined;
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** Chosen: `at` is the time of signing, not of the request. */
const sameForMs = 10_000;
const mostTenants = 10_000;

type Signed = {
  readonly n: number;
  readonly hash: string;
  readonly kid: string;
  readonly atMs: number;
  readonly word: Promise<string>;
};

/** Signs heads for devices. Requests for the same head within some seconds get the same signature. */
export function headSigner({
  keys,
  clock,
}: {
  readonly keys: KeyRing;
  readonly clock: Clock;
}): (org: string, head: Head) => Promise<string> {
  const last = new Map<string, Signed>();
  return (org, [n, hash]) => {
    const atMs = clock.nowMs();
    const { kid } = keys.signing();
    const known = last.get(org);
    if (known?.n === n && known.hash === hash && known.kid === kid && Math.abs(atMs - known.atMs) < sameForMs)
      return known.word;
    const word = signHead({ org, n, hash, at: new Date(atMs).toISOString() }, { keys });
    last.delete(org);
    last.set(org, { n, hash, kid, atMs, word });
    word.catch(() => last.delete(org)); // the next request tries again
    const [oldest] = last.keys();
    if (last.size > mostTenants && oldest !== undefined) last.delete(oldest);
    return word;
  };
}
