import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { Job } from '../queue/job-queue.ts';
import { changeIntentsSql } from './change-intents-sql.ts';
import { isDueSql } from './claim-intents.ts';
import { type IntentPorts, nameOf, type QueuedIntent, queueOf } from './intent-ports.ts';

/**
 * Chosen: Postgres looks through the jobs of an organisation that has as many under way as it may, so a campaign's backlog waits in
 * `store.intent`.
 */
const mostJobs = 1_000;
/** A job that was not claimed for so long may be lost. Chosen: twice the time after which the queue takes it from a stopped server. */
const lostAfterMs = 30 * 60_000;

export type Fed = { readonly count: number; readonly isFull: boolean };

type FedRow = { readonly id: string; readonly job: string; readonly was: string | null };

/** Gives the queue jobs for intents that are due. Returns the number of new ones; `isFull`: more may be due. */
export async function feedIntents(ports: IntentPorts, orgId: string, { intent, adapter }: QueuedIntent): Promise<Fed> {
  const { database, clock, durable, queue } = ports;
  const name = queueOf(adapter);
  await queue.open(name);
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const room = mostJobs - (await countJobs(tx, orgId));
    if (room <= 0) return { count: 0, isFull: true };
    const nowMs = clock.nowMs();
    const rows = await tx.query<FedRow>(
      `with due as materialized (
         select id, job from store.intent where org_id = $1 and intent = $2 and ${isDueSql} and (fed_at is null or fed_at < $5)
         order by n, id limit $6 for update skip locked)
       ${changeIntentsSql({
         given: 'jsonb_to_recordset((select jsonb_agg(due) from due)) as g(id uuid, job uuid)',
         set: 'job = gen_random_uuid(), fed_at = $3',
         returning: 'i.id, i.job, g.job as was',
       })}`,
      [orgId, nameOf(intent), instantOfMs(nowMs), await durable(tx, orgId), instantOfMs(nowMs - lostAfterMs), room],
    );
    const lost = rows.flatMap(({ was }) => (was === null ? [] : [was]));
    if (lost.length > 0) await queue.remove(tx, name, lost);
    const jobs = rows.map(({ id, job }): Job => ({ id: job, orgId, subject: `${nameOf(intent)}:${id}` }));
    if (jobs.length > 0) await queue.add(tx, name, jobs);
    return { count: jobs.length, isFull: jobs.length === room };
  });
}

/** Returns the number of the organisation's intents that have a job. */
async function countJobs(tx: Transaction, orgId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    'select count(*) as count from store.intent where org_id = $1 and fed_at is not null',
    [orgId],
  );
  return row?.count ?? 0;
}
