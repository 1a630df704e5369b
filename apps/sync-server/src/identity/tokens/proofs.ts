import { hash } from 'node:crypto';
import { refuse, accept, type Result } from '@outpost/domain/kernel/refusal';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { IdentityPorts } from '../identity-ports.ts';
import type { KeyRing } from '../keys/key-ring.ts';

/** RFC 9449: the values of a request that its proof must repeat. `token`: the access token in the request. */
export type ProvenRequest = { readonly method: string; readonly path: string; readonly token?: string | undefined };

/**
 * Chosen: how far the time of a proof may be from the server's, in both directions. A device with a wrong clock sends the server's
 * nonce instead, whose time is the server's own.
 */
const windowSeconds = 300;
/** Chosen: a proof has some 400 bytes. */
const longestProof = 2_048;
/**
 * Chosen: fifty thousand devices that ask ten times in ten minutes; some 100 bytes each. The oldest is evicted first.
 */
const mostRemembered = 500_000;

const algorithms = ['EdDSA', 'ES256'];
const proofSchema = z.object({
  jti: z.string().min(8).max(100),
  htm: z.string(),
  htu: z.url({ protocol: /^https?$/ }).max(1_000),
  iat: z.number(),
  ath: z.string().optional(),
  nonce: z.string().max(100).optional(),
});

type Ports = Pick<IdentityPorts, 'keys' | 'clock'>;
type BadProof = 'missing' | 'invalid' | 'stale' | 'used' | 'other-key';

/** The proofs of the last minutes by their key and id, of this server. */
const usedProofs = new WeakMap<KeyRing, Map<string, number>>();

/** Remembers a proof. Returns false for one that was seen before, which somebody has copied. */
function isFirstUse(name: string, { keys, clock }: Ports): boolean {
  const used = usedProofs.get(keys) ?? new Map<string, number>();
  usedProofs.set(keys, used);
  const nowMs = clock.nowMs();
  for (const [other, endMs] of used) {
    if (endMs > nowMs && used.size < mostRemembered) break; // in order of their ends
    used.delete(other);
  }
  if (used.has(name)) return false;
  used.set(name, nowMs + 2 * windowSeconds * 1_000);
  return true;
}

/** Returns the nonce of a time: all servers of the installation give the same, and none is stored. */
const nonceAt = (window: number, { keys }: Ports): string =>
  Buffer.from(keys.attemptMac(`proof nonce:${window}`))
    .subarray(0, 18)
    .toString('base64url');
const windowNow = ({ clock }: Ports): number => Math.floor(clock.nowMs() / 1_000 / windowSeconds);

/** Returns the refusal of a request whose proof is not valid. It names the nonce with which the device tries again. */
export const badProof = (reason: BadProof, ports: Ports): Result<never> =>
  refuse('access/bad-proof', 'This device did not prove that it has the key of its session.', {
    reason,
    nonce: nonceAt(windowNow(ports), ports),
  });

/**
 * RFC 9449, section 4.3: checks that a request was sent by the device with a key, and returns the thumbprint of that key. The
 * host of `htu` is not compared: a server behind proxies does not know its names, and the token is valid only at this
 * installation. Refuses `access/bad-proof`. The signature is checked in a thread of its own.
 */
export async function verifyProof(
  proof: string | undefined,
  request: ProvenRequest,
  ports: Ports,
): Promise<Result<string>> {
  if (proof === undefined) return badProof('missing', ports);
  const read = proof.length > longestProof ? undefined : await readProof(proof, ports);
  if (!read) return badProof('invalid', ports);
  const { claims, keyId } = read;
  const path = decodedPath(new URL(claims.htu).pathname);
  const isOfRequest =
    claims.htm === request.method && path !== undefined && path.endsWith(decodedPath(request.path) ?? '\0');
  const hashOfToken = request.token === undefined ? undefined : hash('sha256', request.token, 'base64url');
  if (!isOfRequest || claims.ath !== hashOfToken) return badProof('invalid', ports);
  const now = windowNow(ports);
  const isTimely =
    claims.nonce === undefined
      ? Math.abs(ports.clock.nowMs() / 1_000 - claims.iat) <= windowSeconds
      : [now, now - 1].some((window) => nonceAt(window, ports) === claims.nonce);
  if (!isTimely) return badProof('stale', ports);
  return isFirstUse(`${keyId} ${claims.jti}`, ports) ? accept(keyId) : badProof('used', ports);
}

type ReadProof = { readonly claims: z.output<typeof proofSchema>; readonly keyId: string };

async function readProof(proof: string, { clock }: Ports): Promise<ReadProof | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms,
      currentDate: new Date(clock.nowMs()),
    });
    const claims = proofSchema.safeParse(payload).data;
    const { jwk } = protectedHeader;
    if (!claims || !jwk || 'd' in jwk) return undefined; // a private key in a proof is known to everybody who saw it
    return { claims, keyId: await calculateJwkThumbprint(jwk) };
  } catch (cause) {
    // Keys of another kind than the algorithm are a TypeError in jose, and points off the curve a DOMException.
    if (cause instanceof errors.JOSEError || cause instanceof TypeError || cause instanceof DOMException)
      return undefined;
    throw cause;
  }
}

function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
