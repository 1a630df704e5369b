import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { proofHeader } from '@outpost/domain/sync/proof-header';
import type { Context } from 'hono';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { verifyProof } from '../../identity/tokens/proofs.ts';

/**
 * Returns the key of the device's proof (RFC 9449); undefined for a device that sends none. Refuses for the reasons
 * of `verifyProof`.
 */
export async function proofKeyOf(c: Context, identity: IdentityPorts): Promise<Result<string | undefined>> {
  const proof = c.req.header(proofHeader);
  const { method, path } = c.req;
  return proof === undefined ? accept(undefined) : verifyProof(proof, { method, path }, identity);
}
