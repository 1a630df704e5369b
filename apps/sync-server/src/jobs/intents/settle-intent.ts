import { moment } from '@outpost/domain/kernel/entities/field-types';
import { createHash } from 'node:crypto';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { changeIntentsSql } from './change-intents-sql.ts';
import { logEnds } from '../message-log/log-ends.ts';
import { type LoggedOrder, logRefused } from '../message-log/log-messages.ts';
import {
  type ClaimedIntent,
  type IntentPorts,
  nameOf,
  type Outcome,
  type OutcomeAct,
  type QueuedIntent,
} from './intent-ports.ts';

/** Chosen: more than the jobs of a lane (`usualLanes`), so that one read finds all ends of a group. */
const endsAtOnce = 50;

/**
 * Returns the id of the act that writes an intent's result. It is computed from the intent, the claim and the end, so an act that is
 * sent twice is done once.
 */
export function outcomeActId(
  kind: string,
  recordId: string,
  {
    fence,
    status,
    answer = null,
    isReturned = false,
  }: {
    readonly fence: number;
    readonly status: Outcome['status'];
    readonly answer?: unknown;
    readonly isReturned?: boolean;
  },
): string {
  const told = isReturned ? 'returned' : answer === null ? status : `${status}/${JSON.stringify(answer)}`; // a later report changes the answer
  const claim = fence === 0 ? '' : `/${fence}/${told}`; // claims of earlier builds had no number
  const hex = createHash('sha256').update(`outpost/${kind}-outcome/${recordId}${claim}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`; // version 8 (RFC 9562): made of a hash
}

/** The end of a claim. `receipt`: the provider's id. `refused`: a rule refused the order before it left. */
export type Settling = {
  readonly outcome: Outcome;
  readonly receipt?: string | undefined;
  readonly refused?: { readonly order: LoggedOrder; readonly rule: string; readonly why: string } | undefined;
};

/** Notes how a claim has ended, and writes it into its record. */
export async function settleIntent(ports: IntentPorts, orgId: string, ended: ClaimedIntent & Settling): Promise<void> {
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => noteEnds(tx, orgId, { ports, ends: [ended] }));
  await tellOutcomes(ports, orgId, { intent: ended.intent, adapter: ended.adapter, only: [ended.id] });
}

/**
 * Notes how claims of one intent have ended, before anything else happens. Afterwards `tellOutcomes` writes it into the records. Only the
 * present claim may do so. A late answer of a claim that was given up as unclear is noted, too: then the outcome is known after all. The log of
 * messages gets the same ends in the same transaction (MSG-33). Each record has one of the claims.
 */
export async function noteEnds(
  tx: Transaction,
  orgId: string,
  { ports, ends }: { readonly ports: IntentPorts; readonly ends: readonly (ClaimedIntent & Settling)[] },
): Promise<void> {
  const [first] = ends;
  if (!first) return;
  const name = nameOf(first.intent);
  const rows = await tx.query<{ id: string }>(
    changeIntentsSql({
      given: givenEnds,
      when: `i.fence = g.fence and (i.status = 'claimed' or (i.status = 'unclear' and g.outcome ->> 'status' <> 'unclear'))`,
      set: `status = g.outcome ->> 'status', outcome = g.outcome, is_untold = true, is_unsure = false, claimed_at = null`,
      returning: 'i.id',
    }),
    [orgId, name, endsAsJson(ends)],
  );
  const settled = new Set(rows.map(({ id }) => id));
  const noted = ends.filter(({ id }) => settled.has(id));
  await logRefused(tx, orgId, { ports, orders: noted.flatMap(({ refused }) => refused ?? []) });
  const left = noted.filter(({ refused }) => refused === undefined);
  if (first.intent.messages)
    await logEnds(tx, orgId, {
      ports,
      ends: left.map(({ id, fence, outcome, receipt }) => ({ claim: { intent: name, id, fence }, outcome, receipt })),
    });
}

type Stopped = QueuedIntent & { readonly id: string; readonly job: string; readonly tries: number };

/** Ends a waiting intent that this server could not even claim, so often that its job is a dead letter. Nothing has left the server. */
export const endStopped = (
  { database, clock }: IntentPorts,
  orgId: string,
  { intent, id, job, tries }: Stopped,
): Promise<void> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const at = moment(instantOfMs(clock.nowMs()));
    const why = `The server failed at it ${tries} times, by a fault of its own. Try it again once the fault is mended.`;
    const failed: Outcome = { status: 'failed', why, at };
    const unclear: Outcome = { status: 'unclear', why, at };
    await tx.query(
      `update store.intent set status = case when is_unsure then 'unclear' else 'failed' end, is_untold = true, is_unsure = false, job = null, fed_at = null,
         outcome = case when is_unsure then $6::jsonb else $5::jsonb end
       where org_id = $1 and intent = $2 and id = $3 and job = $4 and status = 'waiting'`,
      [orgId, nameOf(intent), id, job, JSON.stringify(failed), JSON.stringify(unclear)],
    );
  });

