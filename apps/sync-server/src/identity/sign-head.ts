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
