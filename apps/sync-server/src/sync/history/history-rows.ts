import { tokensOf } from '@outpost/domain/kernel/access/access';
import { wholeToken } from '@outpost/domain/kernel/access/record-age';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { blankedRow, erasedRecordRow, pseudonymisedRow } from '@outpost/domain/sync/erased-row';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../../db/database.ts';
import type { JournalPayload, RedactedRow } from '../../journal/chain.ts';
import { authorToken } from '../../records/erase/erase-records.ts';
import { erasedHome, recordsOf } from '../../records/load/load.ts';
import { keyIdOf } from '../../catalogue/sealing.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { nextTurn, Slices } from '../../sharing/loop-share.ts';
import type { PullLimits } from '../pages/pull-limits.ts';
import { feedRowOfPair, seenSince, type Viewer } from './seen-since.ts';

/**
 * The characters of rows that are parsed and written again before other requests have their turn. Measured: some 3 ms in compiled
 * code. A whole page in one turn took up to 45 ms.
 */
const charsPerSlice = 130_000;
/** S-9: the days of history that devices keep. */
const recentDays = 90;

/** K-4: history names the sealed fields that changed, and contains none of their values. */
function withoutSealed(payload: JournalPayload): JournalPayload {
  const shown = (value: JsonValue): JsonValue => (keyIdOf(value) === undefined ? value : null);
  const { changed, superseded } = payload;
  return {
    ...payload,
    changed: Object.fromEntries(
      Object.entries(changed).map(([name, [from, to]]) => [name, [shown(from), shown(to)] as const]),
    ),
    superseded: Object.fromEntries(
      Object.entries(superseded).map(([name, replaced]) => [name, { ...replaced, value: shown(replaced.value) }]),
    ),
  };
}

/**
 * Returns a journal row as sent to a device whose person sees the record since number `since`. The row that gave them
 * access has no earlier values. Undefined for rows about no record.
 */
export function historyRowOf(text: string, since: number): HistoryRow | undefined {
  const payload = JSON.parse(text) as JournalPayload; // the chain wrote it
  const { n, record, entity, act, group, undoes, label, by, device, at, madeAt, kind, changed, superseded } =
    payload.sealed ? withoutSealed(payload) : payload;
  if (record === null || entity === null || (kind !== 'created' && kind !== 'changed')) return undefined;
  const copied = Object.fromEntries(
    Object.entries(changed).map(([name, [from, to]]): [string, [typeof from, typeof to]] => [
      name,
      [n > since ? from : null, to],
    ]),
  );
  return {
    n,
    id: record,
    entity,
    act,
    group,
    undoes,
    label,
    by,
    device,
    at,
    madeAt,
    kind,
    changed: copied,
    superseded: n > since ? { ...superseded } : {},
  };
}

/** A row of history as it is sent: the JSON of a `HistoryRow`. */
export type HistoryText = { readonly n: number; readonly json: string };

/** A journal row about a change of a record, or about an erasure by law. */
export type JournalRow = {
  readonly n: number;
  readonly record: string;
  readonly entity: string;
  readonly kind: string;
  readonly payload: string;
};
export type ErasureRow = Pick<JournalRow, 'n' | 'payload'>;

/**
 * S-9: returns the history row as sent to a person who sees the record since number `since`, without anything from
 * before that.
 */
export function historyText({ n, payload }: JournalRow, since: number): HistoryText | undefined {
  const row = n < since ? undefined : historyRowOf(payload, since);
  return row && { n, json: JSON.stringify(row) };
}

/** Returns the number from which on a new device gets the history: the first row of the last 90 days. */
export async function firstRecent(tx: Transaction, orgId: string, nowMs: number): Promise<number> {
  const since = new Date(nowMs - recentDays * 86_400_000).toISOString();
  const [first] = await tx.query<{ n: number }>(
    'select n from store.journal where org_id = $1 and at >= $2 order by at, n limit 1',
    [orgId, since],
  );
  if (first) return first.n - 1;
  const [clock] = await tx.query<{ head: number }>('select head from store.clock where org_id = $1', [orgId]);
  return clock?.head ?? 0;
}