type Ended = { readonly id: string; readonly fence: number; readonly outcome: Outcome };

/** Ends as a parameter of `givenEnds`. */
const endsAsJson = (ends: readonly Ended[]): string =>
  JSON.stringify(ends.map(({ id, fence, outcome }) => ({ id, fence, outcome })));
const givenEnds = 'jsonb_to_recordset($3::jsonb) as g(id uuid, fence bigint, outcome jsonb)';

type Untold = QueuedIntent & {
  /** The ids of records. Left out: all ends that their records do not show yet. */
  readonly only?: readonly string[];
};

/**
 * Writes ends into their records, through the write path. An end that was noted by a server that stopped then is written here, too: the
 * act's id makes a second writing harmless. A fault at one does not stop the others, and is thrown behind them.
 */
export async function tellOutcomes(ports: IntentPorts, orgId: string, untold: Untold): Promise<void> {
  const { intent, adapter } = untold;
  const faults: unknown[] = [];
  let after: string | null = null;
  do {
    const ended: readonly ReadEnd[] = await readUntold(ports, orgId, { ...untold, after });
    await tellAll(ports, orgId, { intent, adapter, ended }).catch(async (fault: unknown) => {
      if (ended.length === 1) faults.push(fault);
      else
        for (const one of ended)
          await tellAll(ports, orgId, { intent, adapter, ended: [one] }).catch((its: unknown) => faults.push(its));
    });
    after = ended.length < endsAtOnce ? null : (ended.at(-1)?.id ?? null);
  } while (after !== null);
  if (faults.length > 0) throw faults[0];
}

type ReadEnd = Ended & { readonly record?: StoredRecord | undefined };

/** Reads ends and their records at one moment. */
const readUntold = (
  { database, recordsOf }: IntentPorts,
  orgId: string,
  { intent, only, after }: Untold & { readonly after: string | null },
): Promise<readonly ReadEnd[]> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<Ended>(
      `select id, fence, outcome from store.intent where org_id = $1 and intent = $2 and is_untold and ($3::uuid is null or id > $3) and ($4::uuid[] is null or id = any($4)) order by id limit ${endsAtOnce}`,
      [orgId, nameOf(intent), after, only ?? null],
    );
    const ids = rows.map(({ id }) => id);
    const records = ids.length === 0 ? [] : await recordsOf(tx, orgId, { entity: intent.entity, ids });
    const byId = new Map(records.map((record) => [record.id, record]));
    return rows.map((row) => ({ ...row, record: byId.get(row.id) }));
  });

type Telling = QueuedIntent & { readonly ended: readonly ReadEnd[] };

/**
 * Writes ends into their records by one call. An end stays untold where its record or the end itself has changed since it was read: the next
 * round reads both again. The record of another may be erased meanwhile.
 */
async function tellAll(ports: IntentPorts, orgId: string, { ended, ...queued }: Telling): Promise<void> {
  const toWrite = ended.flatMap((end) => (end.record ? [{ end, act: actOf(ports, { ...queued, ...end, record: end.record }) }] : [])); // prettier-ignore
  const performed =
    toWrite.length === 0 ? [] : await ports.perform(orgId, queued.intent.entity, toWrite.map(({ act }) => act)); // prettier-ignore
  const stale = new Set(toWrite.flatMap(({ end }, place) => (performed[place] === 'stale' ? [end] : [])));
  const told = ended.filter((end) => !stale.has(end));
  if (told.length > 0) await markTold(ports, orgId, { ...queued, ended: told });
}

function actOf(
  { clock }: IntentPorts,
  { intent, adapter, record, fence, outcome }: QueuedIntent & ReadEnd & { readonly record: StoredRecord },
): OutcomeAct {
  const values = Object.entries(intent.outcome(outcome as never) as Readonly<Record<string, JsonValue>>);
  const fields = Object.fromEntries(
    values.map(([name, value]) => [name, [record.fields[name] ?? null, value] as [JsonValue, JsonValue]]),
  );
  return {
    id: outcomeActId(intent.kind, record.id, { fence, ...outcome }),
    label: labelOf(adapter, outcome),
    shape: 'together',
    madeAt: instantOfMs(clock.nowMs()),
    edits: [{ id: record.id, entity: intent.entity, seen: record.version, fields }],
  };
}

function labelOf({ words }: QueuedIntent['adapter'], outcome: Outcome): string {
  if (outcome.status !== 'done') return outcome.isReturned ? (words.returned ?? words.failed) : words.failed;
  return typeof words.done === 'string' ? words.done : words.done(outcome.answer);
}

/** Closes ends that their records show, except those that a later answer has replaced meanwhile. */
const markTold = ({ database }: IntentPorts, orgId: string, { intent, ended }: Telling) =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      changeIntentsSql({
        given: givenEnds,
        when: 'i.is_untold and i.fence = g.fence and i.outcome = g.outcome',
        set: 'is_untold = false',
      }),
      [orgId, nameOf(intent), endsAsJson(ended)],
    ),
  );
