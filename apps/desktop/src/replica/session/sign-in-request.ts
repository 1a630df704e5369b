import { type DeviceKind, deviceKindHeader } from '@outpost/domain/sync/device-kind';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import type { z } from 'zod';
import type { ReplicaPorts } from '../device/ports.ts';
import { type ProofKey, Proofs } from '../sync/line/proofs.ts';
import type { ServerAnswer } from '../sync/line/read-reply.ts';
import { exchange } from '../sync/line/server-link.ts';

export type SignInRequest<T> = {
  readonly server: string;
  readonly path: string;
  readonly body: object;
  /** The key to which the session will be bound (RFC 9449). Left out: the request begins none. */
  readonly proofKey?: ProofKey;
  readonly schema: z.ZodType<T>;
};

/** Sends one request of a sign-in, with a proof of the key of the session that is about to begin. */
export async function askToSignIn<T>(
  { server, path, body, proofKey, schema }: SignInRequest<T>,
  { ports, deviceKind }: { readonly ports: ReplicaPorts; readonly deviceKind: DeviceKind },
): Promise<ServerAnswer<T>> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    [protocolHeader]: String(protocolVersion),
    [deviceKindHeader]: deviceKind,
  };
  const proofs = proofKey === undefined ? undefined : new Proofs({ key: proofKey, server, ports });
  const post = () =>
    exchange(
      ports.transportTo(server),
      { method: 'POST', path, headers: { ...headers, ...proofs?.header({ method: 'POST', path }) }, body: JSON.stringify(body) }, // prettier-ignore
      { schema, timers: ports.timers },
    );
  const first = await post();
  return first.kind === 'refused' && proofs?.heard(first.refusal) === true ? post() : first; // once more by the server's time
}
