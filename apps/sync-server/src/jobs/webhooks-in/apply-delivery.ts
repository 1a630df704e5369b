import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import type { Decision } from '@outpost/domain/sync/protocol';
import { readMark, readTenant } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { decidedBefore } from '../../gateway/repeated-requests.ts';
import { planDelivery } from '../../gateway/webhooks-in/plan-delivery.ts';
import { type ClaimedDelivery, payloadOf, type SettledDelivery } from '../../gateway/webhooks-in/received.ts';
import { accountOfSource, sourcesId, type WebhookSource } from '../../gateway/webhooks-in/webhook-source.ts';
import { actAsService, refusalIn } from '../../tenancy/act-as.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';

export type ApplyPorts = TenancyPorts;

type Applying = { readonly source: WebhookSource; readonly claimed: ClaimedDelivery };

const failed = (message: string, field = ''): SettledDelivery => ({ state: 'failed', faults: [{ field, message }] });

/**
 * EVT-12: applies one delivery by one act with the rights of its source, and returns the outcome. The ids of the act and of a new record are made of the
 * delivery, so a server that stops in between has the same act decided again, which changes nothing.
 */
export async function applyDelivery(
  ports: ApplyPorts,
  orgId: string,
  { source, claimed }: Applying,
): Promise<SettledDelivery> {
  const { key, turn, payload } = claimed;
  if (payload === null) return failed('Its payload was erased.');
  const newId = hashedId('record of webhook', orgId, source.id, key);
  const act = hashedId('act of webhook', orgId, source.id, key, String(turn));
  const before = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => decidedBefore(tx, { orgId, author: sourcesId }, [act])); // prettier-ignore
  const decided = before.get(act);
  if (decided) return settledOf(decided, { newId, entity: source.mapping.entity });
  const planned = await planDelivery(ports, orgId, { source, payload: payloadOf(payload), newId });
  if (!planned.ok) return failed(planned.message);
  const plan = planned.value;
  if (plan.kind === 'faults') return { state: 'failed', faults: plan.faults };
  const { entity } = source.mapping;
  if (plan.kind === 'same') return { state: 'done', outcome: 'same', entity, recordId: plan.record.id };
  const label = await labelOf(ports, orgId, { source, kind: plan.kind });
  const done = await actAsService(ports, { orgId, account: accountOfSource(source) }, { id: act, label, edits: [plan.edit] }); // prettier-ignore
  return done.ok ? settledOf(done.value.decision, { newId, entity }) : refusedBy(done);
}

const refusedBy = (refusal: Refusal): SettledDelivery => {
  const { field } = refusal.details as { readonly field?: unknown }; // of refusals that are about one field
  return failed(refusal.message, typeof field === 'string' ? field : '');
};

/** Returns the outcome that a decision of the act tells. */
function settledOf(
  decision: Decision,
  { newId, entity }: { readonly newId: string; readonly entity: string },
): SettledDelivery {
  const refused = refusalIn(decision);
  if (refused) return refusedBy(refused);
  const [recordId = newId] = Object.keys(decision.versions);
  return { state: 'done', outcome: recordId === newId ? 'created' : 'changed', entity, recordId };
}

/** Returns the name of the act in the history. It names the source and the kind, and no record. */
async function labelOf(
  { database, installed }: ApplyPorts,
  orgId: string,
  { source, kind }: { readonly source: WebhookSource; readonly kind: 'created' | 'changed' },
): Promise<string> {
  const { tenant } = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => readTenant(tx, { orgId, installed }, await readMark(tx, orgId))); // prettier-ignore
  const one = entityOf(tenant.catalogue, source.mapping.entity).label.one.toLowerCase();
  return cutLabel(`${kind === 'created' ? 'Added' : 'Changed'} ${one} by the webhook ${source.name}`);
}
