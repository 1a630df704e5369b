import { moment } from '@outpost/domain/kernel/entities/field-types';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { readShape } from '@outpost/domain/kernel/query/calculate';
import { inTenant } from '../../db/database.ts';
import { type ClaimedRecord, claimIntents, leaseMs, renewClaim } from './claim-intents.ts';
import { collectIntents, windowOf } from './collect-intents.ts';
import {
  type ClaimedIntent,
  type IntentPorts,
  isoAt,
  nameOf,
  type Outcome,
  type QueuedIntent,
} from './intent-ports.ts';
import { settleIntent, tellOutcomes } from './settle-intent.ts';

/** The number of tries after which an order that is postponed each time is given up: with the waits below, about a day. */
const mostAttempts = 10;
/** The deadline of one order, before its lease ends. */
const orderMs = leaseMs / 2;

/** Waits between tries: 1, 2, 4 … minutes, at most 6 hours. */
const waitMs = (attempts: number): number => Math.min(60_000 * 2 ** (attempts - 1), 6 * 3_600_000);

/**
 * T-23: finds new intents of one kind in one tenant's journal and carries out those that are due. A committed transaction claims
 * each before any request leaves the server, so it is carried out at most once. Where a server stopped in between,
 * the outcome is written as unknown, and a person decides.
 */
export async function runIntents(ports: IntentPorts, orgId: string, queued: QueuedIntent): Promise<void> {
  const faults: unknown[] = [];
  /** A fault of one does not stop the others. */
  const apart = (work: Promise<void>): Promise<unknown> => work.catch((fault: unknown) => faults.push(fault));
  await apart(tellOutcomes(ports, orgId, queued));
  await collectIntents(ports, orgId, queued);
  await apart(endAbandoned(ports, orgId, queued));
  const { due, late, refused } = await claimIntents(ports, orgId, queued);
  const settle = (claim: ClaimedIntent, outcome: Ending): Promise<void> =>
    settleIntent(ports, orgId, { ...claim, outcome: endedAt(ports, ofAllTries(claim, outcome)) });
  const claimOf = ({ record, fence, isUnsure }: ClaimedRecord): ClaimedIntent => ({ ...queued, id: record.id, fence, isUnsure }); // prettier-ignore
  for (const one of refused) await apart(settle(claimOf(one), { status: 'failed', why: one.why }));
  for (const one of late) await apart(settle(claimOf(one), { status: 'expired', why: queued.adapter.words.expired }));
  for (const one of due) await apart(carryOut(ports, orgId, { claim: claimOf(one), record: one.record, settle }));
  if (faults.length > 0) throw faults[0];
}

/** An outcome without its time. */
type Ending =
  | { readonly status: 'done'; readonly answer: unknown }
  | {
      readonly status: 'failed' | 'unclear' | 'expired';
      readonly why: string;
      /** The receiver said so. */
      readonly isTold?: true;
    };

/** An end that the receiver did not tell is the end of all tries: where an earlier one may have been carried out, the outcome is unknown. */
const ofAllTries = ({ isUnsure }: ClaimedIntent, ending: Ending): Ending =>
  isUnsure && ending.status !== 'done' && !ending.isTold ? { status: 'unclear', why: ending.why } : ending;

function endedAt({ clock }: IntentPorts, ending: Ending): Outcome {
  const at = moment(isoAt(clock.nowMs()));
  return ending.status === 'done' ? { ...ending, at } : { status: ending.status, why: ending.why, at };
}

/**
 * Ends the claims of servers that have stopped. A receiver that carries out one order of a key only once gets the order again. Else
 * nobody knows whether it was carried out.
 */
