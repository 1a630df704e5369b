import { writeCounts } from '../load/record-counts.ts';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { SigningKey } from '../../identity/keys/key-ring.ts';
import { chain, type Erasure, type JournalPayload } from '../../journal/chain.ts';
import { auditEntryOf } from '../../journal/search/audit-entry.ts';
import { writeEntries } from '../../journal/search/write-entries.ts';
import { signErasure } from '../../journal/erasure-signature.ts';
import { readClock, type TenantClock } from '../../journal/heads.ts';
import { readTenantCatalogue } from '../../catalogue/tenant-catalogue.ts';
import type { WritePorts } from '../write-ports.ts';
import { Filing } from '../decide/feed-rows.ts';
import { certifyErasure } from './erasure-certificate.ts';
import { forgetMessages } from './forget-messages.ts';
import { forgetReceived } from './forget-received.ts';
import { type EraseInput, type Erased, findErased, quotes } from './find-erased.ts';
import { erasedHome } from '../load/load.ts';
import { tellNews } from '../../journal/news.ts';
import { piecesOf } from '../load/pieces-of.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { writeJournal, writeRecords } from '../write/write-batch.ts';
import { writeFeed, writeFiling } from '../write/write-feed.ts';

/** The database connection has the role `outpost_eraser`, because the server's own role can't delete data from the journal. */
export type ErasePorts = WritePorts & { readonly signing: () => SigningKey };

/**
 * P-5: erases records by law, in one transaction under the tenant's clock. It deletes the records, the duplicates merged into
 * them, their lookup rows and their intents, and removes quotes of them from answers to acts. It also deletes salt and payload of
 * every journal row that is about them or whose label names them. One signed row lists these records and rows. Devices learn of
 * the erasure by departures and by their history. The ids are never used again.
 */
export function eraseRecords(ports: ErasePorts, input: EraseInput): Promise<Erased> {
  const { orgId } = input;
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Erased> => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) return { ok: false, why: 'unknown-tenant', ids: [] };
    const tenant: Tenant = {
      orgId,
      installed: ports.installed,
      ...(await readTenantCatalogue(tx, orgId, ports.installed)),
    };
    const found = await findErased(tx, tenant, input);
    if ('ok' in found) return found;
    const { records, known, rows, rowsOfOthers, texts } = found;
    if (texts.some((text) => quotes(`${input.orderedBy} ${input.reason}`, text)))
      return { ok: false, why: 'quotes-record', ids: input.ids };
    const answer = { ok: true as const, records: known, rows, rowsOfOthers };
    if (input.isDry) return { ...answer, n: null, certificate: null };
    const n = clock.head + 1;
    const authors = await authorsOf(tx, orgId, { rows, ids: known.map(({ id }) => id) });
    await writeRecordsAway(tx, tenant, { n, records, known, authors });
    await cleanAnswers(tx, orgId, { ids: known.map(({ id }) => id), texts });
    await removeRuns(tx, orgId, known.map(({ id }) => id)); // prettier-ignore
    await forgetMessages(tx, orgId, { ids: known.map(({ id }) => id), receivers: texts, signing: ports.signing });
    await forgetReceived(tx, orgId, { ids: known.map(({ id }) => id), texts });
    await blankRows(tx, orgId, rows);
    await writeErasure(tx, ports, { clock, input, known, rows });
    const { orderedBy, reason } = input;
    const at = new Date(ports.clock.nowMs()).toISOString();
    const certified = { orgId, n, at, records: known, rows, orderedBy, reason, files: countFiles(tenant, records) };
    const { content, signature } = await certifyErasure(tx, ports, certified);
    await tellNews(tx, { orgId, n, names: 'everyone' });
    return { ...answer, n, certificate: { content, signature } };
  });
}

/** Returns how many of the records have a file. */
const countFiles = ({ catalogue }: Tenant, records: readonly StoredRecord[]): number =>
  records.filter(({ entity, fields }) =>
    Object.entries(catalogue.entities.get(entity)?.fields ?? {}).some(
      ([name, { type }]) => type === 'file' && fields[name] !== undefined && fields[name] !== null,
    ),
  ).length;

