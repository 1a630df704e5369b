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
  act: Pick<Act, 'id' | 'label' | 'edits' | 'again'>,
): Promise<void> {
  const { refused } = await applyByServer(ports, orgId, { shape: 'each', ...act });
  if (Object.keys(refused).length > 0)
    ports.log.warn({ orgId, act: act.id, label: act.label, refused }, 'a change by the server was refused');
}
