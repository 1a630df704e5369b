import type { Clock } from '@outpost/domain/kernel/ports';
import type { Head } from '@outpost/domain/sync/protocol';
import { CompactSign } from 'jose';
import type { KeyRing } from './key-ring.ts';

/** A place in a tenant's journal: `hash` in hex as the wire has it, `at` an instant in UTC. */
export type HeadClaims = { readonly org: string; readonly n: number; readonly hash: string; readonly at: string };

/** P-5: the server's word for a head: a compact JWS (EdDSA) over these claims, checked against the JWKS. */
export function signHead({ org, n, hash, at }: HeadClaims, { keys }: { readonly keys: KeyRing }): Promise<string> {
  const { kid, privateKey } = keys.signing();
  const payload = new TextEncoder().encode(JSON.stringify({ org, n, hash, at }));
  return new CompactSign(payload).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'outpost-head+jws' }).sign(privateKey);
}

/** Chosen: `at` says when a head was signed, not when it was asked for. */
const sameForMs = 10_000;
const mostTenants = 10_000;

type Signed = {
  readonly n: number;
  readonly hash: string;
  readonly kid: string;
  readonly atMs: number;
  readonly word: Promise<string>;
};

/** Signs heads for devices. Those that ask for the same head within some seconds get the same word for it. */
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
    word.catch(() => last.delete(org)); // whoever asks next tries again
    const [oldest] = last.keys();
    if (last.size > mostTenants && oldest !== undefined) last.delete(oldest);
    return word;
  };
}