/** Removes the runs of automations about these records, with their logs, what assignment rules decided about them, and their places in campaigns. */
async function removeRuns(tx: Transaction, orgId: string, ids: readonly string[]): Promise<void> {
  await tx.query(
    `with gone as (delete from store.automation_run where org_id = $1 and record_id = any($2::uuid[]) returning id)
     delete from store.automation_step where org_id = $1 and run_id in (select id from gone)`,
    [orgId, ids],
  );
  // The steps are lines of a loop in the run of another record.
  for (const table of [
    'store.automation_step',
    'store.assignment_decision',
    'store.campaign_member',
    'store.campaign_walk',
  ])
    await tx.query(`delete from ${table} where org_id = $1 and record_id = any($2::uuid[])`, [orgId, ids]);
}

/**
 * Removes salt and payload from journal rows, the entries by which they were found, and their deliveries to webhooks. The caller
 * writes the signed row that names them.
 */
export async function blankRows(tx: Transaction, orgId: string, rows: readonly number[]): Promise<void> {
  await tx.query('update store.journal set payload = null, salt = null where org_id = $1 and n = any($2::bigint[])', [
    orgId,
    rows,
  ]);
  for (const table of ['store.audit_entry', 'store.webhook_delivery'])
    await tx.query(`delete from ${table} where org_id = $1 and n = any($2::bigint[])`, [orgId, rows]);
}

/** Returns the authors of changes to each record. Their devices may hold acts on a record that they no longer see. */
async function authorsOf(
  tx: Transaction,
  orgId: string,
  { rows, ids }: { readonly rows: readonly number[]; readonly ids: readonly string[] },
): Promise<readonly { readonly id: string; readonly author: string }[]> {
  return tx.query<{ id: string; author: string }>(
    `select distinct record as id, (payload::jsonb ->> 'by')::uuid as author from store.journal
     where org_id = $1 and n = any($2::bigint[]) and record = any($3::uuid[]) and payload is not null`,
    [orgId, rows, ids],
  );
}

/**
 * Returns the token under which the feed notes that a person wrote an erased record. Nobody holds this token: it is
 * read only for that person's history.
 */
export const authorToken = (entity: string, author: string): string => `${entity}@author:${author}`;

type Leaving = {
  readonly n: number;
  readonly records: readonly StoredRecord[];
  readonly known: Erasure['records'];
  readonly authors: readonly { readonly id: string; readonly author: string }[];
};

/**
 * Deletes the records and their lookup rows from the store. Departures stay. The ids stay too, so that none is used again.
 */
export async function writeRecordsAway(
  tx: Transaction,
  tenant: Tenant,
  { n, records, known, authors }: Leaving,
): Promise<void> {
  const { orgId } = tenant;
  const ids = known.map(({ id }) => id);
  for (const piece of piecesOf(records.map((before) => ({ before, now: undefined }))))
    await writeRecords(tx, tenant, piece);
  const fewer = new Map<string, number>();
  for (const { entity, life } of records) if (life === 'alive') fewer.set(entity, (fewer.get(entity) ?? 0) - 1);
  await writeCounts(tx, orgId, fewer);
  // Also deletes rows left by an earlier build, or by a field that is no longer searched.
  for (const table of ['search_token', 'record_key'])
    await tx.query(
      `delete from store.${table} where org_id = $1 and entity = any($2::text[]) and id = any($3::uuid[])`,
      [orgId, [...new Set(known.flatMap(({ entity }) => entity ?? []))], ids],
    );
  await tx.query('delete from store.intent where org_id = $1 and id = any($2::uuid[])', [orgId, ids]);
  await tx.query(
    'insert into store.record_home (org_id, id, entity) select $1, i, $3 from unnest($2::uuid[]) i on conflict (org_id, id) do update set entity = excluded.entity',
    [orgId, ids, erasedHome],
  );
  const filing = new Filing(tenant);
  for (const record of records) filing.file(n, record, undefined);
  filing.endAct(n);
  const filed = new Set(filing.rows.map(({ token, id }) => `${token}|${id}`));
  const entities = new Map(known.map(({ id, entity }) => [id, entity]));
  const ofAuthors = authors.flatMap(({ id, author }) => {
    const entity = entities.get(id);
    const token = authorToken(entity ?? '', author);
    return author === systemUserId || !entity || filed.has(`${token}|${id}`)
      ? []
      : [{ token, id, entity, n, gone: true, gained: null }];
  });
  await writeFiling(tx, orgId, { filing });
  for (const piece of piecesOf(ofAuthors)) await writeFeed(tx, orgId, piece);
}

