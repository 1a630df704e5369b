import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '@outpost/domain/kernel/json';
import { compactVerify, CompactSign } from 'jose';
import { z } from 'zod';
import type { Erasure, JournalPayload } from './chain.ts';

/**
 * The claims that an erasure's signature covers: its place in one tenant's chain, and its whole content. `before`: the hash of
 * the row before it.
 */
export type ErasureClaims = Omit<Erasure, 'signature'> & {
  readonly org: string;
  readonly n: number;
  readonly at: string;
  readonly before: string;
};

const typ = 'outpost-erasure+jws';

/** P-5: signs an erasure: a compact JWS (EdDSA) over the canonical JSON of its claims, with the key that signs heads. */
export const signErasure = (
  claims: ErasureClaims,
  { kid, privateKey }: { readonly kid: string; readonly privateKey: KeyObject },
): Promise<string> =>
  new CompactSign(new TextEncoder().encode(canonicalJson(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ })
    .sign(privateKey);

/** Finds the public half of a present or former signing key of the server. */
export type ErasureKeys = { readonly everSigned: (kid: string) => Promise<KeyObject | undefined> };

const headerSchema = z.object({ alg: z.enum(['EdDSA', 'Ed25519']), typ: z.literal(typ), kid: z.string() });

/**
 * Returns whether the server signed a row's erasure, at this place of this chain. `before`: the hash of the row before
 * it.
 */
export async function isSignedErasure(
  { org, n, at, erasure }: Pick<JournalPayload, 'org' | 'n' | 'at'> & { readonly erasure: Erasure },
  before: string,
  keys: ErasureKeys,
): Promise<boolean> {
  const { signature, ...named } = erasure;
  try {
    const { payload } = await compactVerify(signature, async (header) => {
      const key = await keys.everSigned(headerSchema.parse(header).kid);
      if (!key) throw new Error('No key of the server has this id');
      return key;
    });
    return (
      new TextDecoder().decode(payload) === canonicalJson({ ...named, org, n, at, before } satisfies ErasureClaims)
    );
  } catch {
    return false; // another algorithm, another key, or no signature at all
  }
}
