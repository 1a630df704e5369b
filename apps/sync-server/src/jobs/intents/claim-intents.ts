import type { Intent, Needed } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { refusalInWords } from '@outpost/domain/kernel/messages/judge-send';
import type { AttachedFile } from '@outpost/domain/kernel/files/attached-files';
import type { SendingHours } from '@outpost/domain/kernel/messages/hours/sending-hours';
import { instantOfMs } from '../../db/instant-at.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { JudgedMessage, LeavingOrder } from '../message-log/log-messages.ts';
import { logWithinLimit } from '../message-log/offer-limit.ts';
import { authorOfMessage } from './author-of-message.ts';
import { changeIntentsSql } from './change-intents-sql.ts';
import { dropIntents, isWanted, windowOf } from './collect-intents.ts';
import { type ClaimedIntent, type IntentPorts, nameOf, type QueuedIntent, readerOf } from './intent-ports.ts';

/** A claim lasts this long after its last renewal. Chosen: an order takes seconds. After it, its server has stopped or hangs. */
export const leaseMs = 10 * 60_000;

/**
 * `isUnsure`: an earlier try may have been carried out. `hoursEnd`: the end of the receiver's hours (MSG-30), UTC. `messages`: those that
 * it sends, as they were judged.
 */
export type ClaimedRecord = {
  readonly record: StoredRecord;
  readonly fence: number;
  readonly isUnsure: boolean;
  readonly hoursEnd?: string | undefined;
  readonly messages: readonly JudgedMessage[];
  /** The files that go out with it. */
  readonly files: readonly AttachedFile[];
};

export type Claimed = {
  readonly due: readonly ClaimedRecord[];
  /** Those whose time has passed. */
  readonly late: readonly ClaimedRecord[];
  /** Those that may not be carried out: a message to their receiver is refused, or they exceed a limit (E-3). With the reason, and the id of its rule. */
  readonly refused: readonly (ClaimedRecord & Reason)[];
  /** The records that the orders of those due need besides their own, by id. */
  readonly needed: Needed;
};

/** `rule`: its id in `docs/rules.md`. */
type Reason = { readonly why: string; readonly rule: string };

type ClaimRow = {
  readonly id: string;
  readonly attempts: number;
  readonly fence: number;
  readonly is_unsure: boolean;
  readonly n: number;
};

/**
 * Claims those of these intents that are due, for a limited time. Each claim has a higher fencing number than the one before: a
 * worker that is slower than its lease can no longer postpone the intent, or replace a later outcome.
 */
