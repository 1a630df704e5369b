import type { Act } from '@outpost/domain/kernel/acts/act';
import { systemUserId } from '@outpost/domain/engine/act/author';
import type { Logger } from 'pino';
import { applyActs } from '../records/apply-acts.ts';
import type { WritePorts } from '../records/write-ports.ts';

export type UpgradePorts = WritePorts & { readonly log: Pick<Logger, 'warn'> };

/**
 * Applies a system act whose id is a hash of its subject (`hashedId`), so that applying it again changes nothing. It is decided
 * record by record: a refused record is logged and does not stop the others.
 */
export async function applyOnce(
  ports: UpgradePorts,
  orgId: string,
  { id, label, edits }: Pick<Act, 'id' | 'label' | 'edits'>,
): Promise<void> {
  const madeAt = new Date(ports.clock.nowMs()).toISOString();
  const act: Act = { id, number: 1, label, shape: 'each', madeAt, edits };
  const applied = await applyActs(ports, {
    orgId,
    author: 'server',
    device: systemUserId,
    heads: [],
    acts: [act],
    numbering: 'next',
  });
  const [answer] = applied.kind === 'decided' ? applied.answers : [];
  if (!answer || Object.keys(answer.refused).length > 0)
    ports.log.warn({ orgId, act: id, label, refused: answer?.refused ?? applied.kind }, 'a change at an upgrade was refused'); // prettier-ignore
}
