import type { AuditAnswer, AuditEntry, AuditQuestion } from '@outpost/domain/kernel/audit/audit-log';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { asAdministrator, type JournalCaller, type JournalPorts } from '../as-administrator.ts';
import { hashText } from '../chain.ts';
import { entryOfPayload } from './entry-of-payload.ts';
import { boundsOf } from './number-bounds.ts';

/**
 * Chosen: the rows that one request looks through at most, so that it takes a fraction of a second. Only questions that no index
 * answers look through rows: by an author among ordinary changes, and by words.
 */
const rowsInOneRequest = 50_000;

/**
 * Returns entries of all classes from the whole journal of a tenant, newest first, for its administrators. They are
 * events, and changes of records of the kinds that the administrators see whole (ADR 59). Refuses `access/denied`.
 */
export function askAuditLog(
  ports: JournalPorts,
  caller: JournalCaller,
  question: AuditQuestion,
): Promise<Result<AuditAnswer>> {
  return asAdministrator(ports, caller, (tx, asker) => readAuditLog(tx, asker, question));
}

/** Returns one entry by its number, or undefined: there is none, its content was erased, or it is not for this person. */
export function askAuditEntry(
  ports: JournalPorts,
  caller: JournalCaller,
  n: number,
): Promise<Result<AuditEntry | undefined>> {
  return asAdministrator(ports, caller, async (tx, asker) => {
    const { entries } = await readAuditLog(tx, asker, { before: n + 1, limit: 1 });
    return entries.find((entry) => entry.n === n);
  });
}

/** The columns of an entry, over `j` (the journal) and `e` (its entry, if it has a class). */
const columns = 'j.n, j.payload, j.digest, j.hash, e.class, e.action, e.outcome';
type Row = {
  readonly n: number;
  readonly payload: string;
  readonly digest: Uint8Array;
  readonly hash: Uint8Array;
  readonly class: 'security' | 'compliance' | null;
  readonly action: string | null;
  readonly outcome: AuditEntry['outcome'] | null;
};

/** Reads entries in the transaction of an administrator. */
export async function readAuditLog(
  tx: Transaction,
  { tenant, tokens }: Pick<Asker, 'tenant' | 'tokens'>,
  asked: AuditQuestion,
): Promise<AuditAnswer> {
  const { orgId } = tenant;
  const held = new Set(tokens);
  const kinds = [...tenant.catalogue.entities.keys()].filter((name) => held.has(`${name}@org`));
  const { first, end, head } = await boundsOf(tx, orgId, asked);
  const lowest = asked.from === undefined ? 1 : (first ?? Number.MAX_SAFE_INTEGER);
  const above = Math.min(asked.before ?? Number.MAX_SAFE_INTEGER, end ?? Number.MAX_SAFE_INTEGER, head + 1);
  const isIndexed = asked.record !== undefined || (isOfClass(asked) && asked.words === undefined);
  const read = isIndexed ? lowest : Math.max(lowest, above - rowsInOneRequest);
  if (read >= above) return { entries: [], next: null };
  const { sql, parameters } = statementOf(orgId, asked, { read, above, kinds });
  const found = await tx.query<Row>(sql, parameters);
  const shown = found.slice(0, asked.limit);
  const next = found.length > asked.limit ? (shown.at(-1)?.n ?? null) : read > lowest ? read : null;
  return { entries: shown.map(entryOf), next };
}

/** Whether only rows with a class can match: these are found by the indexes of `store.audit_entry`. */
const isOfClass = ({ class: of, action, outcome, address }: AuditQuestion): boolean =>
  of === 'security' ||
  of === 'compliance' ||
  action !== undefined ||
  address !== undefined ||
  (outcome !== undefined && outcome !== 'done');

type Statement = { readonly sql: string; readonly parameters: readonly unknown[] };
type Within = { readonly read: number; readonly above: number; readonly kinds: readonly string[] };

/** Returns the statement of a question. Each condition that is not asked is left out, so that Postgres plans for those that are. */
function statementOf(orgId: string, asked: AuditQuestion, { read, above, kinds }: Within): Statement {
  const parameters: unknown[] = [orgId, read, above, kinds, asked.limit + 1];
  const terms: string[] = [];
  const term = (value: unknown, sql: (place: string) => string): void => {
    if (value === undefined) return;
    parameters.push(value);
    terms.push(sql(`$${parameters.length}`));
  };
  const ofClass = isOfClass(asked);
  const row = ofClass ? 'e' : 'j';
  if (ofClass) term(asked.class, (place) => `e.class = ${place}`);
  else if (asked.class === 'change') terms.push('e.n is null');
  term(asked.action, (place) => `e.action = ${place}`);
  term(asked.outcome === 'done' && !ofClass ? undefined : asked.outcome, (place) => `e.outcome = ${place}`);
  term(asked.address, (place) => `e.address = ${place}`);
  term(asked.entity, (place) => `${row}.entity = ${place}`);
  term(asked.record, (place) => `${row}.record = ${place}::uuid`);
  term(asked.by, (place) =>
    ofClass
      ? `(e.person = ${place}::uuid or e.record = ${place}::uuid)`
      : `(j.record = ${place}::uuid or j.payload::jsonb ->> 'by' = ${place}::text or j.payload::jsonb -> 'event' ->> 'about' = ${place}::text)`,
  );
  term(asked.words, (place) => `position(lower(${place}) in lower(j.payload::jsonb ->> 'label')) > 0`);
  // Changes are shown of kinds that the asker sees whole. Refused acts have an entry; other decisions have none.
  const shown = `j.payload is not null and (j.kind in ('event', 'erasure') or (j.kind = 'decided' and e.n is not null) or (j.kind in ('created', 'changed') and j.entity = any($4::text[])))`;
  const from = ofClass
    ? 'store.audit_entry e join store.journal j on j.org_id = e.org_id and j.n = e.n'
    : 'store.journal j left join store.audit_entry e on e.org_id = j.org_id and e.n = j.n';
  return {
    sql: `select ${columns} from ${from} where ${row}.org_id = $1 and ${row}.n >= $2 and ${row}.n < $3 and ${[shown, ...terms].join(' and ')}
      order by ${row}.n desc limit $5`,
    parameters,
  };
}

const entryOf = ({ n, payload, digest, hash, class: of, action, outcome }: Row): AuditEntry => ({
  ...entryOfPayload(payload, { class: of, action, outcome }),
  n,
  digest: hashText(digest),
  hash: hashText(hash),
});
