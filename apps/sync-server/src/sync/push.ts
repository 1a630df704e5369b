import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { PushAnswer, PushRequest } from '@outpost/domain/sync/protocol';
import { sessionEnded } from '../identity/signed-in.ts';
import { applyActs, type WritePorts } from '../records/apply-acts.ts';
import type { DeviceAsker } from './pull-ask.ts';

/**
 * S-2: decides a device's acts in the order in which they were made. Before any of them the server asks whether its journal is still
 * the one that the device knows (S-1b). Answers come for the acts up to the first that is out of number. Refuses `access/session-ended`.
 */
export async function push(ports: WritePorts, asker: DeviceAsker, request: PushRequest): Promise<Result<PushAnswer>> {
  const applied = await applyActs(ports, {
    orgId: asker.orgId,
    author: { userId: asker.userId, sessionId: asker.sessionId },
    device: request.device,
    heads: request.heads,
    acts: request.acts,
    numbering: 'given',
  });
  if (applied.kind === 'ended') return sessionEnded('ended');
  if (applied.kind === 'fork') return accept(applied);
  return accept({ kind: 'decided', answers: [...applied.answers], stopped: applied.stopped });
}
