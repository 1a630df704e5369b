import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { SignedHead } from '@outpost/domain/sync/protocol';
import { z } from 'zod';

/** RFC 7517: the server's public keys. */
export const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });
export type KeySet = z.output<typeof keySetSchema>;

const claimsSchema = z.object({ org: z.string(), n: z.number(), hash: z.string() });

/**
 * Checks that the server signed this head of this tenant's journal with one of its keys (P-5). Returns the problem as a
 * sentence for the status; undefined when there is none. A head that does not verify may be tampering: the device does not
 * apply the answer that contained it.
 */
export async function findWrongSignature(
  signed: SignedHead,
  { keys, organisation }: { readonly keys: KeySet; readonly organisation: string },
): Promise<string | undefined> {
  try {
    const { payload } = await compactVerify(signed.signature, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
      algorithms: ['EdDSA', 'Ed25519'],
    }); // jose checks each key it uses
    const claims = claimsSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    if (!claims.success) return "The signature of the server's journal names no place in a journal.";
    const { org, n, hash } = claims.data;
    const [wantedN, wantedHash] = signed.head;
    return org === organisation && n === wantedN && hash === wantedHash
      ? undefined
      : "The signature of the server's journal belongs to another place in it.";
  } catch {
    return "The server's journal is not signed with a key of the server.";
  }
}
