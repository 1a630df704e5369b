import type { IntentResult } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { Transaction } from '../../db/database.ts';
import type { LogClaim, LogPorts } from './log-messages.ts';
import { type LogState, notedColumns, type NotedRow, noteMessage } from './note-logged.ts';

type Ended = {
  readonly ports: Pick<LogPorts, 'clock'>;
  readonly claim: LogClaim;
  readonly outcome: IntentResult<unknown>;
  /** The provider's id of the message. */
  readonly receipt?: string | undefined;
};

/** The end of a claim, as the log and the journal name it. An order whose time passed had not left: the rows say so. */
const endOf = {
  done: { state: 'sent', action: 'message/sent', outcome: 'done' },
  failed: { state: 'failed', action: 'message/failed', outcome: 'failed' },
  unclear: { state: 'unclear', action: 'message/unclear', outcome: 'failed' },
} as const;

/**
 * MSG-33: notes in the log and in the journal how the messages of a claim ended, in the transaction that notes the end of the intent. A
 * claim whose order did not leave has no rows, and its end is no entry.
 */
export async function logEnd(tx: Transaction, orgId: string, { ports, claim, outcome, receipt }: Ended): Promise<void> {
  if (outcome.status === 'expired') return keepBack(tx, orgId, { ports, claim });
  const end = endOf[outcome.status];
  const why = outcome.status === 'done' ? null : outcome.why;
  const rows = await toState(tx, orgId, { ports, claim, from: ['leaving', 'unclear'], state: end.state, why, receipt });
  await noteAll(tx, orgId, { ports, rows, action: end.action, outcome: end.outcome });
}

/** Notes that the messages of a claim did not leave: its order waits for another claim, which logs them again. */
export async function keepBack(
  tx: Transaction,
  orgId: string,
  { ports, claim }: Pick<Ended, 'ports' | 'claim'>,
): Promise<void> {
  await toState(tx, orgId, { ports, claim, from: ['leaving'], state: 'kept-back', why: null });
}

/** What a provider reports. `why`: a sentence. */
type Report = { readonly is: 'sent' | 'delivered' } | { readonly is: 'failed'; readonly why: string };

/** Notes a provider's report about the messages of a claim. The caller has judged that it says something new. */
export async function logReport(
  tx: Transaction,
  orgId: string,
  { ports, claim, end }: Pick<Ended, 'ports' | 'claim'> & { readonly end: Report },
): Promise<void> {
  const why = end.is === 'failed' ? end.why : null;
  const from: readonly LogState[] = ['leaving', 'sent', 'failed', 'unclear', 'delivered'];
  const rows = await toState(tx, orgId, { ports, claim, from, state: end.is, why });
  const outcome = end.is === 'failed' ? 'failed' : 'done';
  await noteAll(tx, orgId, { ports, rows, action: 'message/reported', outcome, more: { state: end.is } });
}

type Noting = Pick<Ended, 'ports'> & Pick<Parameters<typeof noteMessage>[2], 'action' | 'outcome' | 'more'> & { readonly rows: readonly NotedRow[] }; // prettier-ignore

async function noteAll(tx: Transaction, orgId: string, { ports, rows, ...noted }: Noting): Promise<void> {
  for (const row of rows) await noteMessage(tx, orgId, { row, nowMs: ports.clock.nowMs(), ...noted });
}

type Moving = Pick<Ended, 'ports' | 'claim' | 'receipt'> & {
  readonly from: readonly LogState[];
  readonly state: LogState;
  readonly why: string | null;
};

async function toState(
  tx: Transaction,
  orgId: string,
  { ports, claim: { intent, id, fence }, from, state, why, receipt }: Moving,
): Promise<readonly NotedRow[]> {
  return tx.query<NotedRow>(
    `update store.message_log set state = $6, state_at = $7, why = $8, provider_id = coalesce($9, provider_id)
     where org_id = $1 and intent = $2 and record_id = $3 and fence = $4 and state = any($5::text[]) and state <> $6 returning ${notedColumns}`,
    [orgId, intent, id, fence, from, state, new Date(ports.clock.nowMs()).toISOString(), why, receipt ?? null],
  );
}
