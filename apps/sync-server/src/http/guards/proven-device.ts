import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import type { SeenDevice } from '../../identity/sessions/sessions.ts';
import { type ClientAddress, seenDevice } from './client-address.ts';
import { proofKeyOf } from './proof-key.ts';

/** The data in a request about the device that signs in or renews its session. */
export type ProvenDevice = {
  readonly seen: SeenDevice;
  /** The thumbprint of the key that the device has proved to have (RFC 9449). Undefined: it sent no proof. */
  readonly proofKey: string | undefined;
};

/**
 * Returns the address and kind of the device that sends a request, and the key that it proves. Every route that opens
 * or renews a session passes them on: wrong passwords are counted by the address, and the session is bound to the key.
 * Refuses for the reasons of `verifyProof`.
 */
export async function provenDevice(
  c: Context,
  { identity, clientAddress }: { readonly identity: IdentityPorts; readonly clientAddress: ClientAddress },
): Promise<Result<ProvenDevice>> {
  const proven = await proofKeyOf(c, identity);
  return proven.ok ? accept({ seen: seenDevice(c, clientAddress), proofKey: proven.value }) : proven;
}
