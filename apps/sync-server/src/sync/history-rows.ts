import { tokensOf } from '@outpost/domain/kernel/access';
import { entityOf } from '@outpost/domain/kernel/catalogue';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { Transaction } from '../db/database.ts';
import type { JournalPayload } from '../journal/chain.ts';
import { recordsOf } from '../records/load.ts';
import type { Tenant } from '../records/tenant.ts';

/** S-9: how much history devices hold. */
const recentDays = 90;
/** Chosen: journal rows looked through for one page; most tenants' rows of a day fit. */
const rowsPerPage = 2_000;
/** E-3: fewer rows where they are of long texts. */
const mostPageChars = 8_000_000;

/**
 * A journal row as a device gets it whose person sees the record since number `since`: what brought it into their sight is told without
 * what was there before. Nothing for rows that are about no record.
 */
function historyRowOf(text: string, since: number): HistoryRow | undefined {
  const payload = JSON.parse(text) as JournalPayload; // the chain's own writing
  const { n, record, entity, act, group, undoes, label, by, device, at, madeAt, kind, changed, superseded } = payload;
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

/** A row of the journal that says what became of a record. */
export type JournalRow = {
  readonly n: number;
  readonly record: string;
  readonly entity: string;
  readonly payload: string;
};

/** S-9: the row for whom who sees its record since number `since`: nothing from before they did. */
export function historyText({ n, payload }: JournalRow, since: number): HistoryText | undefined {
  const row = n < since ? undefined : historyRowOf(payload, since);
  return row && { n, json: JSON.stringify(row) };
}

/** The number from which on a new device gets the history: the first row of the last 90 days. */
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

export type HistoryAsk = {
  readonly userId: string;
  readonly tokens: readonly string[];
  readonly after: number;
  readonly head: number;
};

/**
 * S-9: the next journal rows of records that the person sees now, none from before they had access: not before the record came under a
 * token of theirs, nor before they held that token. `upTo` is how far the journal was looked through.
 */
export async function readHistory(
  tx: Transaction,
  tenant: Tenant,
  ask: HistoryAsk,
): Promise<{ readonly rows: readonly HistoryText[]; readonly upTo: number }> {
  if (ask.after >= ask.head) return { rows: [], upTo: ask.head };
  const { rows: found, cut } = await readJournal(tx, tenant.orgId, ask.after);
  const since = await seenSince(tx, tenant.orgId, ask, found);
  const rows = found.flatMap((row) => {
    const from = since.get(row.record);
    return from === undefined ? [] : (historyText(row, from) ?? []);
  });
  return { rows, upTo: (cut ? found.at(-1)?.n : undefined) ?? ask.head };
}

/** The next rows of the journal about records, as many as fit on a page; `cut`: more follow. */
export async function readJournal(
  tx: Transaction,
  orgId: string,
  after: number,
): Promise<{ readonly rows: readonly JournalRow[]; readonly cut: boolean }> {
  const found = await tx.query<JournalRow>(
    `select n, record, entity, payload from store.journal where org_id = $1 and n > $2 and record is not null and payload is not null and kind in ('created', 'changed') order by n limit $3`,
    [orgId, after, rowsPerPage],
  );
  let chars = 0;
  const over = found.findIndex(({ payload }, place) => (chars += payload.length) > mostPageChars && place > 0);
  return over < 0 ? { rows: found, cut: found.length === rowsPerPage } : { rows: found.slice(0, over), cut: true };
}

/** Since which number the person sees each of these records; those out of their sight are left out. */
async function seenSince(
  tx: Transaction,
  orgId: string,
  { userId, tokens }: Pick<HistoryAsk, 'userId' | 'tokens'>,
  records: readonly { readonly record: string; readonly entity: string }[],
): Promise<ReadonlyMap<string, number>> {
  const byEntity = Map.groupBy(tokens, (token) => token.slice(0, token.indexOf('@')));
  const asked = new Map(records.map(({ record, entity }) => [record, entity]));
  const pairs = [...asked].flatMap(([id, entity]) => (byEntity.get(entity) ?? []).map((token) => ({ id, token })));
  if (pairs.length === 0) return new Map();
  const rows = await tx.query<{ id: string; since: number }>(
    `select f.id, min(greatest(f.since, coalesce(h.since, $4::bigint))) as since
     from unnest($2::uuid[], $3::text[]) as p(id, token)
     join store.feed f on f.org_id = $1 and f.token = p.token collate "C" and f.id = p.id and not f.gone
     left join store.token_hold h on h.org_id = $1 and h.user_id = $5 and h.token = f.token and h.held
     group by f.id`,
    [orgId, pairs.map(({ id }) => id), pairs.map(({ token }) => token), Number.MAX_SAFE_INTEGER, userId],
  );
  return new Map(rows.map(({ id, since }) => [id, since]));
}

export type RecordHistoryAsk = {
  readonly userId: string;
  readonly tokens: readonly string[];
  readonly entity: string;
  readonly id: string;
  readonly before: number | undefined;
  readonly limit: number;
};

/** S-9: one record's history on demand, newest first, within what the person may see. Nothing where the record is out of their sight. */
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
  const since = (await seenSince(tx, tenant.orgId, ask, [{ record: ask.id, entity: ask.entity }])).get(ask.id);
  if (since === undefined) return { rows: [], more: false };
  const found = await tx.query<{ payload: string }>(
    `select payload from store.journal where org_id = $1 and record = $2 and n >= $3 and n < $4 and payload is not null and kind in ('created', 'changed') order by n desc limit $5`,
    [tenant.orgId, ask.id, since, ask.before ?? Number.MAX_SAFE_INTEGER, ask.limit + 1],
  );
  const rows = found.slice(0, ask.limit).flatMap(({ payload }) => historyRowOf(payload, since) ?? []);
  return { rows, more: found.length > ask.limit };
}