async function endAbandoned(ports: IntentPorts, orgId: string, queued: QueuedIntent): Promise<void> {
  const { intent, adapter } = queued;
  const before = isoAt(ports.clock.nowMs() - leaseMs);
  const abandoned = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query<{ id: string; fence: number }>(
      `select id, fence from store.intent where org_id = $1 and intent = $2 and status = 'claimed' and claimed_at < $3`,
      [orgId, nameOf(intent), before],
    ),
  );
  const why = adapter.words.abandoned;
  for (const { id, fence } of abandoned) {
    const claim = { ...queued, id, fence, isUnsure: true };
    if (adapter.isOncePerKey) await putOff(ports, orgId, { claim, why, last: 'unclear' });
    else await settleIntent(ports, orgId, { ...claim, outcome: endedAt(ports, { status: 'unclear', why }) });
  }
}

type Carrying = {
  readonly claim: ClaimedIntent;
  readonly record: StoredRecord;
  readonly settle: (claim: ClaimedIntent, ending: Ending) => Promise<void>;
};

/** Carries out one intent that this worker has claimed, and notes its end. */
async function carryOut(ports: IntentPorts, orgId: string, { claim, record, settle }: Carrying): Promise<void> {
  const { intent, adapter } = claim;
  const messages = adapter.isMessage ? ports.messages : undefined;
  const usedUp = await messages?.judge(orgId);
  if (usedUp) return settle(claim, { status: 'failed', why: usedUp.message });
  const order = readShape({ label: 'An order', takes: intent.takes }, intent.order(record as never)); // as in `isWanted`
  if (!order.ok) return settle(claim, { status: 'failed', why: `It is not complete: ${order.message}` });
  if (!(await renewClaim(ports, orgId, claim))) return undefined; // the orders before it took too long
  const { closesAt } = windowOf(intent, record);
  if (closesAt && closesAt <= isoAt(ports.clock.nowMs()))
    return settle(claim, { status: 'expired', why: adapter.words.expired });
  const signal = AbortSignal.timeout(orderMs);
  const delivered = await adapter.carryOut({ order: order.value, record, key: record.id, signal });
  if (delivered.status === 'done' || delivered.status === 'unclear') messages?.add(orgId); // an unclear one may have been sent
  switch (delivered.status) {
    case 'done':
      return settle(claim, delivered);
    case 'refused':
      return settle(claim, { status: 'failed', why: delivered.why, isTold: true });
    case 'unclear':
      return adapter.isOncePerKey
        ? putOff(ports, orgId, { claim, why: delivered.why, last: 'unclear' })
        : settle(claim, { status: 'unclear', why: delivered.why });
    case 'later':
      return putOff(ports, orgId, { claim, why: delivered.why, last: 'failed' });
  }
}

type PuttingOff = {
  readonly claim: ClaimedIntent;
  readonly why: string;
  /** The end of the last try. */
  readonly last: 'failed' | 'unclear';
};

/**
 * Lets an order wait for its next try. After the last one the intent has ended, and also where its claim has ended meanwhile: then the
 * late answer says what nobody knew, that the receiver has not taken it.
 */
async function putOff(ports: IntentPorts, orgId: string, { claim, why, last }: PuttingOff): Promise<void> {
  const { intent, adapter, id, fence } = claim;
  const { attempts, waits } = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ attempts: number }>(
      `select attempts from store.intent where org_id = $1 and intent = $2 and id = $3 and fence = $4 for update`,
      [orgId, nameOf(intent), id, fence],
    );
    const tries = row?.attempts ?? 1;
    if (tries >= mostAttempts) return { attempts: tries, waits: false };
    const waiting = await tx.query(
      `update store.intent set status = 'waiting', claimed_at = null, not_before = $5, is_unsure = is_unsure or $6 where org_id = $1 and intent = $2 and id = $3 and fence = $4 and status = 'claimed' returning id`,
      [orgId, nameOf(intent), id, fence, isoAt(ports.clock.nowMs() + waitMs(tries)), last === 'unclear'],
    );
    return { attempts: tries, waits: waiting.length > 0 };
  });
  if (waits) return;
  const ending = { status: last, why: adapter.words.givenUp(attempts, why) } as const;
  await settleIntent(ports, orgId, { ...claim, outcome: endedAt(ports, ofAllTries(claim, ending)) });
}
