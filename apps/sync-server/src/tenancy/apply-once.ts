import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Logger } from 'pino';
import { applyByServer } from '../records/apply-one.ts';
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
  const { refused } = await applyByServer(ports, orgId, { id, label, shape: 'each', edits });
  if (Object.keys(refused).length > 0)
    ports.log.warn({ orgId, act: id, label, refused }, 'a change at an upgrade was refused');
}