export async function claimIntents(
  ports: IntentPorts,
  orgId: string,
  { ids, ...queued }: QueuedIntent & { readonly ids: readonly string[] },
): Promise<Claimed> {
  const { database, clock, recordsOf } = ports;
  const { intent, adapter } = queued;
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    const nowMs = clock.nowMs(); // here, so that a transaction that had to wait does not shorten the lease
    // One worker at a time: intents that another worker has just claimed count towards the limits.
    await tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2 for update', [
      orgId,
      readerOf(intent),
    ]);
    const rows = await claimRows(ports, tx, { orgId, intent: nameOf(intent), ids, nowMs });
    const ofRow = new Map(rows.map((row) => [row.id, row]));
    const found = await recordsOf(tx, orgId, { entity: intent.entity, ids: rows.map(({ id }) => id) });
    const placeOf = ({ id }: StoredRecord): number => ofRow.get(id)?.n ?? 0;
    const records = found.toSorted((a, b) => placeOf(a) - placeOf(b)); // what was asked for first leaves first
    const wanted = records.filter((record) => isWanted(intent, record));
    const dropped = rows.map(({ id }) => id).filter((id) => !wanted.some((record) => record.id === id)); // deleted or taken back meanwhile
    if (dropped.length > 0) await dropIntents(tx, orgId, { queued, ids: dropped, was: 'claimed', nowMs });
    const now = instantOfMs(nowMs);
    const fenceOf = (record: StoredRecord): ClaimedRecord => {
      const { fence = 0, is_unsure: isUnsure = false } = ofRow.get(record.id) ?? {};
      return {
        record,
        fence,
        isUnsure,
        hoursEnd: hours.get(record.id)?.closesAt,
        messages: judged.get(record.id) ?? [],
        files: files.get(record.id) ?? [],
      };
    };
    const {
      late = [],
      early = [],
      open = [],
    } = Object.groupBy(wanted, (record) => {
      const { opensAt, closesAt } = windowOf(intent, record);
      if (closesAt && closesAt <= now) return 'late';
      return opensAt && opensAt > now ? 'early' : 'open';
    });
    const { reasons: refusals, hours, judged } = await findReasons(ports, tx, { orgId, intent, records: open });
    const needed = await readNeeded(ports, tx, { orgId, intent, records: open });
    const over = new Map([...refusals, ...reasonsOfNeeded(intent, open, needed)]);
    const sendable = open.filter(({ id }) => !over.has(id));
    const { files, faults, waiting } = await filesOfAll(ports, tx, { orgId, intent, records: sendable });
    const unsent = new Map([...over, ...faults]);
    const night = open.filter(({ id }) => !unsent.has(id) && (hours.get(id)?.opensAt !== undefined || waiting.has(id)));
    const opensOf = ({ id }: StoredRecord) => latestOf(hours.get(id)?.opensAt, waiting.get(id));
    const later = [...early, ...night];
    if (later.length > 0) await waitForWindow(tx, orgId, { intent, records: later, opensOf });
    const first = open
      .filter((record) => ofRow.get(record.id)?.attempts === 1 && !unsent.has(record.id) && !night.includes(record))
      .sort((a, b) => a.version - b.version);
    const candidates = { orgId, intent: nameOf(intent), entity: intent.entity, records: first, nowMs };
    const tooMany = [...((await adapter.findTooMany?.(tx, candidates)) ?? [])];
    const reasons = new Map<string, Reason>([...unsent, ...tooMany.map(([id, why]) => [id, { why, rule: 'E-3' }] as const)]); // prettier-ignore
    const due = open.filter((record) => !reasons.has(record.id) && !night.includes(record));
    return {
      due: due.map(fenceOf),
      needed,
      late: late.map(fenceOf),
      refused: open.flatMap((record) => {
        const reason = reasons.get(record.id);
        return reason === undefined ? [] : [{ ...fenceOf(record), ...reason }];
      }),
    };
  });
}

const latestOf = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

type Asking = { readonly orgId: string; readonly intent: Intent; readonly records: readonly StoredRecord[] };

/** Reads the records that orders need, once for each kind. */
async function readNeeded(
  { recordsOf }: IntentPorts,
  tx: Transaction,
  { orgId, intent, records }: Asking,
): Promise<Needed> {
  const wanted = records.flatMap((record) => intent.needs?.(record as never) ?? []); // as in `isWanted`
  const byKind = Object.entries(Object.groupBy(wanted, ({ entity }) => entity));
  const read = new Map<string, StoredRecord>();
  for (const [entity, ofKind = []] of byKind) {
    const ids = [...new Set(ofKind.map(({ id }) => id))];
    for (const record of await recordsOf(tx, orgId, { entity, ids })) read.set(record.id, record);
  }
  return read;
}

/** Returns, by record, why it must not be carried out any more, as its needed records are at this moment. */
const reasonsOfNeeded = (
  intent: Intent,
  records: readonly StoredRecord[],
  needed: Needed,
): ReadonlyMap<string, Reason> =>
  new Map(
    records.flatMap((record) => {
      const over = intent.isOver?.(record as never, needed); // as in `isWanted`
      return over === undefined ? [] : [[record.id, over]];
    }),
  );

