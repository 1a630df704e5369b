import type { PushAnswer, PushRequest } from '@outpost/domain/sync/protocol';
import { applyActs, type WritePorts } from '../records/apply-acts.ts';

/**
 * S-2: decides a device's acts in the order in which they were made. Before any of them the server asks whether its journal is still
 * the one that the device knows (S-1b). Answers come for the acts up to the first that is out of number.
 */
export async function push(
  ports: WritePorts,
  asker: { readonly orgId: string; readonly userId: string },
  request: PushRequest,
): Promise<PushAnswer> {
  const applied = await applyActs(ports, {
    orgId: asker.orgId,
    author: { userId: asker.userId },
    device: request.device,
    heads: request.heads,
    acts: request.acts,
    numbering: 'given',
  });
  if (applied.kind === 'fork') return applied;
  return { kind: 'decided', answers: [...applied.answers], stopped: applied.stopped };
}