export type HistoryAsk = Viewer & {
  readonly userId: string;
  readonly limits: PullLimits;
  readonly after: number;
  readonly head: number;
};

/**
 * S-9: reads the next journal rows of records that the person sees now, none from before they had access. Access
 * counts from the first token that showed them the record without a gap since. The journal was read up to `upTo`.
 */
export async function readHistory(
  tx: Transaction,
  tenant: Tenant,
  ask: HistoryAsk,
): Promise<{ readonly rows: readonly HistoryText[]; readonly upTo: number }> {
  if (ask.after >= ask.head) return { rows: [], upTo: ask.head };
  const { rows: found, erasures, upTo } = await readJournalPage(tx, tenant.orgId, ask);
  const since = await seenSince(tx, tenant.orgId, { viewer: ask, rows: found });
  const slices = new Slices(charsPerSlice, nextTurn);
  const rows: HistoryText[] = [];
  for (const row of found) {
    const from = since.get(row.record);
    const text = from === undefined ? undefined : historyText(row, from);
    if (text) rows.push(text);
    const full = slices.did(row.payload.length);
    if (full) await full;
  }
  const erased: HistoryText[] = [];
  for (const erasure of erasures)
    erased.push(...(await readErasure(tx, tenant.orgId, { ask, erasure, withRows: true })));
  return { rows: [...rows, ...erased], upTo: upTo ?? ask.head };
}

/**
 * Journal rows that devices get. `upTo`: the number at which they stop though more may follow; undefined where they reach the
 * end.
 */
export type JournalRowsPage = {
  readonly rows: readonly JournalRow[];
  readonly erasures: readonly ErasureRow[];
  readonly upTo: number | undefined;
};

/** Reads the next rows of the journal about records, as many as fit on a page, and the erasures among them. */
export async function readJournalPage(
  tx: Transaction,
  orgId: string,
  { after, limits }: { readonly after: number; readonly limits: PullLimits },
): Promise<JournalRowsPage> {
  const found = await tx.query<Omit<JournalRow, 'record'> & { readonly record: string | null }>(
    `select n, record, entity, kind, payload from store.journal where org_id = $1 and n > $2 and payload is not null and kind in ('created', 'changed', 'erasure') order by n limit $3`,
    [orgId, after, limits.historyRows],
  );
  let chars = 0;
  const over = found.findIndex(({ payload }, place) => (chars += payload.length) > limits.pageChars && place > 0);
  const taken = over < 0 ? found : found.slice(0, over);
  const isCut = over >= 0 || found.length === limits.historyRows;
  return {
    rows: taken.flatMap(({ record, ...row }) => (record === null ? [] : [{ ...row, record }])),
    erasures: taken.filter(({ record }) => record === null),
    upTo: isCut ? taken.at(-1)?.n : undefined,
  };
}

/**
 * P-5: reads the erasures up to a number, as sent to a device that starts over, however old they are. The device's acts
 * may have waited longer than the history that it gets.
 */
export async function readErasuresUpTo(
  tx: Transaction,
  orgId: string,
  ask: HistoryAsk,
): Promise<readonly HistoryText[]> {
  const erasures = await tx.query<ErasureRow>(
    `select n, payload from store.journal where org_id = $1 and n <= $2 and kind = 'erasure' and payload is not null order by n`,
    [orgId, ask.after],
  );
  const told: HistoryText[] = [];
  for (const erasure of erasures) told.push(...(await readErasure(tx, orgId, { ask, erasure, withRows: false })));
  return told;
}

/** `withRows`: whether the device may hold the redacted rows. One that starts over has none of them. */
type ErasureAsk = { readonly ask: HistoryAsk; readonly erasure: ErasureRow; readonly withRows: boolean };

/**
 * P-5: returns the rows that a device gets about an erasure by law. For an erased record that its person once saw or
 * wrote, a row that reports the erasure. For a row that lost its label, of a record that the person sees, a row in its
 * place. For a redacted row (ADR 122) the row as it is now, and for a former member a row that reports the pseudonym.
 * Nobody gets a row about a record that they could not see. The exception is an id that the server itself
 * did not know: everybody gets it, and it reveals neither the record nor its owner.
 */
