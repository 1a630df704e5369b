import type { IntentResult } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { Transaction } from '../../db/database.ts';
import type { LogClaim, LogPorts } from './log-messages.ts';
import { type LogState, notedColumns, type NotedRow, noteMessages } from './note-logged.ts';

/** How a claim has ended. `receipt`: the provider's id of the message. */
export type LoggedEnd = {
  readonly claim: LogClaim;
  readonly outcome: IntentResult<unknown>;
  readonly receipt?: string | undefined;
};
type Ports = Pick<LogPorts, 'clock'>;

/** The end of a claim, as the log and the journal name it. An order whose time passed had not left: the rows say so. */
const endOf = {
  done: { state: 'sent', action: 'message/sent', outcome: 'done' },
  failed: { state: 'failed', action: 'message/failed', outcome: 'failed' },
  unclear: { state: 'unclear', action: 'message/unclear', outcome: 'failed' },
} as const;

/**
 * MSG-33: notes in the log and in the journal how the messages of claims ended, in the transaction that notes the ends of the intents. A
 * claim whose order did not leave has no rows, and its end is no entry. Each record has one of the claims.
 */
export async function logEnds(
  tx: Transaction,
  orgId: string,
  { ports, ends }: { readonly ports: Ports; readonly ends: readonly LoggedEnd[] },
): Promise<void> {
  const ended = new Map<string, (typeof endOf)[keyof typeof endOf]>();
  const moves: Move[] = [];
  const kept: LogClaim[] = [];
  for (const { claim, outcome, receipt } of ends)
    if (outcome.status === 'expired') kept.push(claim);
    else {
      const end = endOf[outcome.status];
      ended.set(claim.id, end);
      moves.push({ claim, state: end.state, why: outcome.status === 'done' ? null : outcome.why, receipt });
    }
  await keepBack(tx, orgId, { ports, claims: kept });
  const rows = await toStates(tx, orgId, { ports, from: ['leaving', 'unclear'], moves });
  const messages = rows.flatMap((row) => {
    const end = ended.get(row.record_id);
    return end === undefined ? [] : [{ row, action: end.action, outcome: end.outcome }];
  });
  await noteMessages(tx, orgId, { nowMs: ports.clock.nowMs(), messages });
}

/** Notes that the messages of claims did not leave: their orders wait for other claims, which log them again. */
export async function keepBack(
  tx: Transaction,
  orgId: string,
  { ports, claims }: { readonly ports: Ports; readonly claims: readonly LogClaim[] },
): Promise<void> {
  const moves = claims.map((claim) => ({ claim, state: 'kept-back', why: null }) as const);
  await toStates(tx, orgId, { ports, from: ['leaving'], moves });
}

/** The report of a provider. `why`: a sentence. */
type Report = { readonly is: 'sent' | 'delivered' } | { readonly is: 'failed' | 'returned'; readonly why: string };

/** Notes a provider's report about the messages of a claim. The caller has judged that it says something new. */
export async function logReport(
  tx: Transaction,
  orgId: string,
  { ports, claim, end }: { readonly ports: Ports; readonly claim: LogClaim; readonly end: Report },
): Promise<void> {
  const why = 'why' in end ? end.why : null;
  const from: readonly LogState[] = ['leaving', 'sent', 'failed', 'unclear', 'delivered'];
  const rows = await toStates(tx, orgId, { ports, from, moves: [{ claim, state: end.is, why }] });
  const outcome = 'why' in end ? 'failed' : 'done';
  const messages = rows.map((row) => ({ row, action: 'message/reported', outcome, more: { state: end.is } }) as const);
  await noteMessages(tx, orgId, { nowMs: ports.clock.nowMs(), messages });
}

type Move = {
  readonly claim: LogClaim;
  readonly state: LogState;
  readonly why: string | null;
  readonly receipt?: string | undefined;
};
type Moving = { readonly ports: Ports; readonly from: readonly LogState[]; readonly moves: readonly Move[] };

async function toStates(tx: Transaction, orgId: string, { ports, from, moves }: Moving): Promise<readonly NotedRow[]> {
  if (moves.length === 0) return [];
  const rows = moves.map(({ claim, state, why, receipt = null }) => ({ ...claim, state, why, receipt }));
  return tx.query<NotedRow>(
    `merge into store.message_log l
     using jsonb_to_recordset($3::jsonb) as m(intent text, id uuid, fence bigint, state text, why text, receipt text)
       on l.org_id = $1 and l.intent = m.intent and l.record_id = m.id and l.fence = m.fence
     when matched and l.state = any($2::text[]) and l.state <> m.state
       then update set state = m.state, state_at = $4, why = m.why, provider_id = coalesce(m.receipt, l.provider_id)
     when not matched and false then insert (org_id, id) values ($1, m.id)
     returning ${notedColumns
       .split(', ')
       .map((column) => `l.${column}`)
       .join(', ')}`,
    [orgId, from, JSON.stringify(rows), new Date(ports.clock.nowMs()).toISOString()],
  );
}
