import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import { accessEntities } from '../../access/principal.ts';
import { readTenantCatalogue } from '../../catalogue/tenant-catalogue.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { RedactedRow } from '../../journal/chain.ts';
import { readClock } from '../../journal/heads.ts';
import { tellNews } from '../../journal/news.ts';
import { blankRows, writeErasure, writeRecordsAway } from '../../records/erase/erase-records.ts';
import { piecesOf } from '../../records/load/pieces-of.ts';
import { actAs, type ApiCaller } from '../act-as.ts';
import { applyAsServer } from '../create-tenant.ts';
import { forgetSignIn } from './forget-sign-in.ts';
import { handOnRecords } from './hand-on-records.ts';
import { type EraseMemberPorts, judgeErasure } from './judge-erasure.ts';
import { certifyMember } from './member-certificate.ts';
import { redactJournal, type Redaction } from './redact-journal.ts';
import { privateRecords, redactRecords } from './redact-records.ts';
import { redactTexts } from './redact-texts.ts';
import { redactorOf } from './redactor.ts';
import { freePseudonym, readKnownMember, textsOfMember } from './words-of-member.ts';

/** An order to erase a former member. */
export type MemberErasure = {
  /** The person's name, as the administrator typed it. */
  readonly name: string;
  /** The person who gets their records; null: these stay theirs, under the pseudonym. */
  readonly heir: string | null;
  /** Whether the name is also replaced where people wrote it in their own words. Mentions with an @ always are. */
  readonly inTexts: boolean;
  /** The law or the ticket. It stays for good. */
  readonly reason: string;
};
/** `document`: the id of the certificate among the tenant's documents. */
export type ErasedMember = {
  readonly pseudonym: string;
  readonly document: string;
  readonly handedOn: number;
};

/** Chosen: a signed row of the journal names this many redacted rows. Devices read it whole. */
const redactedPerRow = 1_000;

/**
 * ADR 122: erases a person with an account from the tenant. Hands on their records if the order says so, removes them if they are
 * still a member, and then, in one transaction under the tenant's clock, replaces their name by a pseudonym in all records and in the
 * journal, erases what was theirs alone, and forgets how they signed in. Other tenants are not touched. The journal stays verifiable:
 * signed rows name what was redacted. Refuses like `judgeErasure`, `request/invalid` for another name than the person's, for a reason
 * that names them, and where this server has no connection that may erase.
 */
export async function eraseMember(
  ports: EraseMemberPorts,
  caller: ApiCaller,
  { id, order }: { readonly id: string; readonly order: MemberErasure },
): Promise<Result<ErasedMember>> {
  const { eraser } = ports;
  const judged = await judgeErasure(ports, caller, id);
  if (!judged.ok) return judged;
  const { asker, member } = judged.value;
  if (order.name.trim() !== member.name)
    return refuse('request/invalid', `Type the name of the person as it is: ${member.name}.`, { path: 'name' });
  if (!eraser)
    return refuse('request/invalid', 'This server has no connection that may erase. Ask its operator.', {
      path: 'eraser',
    });
  const said = redactorOf({
    person: id,
    pseudonym: '',
    names: [...member.names, ...member.reaches],
    mentioned: [],
    devices: [],
  });
  if (said.everywhere(order.reason) !== order.reason)
    return refuse('request/invalid', 'The reason names the person. It stays for good, so leave their name out.', {
      path: 'reason',
    });
  const handed = order.heir === null ? accept(0) : await handOnRecords(ports, caller, { tenant: asker.tenant, from: id, to: order.heir }); // prettier-ignore
  if (!handed.ok) return handed;
  if (member.record?.life === 'alive') {
    const removed = await actAs(ports, caller, { label: removalLabel, edits: [removalOf(member.record)] });
    if (!removed.ok) return removed;
  }
  const { orgId, userId: orderedBy } = caller;
  const erased = await eraseFormer({ ...ports, eraser }, { orgId, id, orderedBy, order });
  return accept({ ...erased, handedOn: handed.value });
}

const removalLabel = 'Removed a person to erase them';
const removalOf = ({ id, entity, version }: StoredRecord): Edit => ({
  id,
  entity,
  seen: version,
  fields: { life: ['alive', 'deleted'] },
});

/** Removes a person from the tenant as the server, because they asked for it themselves, and erases them. */
export async function eraseOnOwnRequest(
  ports: EraseMemberPorts & { readonly eraser: Database },
  { orgId, record, inTexts }: { readonly orgId: string; readonly record: StoredRecord; readonly inTexts: boolean },
): Promise<void> {
  await applyAsServer(ports, orgId, { label: removalLabel, edits: [removalOf(record)] });
  const order = { inTexts, reason: 'The person asked for it' };
  await eraseFormer(ports, { orgId, id: record.id, orderedBy: record.id, order });
}