async function readErasure(
  tx: Transaction,
  orgId: string,
  { ask, erasure, withRows }: ErasureAsk,
): Promise<readonly HistoryText[]> {
  const { at, by, erasure: named } = JSON.parse(erasure.payload) as JournalPayload; // the chain wrote it
  if (!named) return [];
  const ids = named.records.map(({ id }) => id);
  const [known, blanked] = await Promise.all([
    onceSeen(tx, orgId, { ...ask, records: named.records }),
    tx.query<{ n: number; record: string; entity: string; kind: string }>(
      'select n, record, entity, kind from store.journal where org_id = $1 and n = any($2::bigint[]) and record is not null and not record = any($3::uuid[])',
      [orgId, named.rows, ids],
    ),
  ]);
  const since = await seenSince(tx, orgId, { viewer: ask, rows: blanked });
  const rows = [
    ...named.records.flatMap(({ id, entity }) =>
      entity === null || known.has(id)
        ? [erasedRecordRow({ n: erasure.n, id, entity: entity ?? erasedHome, at, by })]
        : [],
    ),
    ...blanked.flatMap(({ n, record: id, entity }) =>
      n >= (since.get(id) ?? Number.MAX_SAFE_INTEGER) ? [blankedRow({ n, id, entity, at, by })] : [],
    ),
  ];
  const told = rows.map((row) => ({ n: row.n, json: JSON.stringify(row) }));
  const redacted = withRows ? await readRedacted(tx, orgId, { ask, rows: named.redacted ?? [] }) : [];
  const people = await readPeople(tx, orgId, { ask, place: { n: erasure.n, at, by }, people: named.people ?? [] });
  return [...told, ...redacted, ...people];
}

/** ADR 122: returns the redacted rows that a device may hold, as they are now: of records that the person sees. */
async function readRedacted(
  tx: Transaction,
  orgId: string,
  { ask, rows }: { readonly ask: HistoryAsk; readonly rows: readonly RedactedRow[] },
): Promise<readonly HistoryText[]> {
  const numbers = rows.filter(({ told }) => told).map(({ n }) => n);
  if (numbers.length === 0) return [];
  const found = await tx.query<JournalRow>(
    `select n, record, entity, kind, payload from store.journal where org_id = $1 and n = any($2::bigint[]) and record is not null and payload is not null order by n`,
    [orgId, numbers],
  );
  const since = await seenSince(tx, orgId, { viewer: ask, rows: found });
  return found.flatMap((row) => {
    const from = since.get(row.record);
    return from === undefined ? [] : (historyText(row, from) ?? []);
  });
}

type PeopleAsk = {
  readonly ask: HistoryAsk;
  readonly place: { readonly n: number; readonly at: string; readonly by: string };
  readonly people: readonly { readonly id: string; readonly entity: string }[];
};

/** ADR 122: returns the rows that report the pseudonyms of former members whose records the person sees. */
async function readPeople(
  tx: Transaction,
  orgId: string,
  { ask, place, people }: PeopleAsk,
): Promise<readonly HistoryText[]> {
  if (people.length === 0) return [];
  const rows = people.map(({ id, entity }) => ({ n: place.n, record: id, entity, kind: 'changed' }));
  const since = await seenSince(tx, orgId, { viewer: ask, rows });
  return people.flatMap(({ id, entity }) =>
    since.has(id) ? [{ n: place.n, json: JSON.stringify(pseudonymisedRow({ ...place, id, entity })) }] : [],
  );
}

type OnceSeenAsk = Pick<HistoryAsk, 'userId' | 'tokens'> & {
  readonly records: readonly { readonly id: string; readonly entity: string | null }[];
};

/**
 * Returns the ids of erased records that the person once saw or wrote. They saw a record that left a token while they
 * already held it. A month of a token counts as its token.
 */
