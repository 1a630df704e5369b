import type { Needed } from '@outpost/domain/kernel/catalogue/intents/intent';
import { moment } from '@outpost/domain/kernel/entities/field-types';
import type { AttachedFile } from '@outpost/domain/kernel/files/attached-files';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { readShape } from '@outpost/domain/kernel/query/calculate';
import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant } from '../../db/database.ts';
import { keepBack, logEnds } from '../message-log/log-ends.ts';
import { findListed } from './find-listed.ts';
import { type JudgedMessage, type LoggedOrder, loggedIdOf } from '../message-log/log-messages.ts';
import type { ProviderBreaker } from '../queue/provider-breaker.ts';
import { type Claimed, type ClaimedRecord, leaseMs, type Renewed } from './claim-intents.ts';
import { authorOfMessage } from './author-of-message.ts';
import { collectIntents, windowOf } from './collect-intents.ts';
import { type Fed, feedIntents } from './feed-intents.ts';
import { type ClaimedIntent, type IntentPorts, nameOf, type Outcome, type QueuedIntent } from './intent-ports.ts';
import type { Delivery } from './intent-adapter.ts';
import { Gatherer } from './gatherer.ts';
import { noteSteps, type ClaimStep } from './note-steps.ts';
import { settleIntent, tellOutcomes } from './settle-intent.ts';

/** The number of tries after which an order that is postponed each time is given up: with the waits below, about a day. */
const mostAttempts = 10;
/** Chosen: about as long as a provider rests that cannot be reached. */
const brokenMs = 60_000;
/** An order that takes so long is told at once. Those that are faster are told together behind the last one, by fewer transactions. */
const slowMs = 250;
/** Chosen: the orders of one group that are at the provider at the same time, where its adapter names no number. */
const usualAtOnce = 5;
/** The longest wait between two tries, also where the receiver asks for a longer one. */
const longestWaitMs = 6 * 3_600_000;
/** The deadline of one order, before its lease ends. */
const orderMs = leaseMs / 2;

/**
 * Waits between tries: 1, 2, 4 … minutes, at most 6 hours. Each is up to a fifth shorter, so that orders which failed together do not come
 * again together.
 */
export const waitMs = (attempts: number, share: number): number =>
  Math.min(60_000 * 2 ** (attempts - 1), longestWaitMs) * (1 - share / 5);

/**
 * T-23: finds new intents of one kind in one tenant's journal, ends those whose server has stopped, and gives the queue a job for
 * each that is due.
 */
export async function feedTenant(ports: IntentPorts, orgId: string, queued: QueuedIntent): Promise<Fed> {
  const faults = new Faults();
  await faults.apart(tellOutcomes(ports, orgId, queued));
  await collectIntents(ports, orgId, queued);
  await faults.apart(endAbandoned(ports, orgId, queued));
  const fed = await feedIntents(ports, orgId, queued);
  faults.throwFirst();
  return fed;
}

/**
 * T-23: carries out those of these intents of one tenant that are due. A committed transaction claims each before any request leaves the
 * server, so it is carried out at most once. Where a server stopped in between, the outcome is written as unknown, and a person decides.
 * A fault of one does not stop the others; the first is thrown behind them.
 */
export async function carryOutIntents(
  ports: IntentPorts,
  orgId: string,
  { due, late, refused, needed, breaker, ...queued }: QueuedIntent & Claimed & { readonly breaker: Breaker },
): Promise<void> {
  const faults = new Faults();
  const untold: string[] = [];
  const tell = (): Promise<unknown> =>
    untold.length === 0
      ? Promise.resolve()
      : faults.apart(tellOutcomes(ports, orgId, { intent: queued.intent, adapter: queued.adapter, only: untold.splice(0) })); // prettier-ignore
  const steps = new Gatherer<ClaimStep, Renewed>((some) => noteSteps(ports, orgId, some));
  const noting: Promise<unknown>[] = [];
  const noted = (): Promise<unknown> => Promise.all(noting.splice(0));
  const settle: Settle = (claim, ending, refusal) => {
    const ended = {
      ...claim,
      outcome: endedAt(ports, ofAllTries(claim, ending)),
      receipt: ending.status === 'done' ? ending.receipt : undefined,
      refused: refusal,
    };
    noting.push(faults.apart(steps.ask({ ended }).then(() => void untold.push(claim.id))));
  };
  const claimOf = ({ record, fence, isUnsure }: ClaimedRecord): ClaimedIntent => ({ ...queued, id: record.id, fence, isUnsure }); // prettier-ignore
  for (const { why, rule, ...one } of refused)
    settle(claimOf(one), { status: 'failed', why }, { order: orderOf(claimOf(one), one), rule, why });
  for (const one of late) settle(claimOf(one), { status: 'expired', why: queued.adapter.words.expired });
  const leave = async (one: ClaimedRecord): Promise<void> => {
    const beganMs = ports.clock.nowMs();
    await faults.apart(carryOut(ports, orgId, { ...one, claim: claimOf(one), needed, breaker, steps, settle }));
    if (ports.clock.nowMs() - beganMs < slowMs) return;
    await noted();
    await tell();
  };
  await inParallel(due, queued.adapter.atOnce ?? usualAtOnce, leave);
  await noted();
  await tell();
  faults.throwFirst();
}

