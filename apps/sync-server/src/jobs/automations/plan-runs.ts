import { assignmentRuleKind } from '@outpost/domain/kernel/assignment/assignment-kinds';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { inTenant, type Transaction } from '../../db/database.ts';
import { automationsReader, stirRuns } from '../../gateway/automations/run-store.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { consumeJournal, type ReadRow } from '../workers/journal-reader.ts';
import { answersChanges } from './known-automations.ts';
import { type RunGround, type PlanRunPorts, readRunGround } from './run-ground.ts';
import { openPlanner } from './run-planner.ts';

/** Chosen: some milliseconds of work, of which most is for each batch, not for each row. */
const rowsAtOnce = 500;
const hourMs = 3_600_000;

/**
 * AUT-2: reads the next rows of the journal in their order and stores a run for each change that starts an automation, in the transaction
 * that moves the cursor. An automation answers a change as it was when the change was made: live, paused or a draft. Open runs of changed
 * records are noted to be asked again (AUT-16). Returns whether there may be more rows.
 */
export async function planRuns(ports: PlanRunPorts, orgId: string): Promise<boolean> {
  const { database, installed, clock } = ports;
  const nowMs = clock.nowMs();
  let isBegun = true;
  const beside = (tx: Transaction): Promise<RunGround> =>
    readRunGround(tx, { orgId, installed, since: new Date(nowMs - hourMs).toISOString() });
  const absent = (): void => void (isBegun = false);
  const reading = {
    orgId,
    reader: automationsReader,
    limit: rowsAtOnce,
    payloads: 'changes',
    beside,
    absent,
  } as const;
  const isMore = await consumeJournal(database, reading, async (tx, rows, read) => {
    const stirred = stirRuns(tx, orgId, rows);
    await Promise.all([stirred, planRows(ports, tx, { orgId, rows, ground: read, at: new Date(nowMs).toISOString() })]);
  });
  if (isBegun) return isMore;
  return (await beginReading(ports, orgId)) && planRuns(ports, orgId);
}

/** Makes the cursor, if the organisation has automations to read the journal for. It begins before the row of the first one. */
async function beginReading({ database }: PlanRunPorts, orgId: string): Promise<boolean> {
  const [reader] = await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `insert into store.reader_cursor (org_id, reader, n)
       select $1, $2, coalesce(min(j.n), 1) - 1 from store.journal j
       where j.org_id = $1 and j.record in (select id from store.platform_automation where org_id = $1)
       having exists (select 1 from store.platform_automation where org_id = $1)
       on conflict do nothing`,
      [orgId, automationsReader],
    );
    // Another server may have made it at the same moment.
    return tx.query('select 1 from store.reader_cursor where org_id = $1 and reader = $2', [orgId, automationsReader]);
  });
  return reader !== undefined;
}

type Rows = {
  readonly orgId: string;
  readonly rows: readonly ReadRow[];
  readonly ground: RunGround;
  readonly at: string;
};

/** Decides about these rows and writes the decisions. */
async function planRows(ports: PlanRunPorts, tx: Transaction, { orgId, rows, ground, at }: Rows): Promise<void> {
  const follows = rows.some(({ entity }) => entity === automationKinds.automation || entity === automationKinds.press);
  if (!follows && ![...ground.known.values()].some(answersChanges)) return;
  const payloads = rows.flatMap(({ payload }) => (payload == null ? [] : [JSON.parse(payload) as JournalPayload])); // the server wrote it
  const planner = await openPlanner(ports, tx, { orgId, ground, rows: payloads });
  for (const payload of payloads) {
    if (payload.entity === automationKinds.automation) planner.follow(payload);
    else await planner.answer(payload);
    if (payload.entity === assignmentRuleKind) planner.offerAgain(payload);
    if (payload.entity === automationKinds.press && payload.kind === 'created') await planner.press(payload);
  }
  planner.write(rows.at(-1)?.n ?? 0, at);
}
