import { idSchema } from '@outpost/domain/kernel/ids';
import type { Transaction } from '../db/database.ts';
import {
  canonicalPayload,
  copyDigestOf,
  saltedDigestOf,
  genesis,
  hashText,
  type JournalPayload,
  linkOf,
} from './chain.ts';
import { type ErasureKeys, isSignedErasure } from './erasure-signature.ts';
import { readClock } from './heads.ts';
import { z } from 'zod';

/** The place and kind of a break in a journal, for the server's operator. */
export type ChainBreak = { readonly n: number; readonly problem: string };
export type Verified = {
  readonly head: number;
  readonly hash: string;
  readonly rows: number;
  /** The number of empty rows that an erasure by law names. */
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
 * The state of the walk: empty rows that no erasure has named yet, the number of named ones, and the digests of redacted copies that no
 * erasure has named yet, by row.
 */
type Erasing = { readonly unnamed: Set<number>; readonly copies: Map<number, string>; erased: number };

/**
 * P-5: verifies a tenant's whole journal. Checks numbers without gaps, digests over salt and payload, and columns equal
 * to the payload. Checks each hash over the one before, and the clock at the last row. A row without payload is valid
 * only if a later erasure names it, signed by a key of the server. So is a row with a redacted copy of its payload and
 * without salt (ADR 122): the erasure names the digest of the copy. A rewrite of the journal from its first row on is
 * consistent in itself. Only a device detects it, by comparing its signed heads.
 */
export async function verifyJournal(
  tx: Transaction,
  { orgId, keys }: { readonly orgId: string; readonly keys: ErasureKeys },
): Promise<Verified> {
  const clock = await readClock(tx, orgId, 'unlocked');
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const problems: ChainBreak[] = [];
  const found = (n: number, problem: string): void =>
    void (problems.length < mostProblems && problems.push({ n, problem }));
  const erasing: Erasing = { unnamed: new Set(), copies: new Map(), erased: 0 };
  let [last, before] = [0, genesis];
  for (;;) {
    const rows: readonly Row[] = await tx.query<Row>(
      'select n, act, record, entity, kind, at, salt, payload, digest, hash from store.journal where org_id = $1 and n > $2 order by n limit $3',
      [orgId, last, rowsAtOnce],
    );
    for (const row of rows) {
      if (row.n !== last + 1) found(row.n, `follows ${last}: rows are missing in between`);
      if (row.payload === null && row.salt === null) erasing.unnamed.add(row.n);
      else {
        const isCopy = row.salt === null;
        const whole = { payload: row.payload ?? '', salt: row.salt, isCopy };
        if (isCopy) erasing.copies.set(row.n, copyDigestOf(whole.payload));
        for (const problem of problemsOf(orgId, row, whole)) found(row.n, problem);
        if (row.kind === 'erasure')
          for (const problem of await takeErasure({ text: whole.payload, before, n: row.n, keys }, erasing))
            found(row.n, problem);
      }
      if (linkOf(before, row.digest) !== hashText(row.hash))
        found(row.n, 'its hash is not that of its digest after the row before');
      last = row.n;
      before = hashText(row.hash);
    }
    if (rows.length < rowsAtOnce) break;
  }
  for (const n of erasing.unnamed) found(n, 'its payload is gone, and no erasure that the server signed names it');
  for (const n of erasing.copies.keys()) found(n, 'its payload is a copy that no erasure that the server signed names');
  if (clock.head !== last || clock.hash !== before)
    found(clock.head, `the tenant's clock is at ${clock.head}, the last row is ${last}, or their hashes differ`);
  return { head: clock.head, hash: clock.hash, rows: last, erased: erasing.erased, problems };
}

const erasureSchema = z.object({
  org: idSchema,
  n: z.number(),
  at: z.string(),
  erasure: z.strictObject({
    records: z.array(z.strictObject({ id: idSchema, entity: z.string().nullable() })),
    rows: z.array(z.number().int()),
    orderedBy: z.string(),
    reason: z.string(),
    redacted: z.array(z.strictObject({ n: z.number().int(), digest: z.string(), told: z.boolean() })).exactOptional(),
    people: z.array(z.strictObject({ id: idSchema, entity: z.string() })).exactOptional(),
    signature: z.string(),
  }),
});

type MetErasure = { readonly text: string; readonly before: string; readonly n: number; readonly keys: ErasureKeys };

/** Checks an erasure and returns its error, if any. An unsigned erasure names no rows. */
async function takeErasure({ text, before, n, keys }: MetErasure, erasing: Erasing): Promise<readonly string[]> {
  const parsed = erasureSchema.safeParse(jsonIn(text));
  if (!parsed.success) return ['it says that it is an erasure, and names nothing'];
  if (!(await isSignedErasure(parsed.data, before, keys)))
    return ['it is an erasure that no key of this server has signed'];
  const { rows, redacted = [] } = parsed.data.erasure;
  const whole = redacted.filter((copy) => copy.n >= n || !takeCopy(copy, erasing)).map((copy) => copy.n);
  const full = rows.filter((row) => row >= n || !erasing.unnamed.delete(row));
  erasing.erased += rows.length - full.length;
  return [
    ...(full.length === 0 ? [] : [`it names rows that are not empty: ${full.slice(0, 5).join(', ')}`]),
    ...(whole.length === 0 ? [] : [`it names rows that are not redacted: ${whole.slice(0, 5).join(', ')}`]),
  ];
}

/**
 * Notes a copy that an erasure names. Returns whether the row has a copy or is empty. A copy with another digest stays: a later erasure
 * made it from this one, and must name it.
 */
function takeCopy(
  { n, digest }: { readonly n: number; readonly digest: string },
  { copies, unnamed }: Erasing,
): boolean {
  if (!copies.has(n)) return unnamed.has(n);
  if (copies.get(n) === digest) copies.delete(n);
  return true;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // this row's error is already reported
  }
}

function problemsOf(
  orgId: string,
  row: Row,
  {
    payload: text,
    salt,
    isCopy,
  }: { readonly payload: string; readonly salt: Uint8Array | null; readonly isCopy: boolean },
): readonly string[] {
  const problems: string[] = [];
  if (!isCopy && !saltedDigestOf(salt ?? new Uint8Array(), text).equals(row.digest))
    problems.push('its payload does not match its digest');
  let payload: JournalPayload;
  try {
    payload = JSON.parse(text) as JournalPayload; // compared below, field by field
  } catch {
    return [...problems, 'its payload is not JSON'];
  }
  if (canonicalPayload(payload) !== text) problems.push('its payload is not in canonical form');
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
    if (says !== stands) problems.push(`the column ${name} differs from its payload`);
  return problems;
}
