import { moment } from '@outpost/domain/kernel/entities/field-types';
import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant } from '../../db/database.ts';
import { logReport } from '../message-log/log-ends.ts';
import { afterReport, type ReportedEnd, type IntentStanding } from './after-report.ts';
import { type IntentPorts, nameOf, type QueuedIntent } from './intent-ports.ts';
import { tellOutcomes } from './settle-intent.ts';

/** A report about one claim of a record's intent. */
export type IntentReport = { readonly id: string; readonly claim: number; readonly end: ReportedEnd };

/** Notes a report about an intent, and writes what is new into its record. A report that says nothing new changes nothing. */
export async function noteIntentReport(
  ports: IntentPorts,
  orgId: string,
  { id, claim, end, ...queued }: QueuedIntent & IntentReport,
): Promise<void> {
  const name = nameOf(queued.intent);
  const at = moment(instantOfMs(ports.clock.nowMs()));
  const isNew = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<IntentStanding>(
      'select status, fence, outcome from store.intent where org_id = $1 and intent = $2 and id = $3 for update',
      [orgId, name, id],
    );
    const outcome = row && afterReport(row, { claim, end, at });
    if (!outcome) return false;
    await tx.query(
      `update store.intent set status = $4, outcome = $5::jsonb, is_untold = true, is_unsure = false, claimed_at = null, job = null, fed_at = null
       where org_id = $1 and intent = $2 and id = $3`,
      [orgId, name, id, outcome.status, JSON.stringify(outcome)],
    );
    if (queued.intent.messages) await logReport(tx, orgId, { ports, claim: { intent: name, id, fence: claim }, end });
    return true;
  });
  if (isNew) await tellOutcomes(ports, orgId, { ...queued, only: [id] });
}