async function onceSeen(
  tx: Transaction,
  orgId: string,
  { userId, tokens, records }: OnceSeenAsk,
): Promise<ReadonlySet<string>> {
  const known = records.flatMap(({ id, entity }) => (entity === null ? [] : [{ id, entity }]));
  const held = known.flatMap(({ id, entity }) =>
    tokens.flatMap((token) => (token.startsWith(`${entity}@`) ? [{ id, token, wrote: false }] : [])),
  );
  const written = known.map(({ id, entity }) => ({ id, token: authorToken(entity, userId), wrote: true }));
  const asked = [...held, ...written];
  if (asked.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(
    `select distinct f.id from unnest($2::uuid[], $3::text[], $4::boolean[], $6::text[]) as p(id, token, wrote, whole)
     cross join lateral (${feedRowOfPair}) f
     left join store.token_hold h on h.org_id = $1 and h.user_id = $5 and h.token = p.whole
     where f.gone and (p.wrote or f.since > h.first)`,
    [
      orgId,
      asked.map(({ id }) => id),
      asked.map(({ token }) => token),
      asked.map(({ wrote }) => wrote),
      userId,
      asked.map(({ token }) => wholeToken(token)),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

export type RecordHistoryAsk = Viewer & {
  readonly entity: string;
  readonly id: string;
  readonly before: number | undefined;
  readonly limit: number;
};

/**
 * S-9: reads one record's history on demand, newest first, as far as the person may see it. Returns no rows where the
 * record is out of their sight.
 */
export async function readRecordHistory(
  tx: Transaction,
  tenant: Tenant,
  ask: RecordHistoryAsk,
): Promise<{ readonly rows: readonly HistoryRow[]; readonly more: boolean } | undefined> {
  if (!tenant.catalogue.entities.has(ask.entity)) return undefined;
  const [record] = await recordsOf(tx, tenant, { entity: ask.entity, ids: [ask.id] });
  const held = new Set(ask.tokens);
  if (!record || !tokensOf(entityOf(tenant.catalogue, ask.entity), record).some((token) => held.has(token)))
    return undefined;
  const all = [{ n: 0, kind: 'changed', record: ask.id, entity: ask.entity }]; // from the journal's start
  const since = (await seenSince(tx, tenant.orgId, { viewer: ask, rows: all })).get(ask.id);
  if (since === undefined) return { rows: [], more: false };
  // A row without content that older ones follow was blanked by law; the oldest ones may have lost theirs to retention.
  const found = await tx.query<{ n: number; payload: string | null }>(
    `select n, payload from store.journal j where org_id = $1 and record = $2 and n >= $3 and n < $4 and kind in ('created', 'changed')
       and (payload is not null or exists (select 1 from store.journal o where o.org_id = $1 and o.record = $2 and o.n >= $3 and o.n < j.n and o.payload is not null and o.kind in ('created', 'changed')))
     order by n desc limit $5`,
    [tenant.orgId, ask.id, since, ask.before ?? Number.MAX_SAFE_INTEGER, ask.limit + 1],
  );
  const shown = found.slice(0, ask.limit);
  const blanked = await readBlanked(tx, tenant.orgId, {
    ...ask,
    rows: shown.flatMap(({ n, payload }) => (payload === null ? [n] : [])),
  });
  const rows = shown.flatMap(({ n, payload }) =>
    payload === null ? (blanked.get(n) ?? []) : (historyRowOf(payload, since) ?? []),
  );
  return { rows, more: found.length > ask.limit };
}

/** P-5: returns the rows of one record that lost their content by law, by number, in the form that devices get. */
async function readBlanked(
  tx: Transaction,
  orgId: string,
  { id, entity, rows }: Pick<RecordHistoryAsk, 'id' | 'entity'> & { readonly rows: readonly number[] },
): Promise<ReadonlyMap<number, HistoryRow>> {
  if (rows.length === 0) return new Map();
  const erasures = await tx.query<{ payload: string }>(
    `select payload from store.journal where org_id = $1 and n > $2 and kind = 'erasure' and payload is not null order by n`,
    [orgId, Math.min(...rows)],
  );
  const asked = new Set(rows);
  return new Map(
    erasures.flatMap(({ payload }) => {
      const { at, by, erasure } = JSON.parse(payload) as JournalPayload; // the chain wrote it
      return (erasure?.rows ?? []).flatMap((n) =>
        asked.has(n) ? [[n, blankedRow({ n, id, entity, at, by })] as const] : [],
      );
    }),
  );
}