/** Does the work on all items, on so many of them at once. */
async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const goOn = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, goOn));
}

/** Lets each piece of work fail by itself. */
class Faults {
  readonly #found: unknown[] = [];
  apart = (work: Promise<void>): Promise<unknown> => work.catch((fault: unknown) => this.#found.push(fault));
  throwFirst(): void {
    if (this.#found.length > 0) throw this.#found[0];
  }
}

/** Returns the facts about an order that the log keeps. */
const orderOf = (
  { intent, id, fence }: ClaimedIntent,
  { record, messages, files }: Pick<ClaimedRecord, 'record' | 'messages' | 'files'>,
): LoggedOrder => ({
  intent: nameOf(intent),
  id,
  fence,
  entity: intent.entity,
  author: authorOfMessage(intent, record),
  messages,
  files,
});

/**
 * Asks for the note of a claim's end. Nobody waits for it, so that the next order's renewal shares its transaction. An order whose renewal is asked
 * for later never leaves before the note. `refusal`: the rule that refused the order before it left.
 */
type Settle = (
  claim: ClaimedIntent,
  ending: Ending,
  refusal?: { readonly order: LoggedOrder; readonly rule: string; readonly why: string },
) => void;

/** An outcome without its time. */
type Ending =
  | { readonly status: 'done'; readonly answer: unknown; readonly receipt?: string }
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
  const at = moment(instantOfMs(clock.nowMs()));
  return ending.status === 'done'
    ? { status: 'done', answer: ending.answer, at }
    : { status: ending.status, why: ending.why, at };
}

/**
 * Ends the claims of servers that have stopped. An order that has not left waits again, and that was no try. A receiver that carries out one order of a key only once gets the order again. Else
 * nobody knows whether it was carried out.
 */
async function endAbandoned(ports: IntentPorts, orgId: string, queued: QueuedIntent): Promise<void> {
  const { intent, adapter } = queued;
  const before = instantOfMs(ports.clock.nowMs() - leaseMs);
  const abandoned = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `update store.intent set status = 'waiting', claimed_at = null, attempts = attempts - 1 where org_id = $1 and intent = $2 and status = 'claimed' and claimed_at < $3 and held_fence = fence`,
      [orgId, nameOf(intent), before],
    );
    return tx.query<{ id: string; fence: number }>(
      `select id, fence from store.intent where org_id = $1 and intent = $2 and status = 'claimed' and claimed_at < $3`,
      [orgId, nameOf(intent), before],
    );
  });
  const why = adapter.words.abandoned;
  for (const { id, fence } of abandoned) {
    const claim = { ...queued, id, fence, isUnsure: true };
    if (adapter.isOncePerKey) await putOff(ports, orgId, { claim, why, last: 'unclear' });
    else await settleIntent(ports, orgId, { ...claim, outcome: endedAt(ports, { status: 'unclear', why }) });
  }
}

type Breaker = ProviderBreaker<Delivery<unknown>>;

type Carrying = {
  readonly claim: ClaimedIntent;
  readonly breaker: Breaker;
  readonly record: StoredRecord;
  readonly needed: Needed;
  readonly hoursEnd?: string | undefined;
  readonly messages: readonly JudgedMessage[];
  readonly files: readonly AttachedFile[];
  readonly steps: Gatherer<ClaimStep, Renewed>;
  readonly settle: Settle;
};

/** Carries out one intent that this worker has claimed, and notes its end. PLT-42: only an order that may have left the server is counted. */
async function carryOut(ports: IntentPorts, orgId: string, carrying: Carrying): Promise<void> {
  const { claim, record, messages: judged, files, settle } = carrying;
  const messages = claim.adapter.isMessage ? ports.messages : undefined;
  const usedUp = await messages?.take(orgId);
  if (usedUp) {
    const refusal = { order: orderOf(claim, { record, messages: judged, files }), rule: 'PLT-42', why: usedUp.message };
    return settle(claim, { status: 'failed', why: usedUp.message }, refusal);
  }
  const order = { mayHaveLeft: false };
  try {
    await handOver(ports, orgId, { ...carrying, noteLeft: (mayHaveLeft) => void (order.mayHaveLeft = mayHaveLeft) });
  } finally {
    if (!order.mayHaveLeft) messages?.giveBack(orgId);
  }
}