type Answer = {
  refused: Record<string, { code: string; message: string; details: Readonly<Record<string, JsonValue>> }>;
  superseded: Record<string, unknown>;
};

/** Removes quotes of the records from the answers to acts, which are kept for ever (S-2). Reads all answers. */
async function cleanAnswers(
  tx: Transaction,
  orgId: string,
  { ids, texts }: { readonly ids: readonly string[]; readonly texts: readonly string[] },
): Promise<void> {
  const rows = await tx.query<{ id: string; answer: Answer }>(
    `select id, answer from store.act where org_id = $1 and exists (select 1 from unnest($2::text[]) i where position(i in answer::text) > 0)`,
    [orgId, ids],
  );
  const erased = new Set(ids);
  const cleaned = rows.map(({ id, answer }) => ({
    id,
    answer: {
      ...answer,
      superseded: Object.fromEntries(Object.entries(answer.superseded).filter(([record]) => !erased.has(record))),
      refused: Object.fromEntries(
        Object.entries(answer.refused).map(([record, why]) => {
          const said = `${why.message} ${JSON.stringify(why.details)}`;
          return erased.has(record) || texts.some((text) => quotes(said, text))
            ? [record, { code: why.code, message: 'It was about a record that has been erased.', details: {} }]
            : [record, why];
        }),
      ),
    },
  }));
  for (const piece of piecesOf(cleaned))
    await tx.query(
      'update store.act a set answer = r.answer from jsonb_to_recordset($2::jsonb) as r(id uuid, answer jsonb) where a.org_id = $1 and a.id = r.id',
      [orgId, JSON.stringify(piece)],
    );
}

type Writing = {
  readonly clock: TenantClock;
  readonly input: Pick<EraseInput, 'orgId' | 'orderedBy' | 'reason'>;
  readonly known: Erasure['records'];
  readonly rows: readonly number[];
  /** ADR 122: the redacted rows, and the people whom the erasure is about. */
  readonly redacted?: NonNullable<Erasure['redacted']>;
  readonly people?: NonNullable<Erasure['people']>;
};

/** Writes the journal row about the erasure, signed by the key that signs heads. */
export async function writeErasure(
  tx: Transaction,
  ports: ErasePorts,
  { clock, input, known, rows, redacted = [], people = [] }: Writing,
): Promise<void> {
  const { orgId, orderedBy, reason } = input;
  const named = {
    records: known,
    rows,
    orderedBy,
    reason,
    ...(redacted.length === 0 ? {} : { redacted }),
    ...(people.length === 0 ? {} : { people }),
  };
  const place = { org: orgId, n: clock.head + 1, at: new Date(ports.clock.nowMs()).toISOString() };
  const signature = await signErasure({ ...place, ...named, before: clock.hash }, ports.signing());
  const payload: JournalPayload = {
    ...place, kind: 'erasure', by: systemUserId, label: 'Erased by law', act: null, group: null, undoes: null, closes: null, device: null, number: null,
    madeAt: null, entity: null, record: null, changed: {}, superseded: {}, expanded: false, refused: {}, erasure: { ...named, signature },
  }; // prettier-ignore
  await writeJournal(tx, orgId, [chain(clock.hash, payload, ports.random(32))]);
  const entry = auditEntryOf(payload, { decidesAccess: () => false, isGoverned: () => false });
  await writeEntries(tx, orgId, entry ? [entry] : []);
}