/** The files of orders by record: those that may leave, why they may not, and until when an order waits for their bytes. */
type FilesOfAll = {
  readonly files: ReadonlyMap<string, readonly AttachedFile[]>;
  readonly faults: ReadonlyMap<string, Reason>;
  readonly waiting: ReadonlyMap<string, string>;
};

/** Reads the files of those orders that have some. */
async function filesOfAll(
  ports: IntentPorts,
  tx: Transaction,
  { orgId, intent, records }: Asking,
): Promise<FilesOfAll> {
  const [files, faults, waiting] = [new Map<string, readonly AttachedFile[]>(), new Map<string, Reason>(), new Map<string, string>()]; // prettier-ignore
  const asked = records.flatMap((record) => {
    const ids = intent.files?.(record as never) ?? []; // as in `isWanted`
    const since = windowOf(intent, record).opensAt ?? record.createdAt;
    const { filesBy: by = 'email' } = intent;
    return ids.length === 0 ? [] : [{ record, ids, by, author: authorOfMessage(intent, record), since }];
  });
  const found = asked.length === 0 ? [] : await ports.filesOf(tx, orgId, asked);
  for (const [place, { record }] of asked.entries()) {
    const its = found[place];
    if (!its) throw new Error('Each order with files has an answer.');
    if ('why' in its) faults.set(record.id, its);
    else if ('opensAt' in its) waiting.set(record.id, its.opensAt);
    else files.set(record.id, its.files);
  }
  return { files, faults, waiting };
}

/** The hours of the receivers of a record's messages: when they end, or when all of them have begun. */
type RecordHours = { readonly opensAt: string | undefined; readonly closesAt: string | undefined };
type Found = {
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly hours: ReadonlyMap<string, RecordHours>;
  readonly judged: ReadonlyMap<string, readonly JudgedMessage[]>;
};

/**
 * Returns, by record, the reason why it may not be sent at this moment, with the id of its rule (MSG-1, MSG-3 … MSG-7, MSG-36), the hours of
 * its receivers (MSG-30), and its messages as they were judged.
 */
async function findReasons(
  { judgeMessages }: IntentPorts,
  tx: Transaction,
  { orgId, intent, records }: Asking,
): Promise<Found> {
  const messages = records.flatMap(
    (record) => (intent.messages?.(record as never) ?? []).map((message) => ({ id: record.id, message })), // as in `isWanted`
  );
  const verdicts = await judgeMessages(tx, orgId, messages.map(({ message }) => message)); // prettier-ignore
  const reasons = new Map<string, Reason>();
  const judged = new Map<string, readonly JudgedMessage[]>();
  const hours = new Map<string, RecordHours>();
  for (const [place, { id, message }] of messages.entries()) {
    const verdict = verdicts[place];
    if (!verdict) continue;
    judged.set(id, [...(judged.get(id) ?? []), { message, verdict }]);
    if (!verdict.allowed && !reasons.has(id)) reasons.set(id, { why: refusalInWords(verdict), rule: verdict.rule });
    if (verdict.allowed && verdict.hours) hours.set(id, hoursWith(hours.get(id), verdict.hours));
  }
  return { reasons, hours, judged };
}

/** Returns the hours that a record's messages have in common: the latest beginning, and the earliest end. */
function hoursWith(known: RecordHours | undefined, hours: SendingHours): RecordHours {
  const [opens, closes] = hours.isOpen ? [undefined, hours.closesAt] : [hours.opensAt, undefined];
  const pick = (a: string | undefined, b: string | undefined, isLatest: boolean) =>
    a === undefined || (b !== undefined && b > a === isLatest) ? b : a;
  return { opensAt: pick(known?.opensAt, opens, true), closesAt: pick(known?.closesAt, closes, false) };
}