async function handOver(
  ports: IntentPorts,
  orgId: string,
  {
    claim,
    record,
    needed,
    hoursEnd,
    messages,
    files,
    breaker,
    steps,
    settle,
    noteLeft,
  }: Carrying & { readonly noteLeft: (mayHaveLeft: boolean) => void },
): Promise<void> {
  const { intent, adapter } = claim;
  const logged = orderOf(claim, { record, messages, files });
  const refuse = (rule: string | null, why: string): void =>
    settle(claim, { status: 'failed', why }, rule === null ? undefined : { order: logged, rule, why });
  const order = readShape({ label: 'An order', takes: intent.takes }, intent.order(record as never, needed)); // as in `isWanted`
  if (!order.ok) return settle(claim, { status: 'failed', why: `It is not complete: ${order.message}` });
  const asked = { order: order.value, record, files, key: record.id, orgId, fence: claim.fence };
  const composed = adapter.compose?.({ ...asked, messages, messageId: loggedIdOf(orgId, logged, 0) });
  if (composed && 'why' in composed) return refuse(composed.rule, composed.why);
  const listed = await findListed(ports, orgId, { record, messages });
  if (listed) return refuse(listed.rule, listed.why);
  const leaving = { order: logged, body: composed?.body };
  const renewed = await steps.ask({ leaving: { ...claim, leaving } });
  if (renewed === 'lost') return undefined; // the orders before it took too long
  if (renewed !== 'renewed') return refuse('MSG-35', renewed.why);
  const { closesAt } = windowOf(intent, record);
  if (closesAt && closesAt <= instantOfMs(ports.clock.nowMs()))
    return settle(claim, { status: 'expired', why: adapter.words.expired });
  // MSG-30: the orders before it took until the end of the receiver's hours. Its next claim finds when they begin.
  if (hoursEnd && hoursEnd <= instantOfMs(ports.clock.nowMs())) return postpone(ports, orgId, claim);
  noteLeft(true); // also where the adapter fails
  const delivered = await breaker.run(() =>
    adapter.carryOut({ ...asked, composed: composed?.sends, signal: AbortSignal.timeout(orderMs) }),
  );
  noteLeft(delivered !== 'broken' && (delivered.status === 'done' || delivered.status === 'unclear'));
  if (delivered === 'broken') return postpone(ports, orgId, claim);
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
      if (delivered.isHeld) return postpone(ports, orgId, { ...claim, forMs: delivered.waitMs });
      await putOff(ports, orgId, { claim, why: delivered.why, last: 'failed', leastMs: delivered.waitMs });
      if (delivered.fault !== undefined)
        throw new Error(`${delivered.why}: ${adapter.kind}`, { cause: delivered.fault }); // ours: the caller reports it
      return undefined;
  }
}

/**
 * Lets an order wait whose provider cannot be asked at present. It has not left the server, so this was not a try. `forMs` left out: about as long as
 * a provider rests that cannot be reached.
 */
const postpone = (
  { database, clock }: IntentPorts,
  orgId: string,
  { intent, id, fence, forMs = brokenMs }: ClaimedIntent & { readonly forMs?: number | undefined },
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    if (intent.messages)
      await keepBack(tx, orgId, { ports: { clock }, claims: [{ intent: nameOf(intent), id, fence }] });
    await tx.query(
      `update store.intent set status = 'waiting', claimed_at = null, attempts = attempts - 1, not_before = $5 where org_id = $1 and intent = $2 and id = $3 and fence = $4 and status = 'claimed'`,
      [orgId, nameOf(intent), id, fence, instantOfMs(clock.nowMs() + forMs)],
    );
  });

type PuttingOff = {
  readonly claim: ClaimedIntent;
  readonly why: string;
  /** The end of the last try. */
  readonly last: 'failed' | 'unclear';
  /** The time that the receiver asked to wait. */
  readonly leastMs?: number | undefined;
};

/**
 * Lets an order wait for its next try. After the last one the intent has ended, and also where its claim has ended meanwhile: then the
 * late answer says what nobody knew, that the receiver has not taken it.
 */
async function putOff(ports: IntentPorts, orgId: string, { claim, why, last, leastMs = 0 }: PuttingOff): Promise<void> {
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
      [
        orgId,
        nameOf(intent),
        id,
        fence,
        instantOfMs(
          ports.clock.nowMs() +
            Math.max(waitMs(tries, (ports.random(1)[0] ?? 0) / 256), Math.min(leastMs, longestWaitMs)),
        ),
        last === 'unclear',
      ],
    );
    if (!intent.messages || waiting.length === 0) return { attempts: tries, waits: waiting.length > 0 };
    const its = { intent: nameOf(intent), id, fence };
    const end = { claim: its, outcome: endedAt(ports, { status: 'unclear', why }) };
    if (last === 'unclear') await logEnds(tx, orgId, { ports, ends: [end] });
    else await keepBack(tx, orgId, { ports, claims: [its] });
    return { attempts: tries, waits: true };
  });
  if (waits) return;
  const ending = { status: last, why: adapter.words.givenUp(attempts, why) } as const;
  await settleIntent(ports, orgId, { ...claim, outcome: endedAt(ports, ofAllTries(claim, ending)) });
}
