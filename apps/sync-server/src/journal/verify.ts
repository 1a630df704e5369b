import { canonicalJson } from '@outpost/domain/kernel/json';
import type { Transaction } from '../db/database.ts';
import { digestOf, genesis, hashText, type JournalPayload, linkOf } from './chain.ts';
import { readClock } from './heads.ts';

/** Where a journal breaks, and how: for who runs the server. */
export type ChainBreak = { readonly n: number; readonly problem: string };
export type Verified = {
  readonly head: number;
  readonly hash: string;
  readonly rows: number;
  readonly erased: number;
  readonly problems: readonly ChainBreak[];
};

type Row = {
  n: number;
  act: string | null;
  record: string | null;
  entity: string | null;
  kind: string;
  at: string;
  salt: Uint8Array | null;
  payload: string | null;
  digest: Uint8Array;
  hash: Uint8Array;
};
const rowsAtOnce = 2_000;
const mostProblems = 20;

/**
 * P-5: goes through a tenant's whole journal: numbers without gap, digests over salt and payload, the columns beside a payload as the
 * payload says, each hash over the one before, and the clock at the last row. What a device's signed head says is compared
 * by the device: a journal rewritten from the first row on is whole in itself.
 */
export async function verifyJournal(tx: Transaction, orgId: string): Promise<Verified> {
  const clock = await readClock(tx, orgId, 'unlocked');
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const problems: ChainBreak[] = [];
  const found = (n: number, problem: string): void =>
    void (problems.length < mostProblems && problems.push({ n, problem }));
  let [last, before, erased] = [0, genesis, 0];
  for (;;) {
    const rows: readonly Row[] = await tx.query<Row>(
      'select n, act, record, entity, kind, at, salt, payload, digest, hash from store.journal where org_id = $1 and n > $2 order by n limit $3',
      [orgId, last, rowsAtOnce],
    );
    for (const row of rows) {
      if (row.n !== last + 1) found(row.n, `follows ${last}: rows are missing in between`);
      if (row.payload === null || row.salt === null) erased += 1;
      else
        for (const problem of problemsOf(orgId, row, { payload: row.payload, salt: row.salt })) found(row.n, problem);
      if (linkOf(before, row.digest) !== hashText(row.hash))
        found(row.n, 'its hash is not that of its digest after the row before');
      last = row.n;
      before = hashText(row.hash);
    }
    if (rows.length < rowsAtOnce) break;
  }
  if (clock.head !== last || clock.hash !== before)
    found(clock.head, `the tenant's clock stands at ${clock.head}, the last row is ${last}, or their hashes differ`);
  return { head: clock.head, hash: clock.hash, rows: last, erased, problems };
}

function problemsOf(
  orgId: string,
  row: Row,
  { payload: text, salt }: { readonly payload: string; readonly salt: Uint8Array },
): readonly string[] {
  const problems: string[] = [];
  if (!digestOf(salt, text).equals(row.digest)) problems.push('its payload is not what its digest was made of');
  let payload: JournalPayload;
  try {
    payload = JSON.parse(text) as JournalPayload; // compared below, field by field
  } catch {
    return [...problems, 'its payload is not JSON'];
  }
  if (canonicalJson(payload) !== text) problems.push('its payload is not in canonical form');
  const beside: readonly (readonly [string, unknown, unknown])[] = [
    ['org', payload.org, orgId],
    ['n', payload.n, row.n],
    ['act', payload.act, row.act],
    ['record', payload.record, row.record],
    ['entity', payload.entity, row.entity],
    ['kind', payload.kind, row.kind],
    ['at', payload.at, row.at],
  ];
  for (const [name, says, stands] of beside)
    if (says !== stands) problems.push(`the column ${name} says something else than its payload`);
  return problems;
}