/** Takes durable intents whose time has come, and those whose time has passed. */
async function claimRows(
  { durable }: IntentPorts,
  tx: Transaction,
  { orgId, intent, ids, nowMs }: DueOf & { readonly ids: readonly string[] },
): Promise<readonly ClaimRow[]> {
  return tx.query<ClaimRow>(
    changeIntentsSql({
      given: 'jsonb_to_recordset($5::jsonb) as g(id uuid)',
      when: isDueSql,
      set: `status = 'claimed', claimed_at = $3, attempts = i.attempts + 1, fence = i.fence + 1, held_fence = i.fence + 1, job = null, fed_at = null`,
      returning: 'i.id, i.attempts, i.fence, i.is_unsure, i.n',
    }),
    [
      orgId,
      intent,
      instantOfMs(nowMs),
      await durable(tx, orgId),
      JSON.stringify([...new Set(ids)].map((id) => ({ id }))),
    ],
  );
}

/** Intents that may be claimed. Parameters: 3 is the time, 4 the durable end of the journal. */
export const isDueSql = `status = 'waiting' and n <= $4
         and (closes_at <= $3 or ((not_before is null or not_before <= $3) and (opens_at is null or opens_at <= $3)))`;

export type DueOf = { readonly orgId: string; readonly intent: string; readonly nowMs: number };

type Later = {
  readonly intent: Intent;
  readonly records: readonly StoredRecord[];
  readonly opensOf: (record: StoredRecord) => string | undefined;
};

/**
 * Lets intents wait whose time was changed after they were queued, or during an earlier try, and those outside of their receivers' hours
 * (`opensOf`). That was no try.
 */
async function waitForWindow(tx: Transaction, orgId: string, { intent, records, opensOf }: Later): Promise<void> {
  const rows = records.map((record) => {
    const { opensAt = null, closesAt = null } = windowOf(intent, record);
    return { id: record.id, opens: opensOf(record) ?? opensAt, closes: closesAt };
  });
  await tx.query(
    `update store.intent i set status = 'waiting', claimed_at = null, attempts = i.attempts - 1, opens_at = w.opens, closes_at = w.closes
     from jsonb_to_recordset($3::jsonb) as w(id uuid, opens text, closes text) where i.org_id = $1 and i.intent = $2 and i.id = w.id`,
    [orgId, nameOf(intent), JSON.stringify(rows)],
  );
}

/** A claim whose order is about to leave. */
export type LeavingClaim = ClaimedIntent & { readonly leaving: LeavingOrder };

/** `lost`: nothing is logged, and nothing may leave. `why`: the order exceeds the limit of offers (MSG-35). */
export type Renewed = 'renewed' | 'lost' | { readonly why: string };

/**
 * Begins the leases of claims of one intent anew before their orders leave the server, and logs their messages (MSG-33). Their
 * orders may have left from this moment on, so nothing sends them again by itself.
 */
export async function renewClaims(
  tx: Transaction,
  orgId: string,
  { ports: { clock, random }, claims }: { readonly ports: IntentPorts; readonly claims: readonly LeavingClaim[] },
): Promise<readonly Renewed[]> {
  const [first] = claims;
  if (!first) return [];
  const rows = await tx.query<{ id: string }>(
    changeIntentsSql({
      given: 'jsonb_to_recordset($3::jsonb) as g(id uuid, fence bigint)',
      when: `i.fence = g.fence and i.status = 'claimed'`,
      set: 'claimed_at = $4, held_fence = null',
      returning: 'i.id',
    }),
    [
      orgId,
      nameOf(first.intent),
      JSON.stringify(claims.map(({ id, fence }) => ({ id, fence }))),
      instantOfMs(clock.nowMs()),
    ],
  );
  const held = new Set(rows.map(({ id }) => id));
  const orders = claims.filter(({ id }) => held.has(id)).map(({ leaving }) => leaving);
  const tooMany = await logWithinLimit(tx, orgId, { ports: { clock, random }, orders });
  return claims.map(({ id }) => {
    const why = tooMany.get(id);
    if (why !== undefined) return { why };
    return held.has(id) ? 'renewed' : 'lost';
  });
}
