import { chooseHeader } from '@outpost/domain/sync/choose-header';
import { deviceKeysHeader } from '@outpost/domain/sync/device-keys-header';
import { type DeviceKind, deviceKindHeader } from '@outpost/domain/sync/device-kind';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import type { z } from 'zod';
import type { ReplicaPorts } from '../../device/ports.ts';
import { type ProofKey, Proofs } from '../../sync/line/proofs.ts';
import type { ServerAnswer } from '../../sync/line/read-reply.ts';
import { exchange } from '../../sync/line/server-link.ts';

/** A request before anybody is signed in. `body`: for this device, with its key of an earlier sign-in where the caller knows one. */
export type SigningInRequest = {
  readonly server: string;
  /** The key of the session that is about to begin. */
  readonly proofKey: ProofKey;
  readonly path: string;
  /** The keys of all accounts on this device that may sign in. Several go in a header, because a body has one. */
  readonly deviceKeys?: readonly string[];
  readonly body: (device: SigningInDevice) => object;
  /** The ticket of a reset of the password just now. During a pause the device shows it as its key (PLT-31). */
  readonly resetTicket?: string | undefined;
};
export type SigningInDevice = { readonly id: string; readonly name: string; readonly key?: string | undefined };

/**
 * Sends a request of signing in with a proof of the device's key. It repeats the request once with the server's time where the
 * device's time is wrong, and once with the ticket of a reset during a pause. The device's own key comes first: with it the
 * server does not report a new device to the person.
 */
export async function askBeforeSession<T>(
  { request, schema, device }: { readonly request: SigningInRequest; readonly schema: z.ZodType<T>; readonly device: SigningInDevice }, // prettier-ignore
  asking: { readonly ports: ReplicaPorts; readonly deviceKind: DeviceKind; readonly mayContact: boolean }, // prettier-ignore
): Promise<ServerAnswer<T>> {
  const { ports, deviceKind, mayContact } = asking;
  if (!mayContact) return { kind: 'offline', problem: 'Contact with the server is switched off.' };
  const { server, proofKey, path, resetTicket, deviceKeys = [] } = request;
  const body = JSON.stringify(request.body(device));
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    [protocolHeader]: String(protocolVersion),
    [deviceKindHeader]: deviceKind,
    [chooseHeader]: 'organisation',
    ...(deviceKeys.length > 1 ? { [deviceKeysHeader]: deviceKeys.join(',') } : {}),
  };
  const proofs = new Proofs({ key: proofKey, server, ports });
  const post = () =>
    exchange(
      ports.transportTo(server),
      { method: 'POST', path, headers: { ...headers, ...proofs.header({ method: 'POST', path }) }, body },
      { schema, timers: ports.timers },
    );
  const first = await post();
  const answer = first.kind === 'refused' && proofs.heard(first.refusal) ? await post() : first;
  const isPaused = answer.kind === 'refused' && answer.refusal.code === 'access/locked-out';
  if (!isPaused || resetTicket === undefined || device.key === resetTicket) return answer;
  return askBeforeSession({ request, schema, device: { ...device, key: resetTicket } }, asking);
}