const eraseFormer = (ports: EraseMemberPorts & { readonly eraser: Database }, asked: Asked): Promise<Told> =>
  inTenant(ports.eraser, { orgId: asked.orgId, mode: 'write' }, (tx) =>
    eraseIn(tx, { ...ports, database: ports.eraser }, asked),
  );

type Ports = EraseMemberPorts & { readonly database: Database };
type Asked = {
  readonly orgId: string;
  readonly id: string;
  readonly orderedBy: string;
  readonly order: Pick<MemberErasure, 'inTexts' | 'reason'>;
};
type Told = Omit<ErasedMember, 'handedOn'>;

/** Does the part that the eraser's role does. The caller has judged the order, and ended the membership. */
async function eraseIn(tx: Transaction, ports: Ports, { orgId, id, orderedBy, order }: Asked): Promise<Told> {
  const clock = await readClock(tx, orgId, 'locked');
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const tenant: Tenant = {
    orgId,
    installed: ports.installed,
    ...(await readTenantCatalogue(tx, orgId, ports.installed)),
  };
  const member = await readKnownMember(tx, tenant, id);
  if (!member || member.record?.life === 'alive') throw new Error('The person is a member again');
  const pseudonym = await freePseudonym(tx, orgId, id);
  const texts = await textsOfMember(tx, tenant, { member, pseudonym });
  const redactor = redactorOf(texts);
  const redaction: Redaction = { catalogue: tenant.catalogue, texts, redactor, inTexts: order.inTexts };
  const own = await privateRecords(tx, tenant, id);
  const ownIds = own.map((record) => record.id);
  const recordsChanged = await redactRecords(tx, tenant, { member, redaction, erased: ownIds, ports });
  const emptied = await rowsOf(tx, orgId, ownIds);
  await blankRows(tx, orgId, emptied);
  const redacted = await redactJournal(tx, orgId, redaction);
  const work = { redaction, reaches: texts.reaches, ports };
  const ofTexts = await redactTexts(tx, orgId, work);
  const rowsByTable = { ...ofTexts, ...(await forgetSignIn(tx, { orgId, person: id })) };
  const known = own.map((record) => ({ id: record.id, entity: record.entity }));
  const named = { known, rows: emptied, redacted, person: id, reason: order.reason, orderedBy };
  const journalRows = await nameErasure(tx, ports, { orgId, ...named });
  const n = journalRows[0] ?? 0;
  await writeRecordsAway(tx, tenant, { n, records: own, known, authors: [] });
  const at = new Date(ports.clock.nowMs()).toISOString();
  const certificate = await certifyMember(tx, ports, {
    orgId,
    at,
    journalRows,
    orderedBy,
    reason: order.reason,
    person: id,
    pseudonym,
    recordsErased: Object.fromEntries(
      [...Map.groupBy(own, ({ entity }) => entity)].map(([kind, of]) => [kind, of.length]),
    ),
    recordsChanged,
    rowsByTable,
    journalRowsEmptied: emptied.length,
    journalRowsRedacted: redacted.length,
    inTexts: order.inTexts,
  });
  await tx.query(
    'insert into store.erased_member (org_id, person_id, pseudonym, erased_at, n, document_id) values ($1, $2, $3, $4, $5, $6)',
    [orgId, id, pseudonym, at, n, certificate.id],
  );
  await tellNews(tx, { orgId, n: journalRows.at(-1) ?? n, names: 'everyone' });
  return { pseudonym, document: certificate.id };
}

/** Returns the numbers of the journal rows about records that have their content. */
async function rowsOf(tx: Transaction, orgId: string, records: readonly string[]): Promise<readonly number[]> {
  const rows = await tx.query<{ n: number }>(
    'select n from store.journal where org_id = $1 and record = any($2::uuid[]) and payload is not null order by n',
    [orgId, records],
  );
  return rows.map(({ n }) => n);
}

type Named = Parameters<typeof writeErasure>[2]['known'];
type Naming = {
  readonly orgId: string;
  readonly known: Named;
  readonly rows: readonly number[];
  readonly redacted: readonly RedactedRow[];
  readonly person: string;
  readonly orderedBy: string;
  readonly reason: string;
};

/** Writes the signed rows that name the erasure. The first names the person, the erased records and the emptied rows. Returns their numbers. */
async function nameErasure(
  tx: Transaction,
  ports: Ports,
  { orgId, known, rows, redacted, person, orderedBy, reason }: Naming,
): Promise<readonly number[]> {
  const pieces = redacted.length === 0 ? [[]] : [...piecesOf(redacted, redactedPerRow)];
  const numbers: number[] = [];
  for (const [place, piece] of pieces.entries()) {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    const first = place === 0;
    await writeErasure(tx, ports, {
      clock,
      input: { orgId, orderedBy, reason },
      known: first ? known : [],
      rows: first ? rows : [],
      redacted: piece,
      people: first ? [{ id: person, entity: accessEntities.person }] : [],
    });
    numbers.push(clock.head + 1);
  }
  return numbers;
}
