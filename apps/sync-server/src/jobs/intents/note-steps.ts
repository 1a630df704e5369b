import { inTenant } from '../../db/database.ts';
import { type LeavingClaim, type Renewed, renewClaims } from './claim-intents.ts';
import type { ClaimedIntent, IntentPorts } from './intent-ports.ts';
import { noteEnds, type Settling } from './settle-intent.ts';

/** A step of a claimed order that must be noted: it has ended, or it is about to leave. */
export type ClaimStep = { readonly ended: ClaimedIntent & Settling } | { readonly leaving: LeavingClaim };

/**
 * Notes steps of orders of one intent by one transaction: the ends first, because the orders that leave follow them. Returns a result for each
 * step, in their order. That of an end has no meaning.
 */
export const noteSteps = (
  ports: IntentPorts,
  orgId: string,
  steps: readonly ClaimStep[],
): Promise<readonly Renewed[]> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await noteEnds(tx, orgId, { ports, ends: steps.flatMap((step) => ('ended' in step ? step.ended : [])) });
    const claims = steps.flatMap((step) => ('leaving' in step ? step.leaving : []));
    const renewed = (await renewClaims(tx, orgId, { ports, claims })).values();
    return steps.map((step) => ('leaving' in step ? (renewed.next().value ?? 'lost') : 'renewed'));
  });
