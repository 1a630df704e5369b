import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { accessEntities } from '../../access/principal.ts';
import { isSealedKind } from '../../catalogue/sealed-records.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import { chain, type ChainedRow } from '../../journal/chain.ts';
import { readClock } from '../../journal/heads.ts';
import { Filing } from '../../records/decide/feed-rows.ts';
import { piecesOf } from '../../records/load/pieces-of.ts';
import { readStored, storedColumns } from '../../records/load/stored-columns.ts';
import { moveCompanions } from '../../records/write/companion-months.ts';
import { writeJournal, writeRecords, type RecordChange } from '../../records/write/write-batch.ts';
import { writeFiling } from '../../records/write/write-feed.ts';
import { contains, patternsOf, type Redaction } from './redact-journal.ts';
import { redactedField } from './redactor.ts';
import type { KnownMember } from './words-of-member.ts';

type Ports = { readonly clock: Clock; readonly random: RandomBytes };

/** Returns a former member's record with a pseudonym as its name, without roles and without any other value. */
export function pseudonymised(entity: Entity, record: StoredRecord, pseudonym: string): StoredRecord {
  return { ...record, fields: { [entity.title]: pseudonym, status: 'suspended', memberships: [] } };
}

type RedactInput = {
  readonly member: KnownMember;
  readonly redaction: Redaction;
  /** The ids of records that the erasure removes whole. */
  readonly erased: readonly string[];
  readonly ports: Ports;
};

/**
 * ADR 122: replaces the name in a former member's record by the pseudonym, and the texts that name them in all other records. Each
 * change is a row of the journal by the server, and devices get it by the feed. Records with sealed values are left out: their
 * texts are encrypted. The caller holds the tenant's clock. Returns the number of changed records by kind.
 */
export async function redactRecords(
  tx: Transaction,
  tenant: Tenant,
  { member, redaction, erased, ports }: RedactInput,
): Promise<Readonly<Record<string, number>>> {
  const person = entityOf(tenant.catalogue, accessEntities.person);
  const { pseudonym } = redaction.texts;
  if (member.record)
    await writeChanges(tx, tenant, { ports, changes: [{ before: member.record, now: pseudonymised(person, member.record, pseudonym) }] }); // prettier-ignore
  const counts: Record<string, number> = {};
  for (const entity of tenant.catalogue.entities.values()) {
    if (isSealedKind(tenant, entity.name)) continue;
    const found = await recordsWith(tx, tenant, { entity, redaction, without: [member.id, ...erased] });
    const changes = found.flatMap((before): readonly RecordChange[] => {
      const fields = redactedFields(entity, before.fields, redaction);
      return sameJson(fields, before.fields) ? [] : [{ before, now: { ...before, fields } }];
    });
    if (changes.length === 0) continue;
    for (const piece of piecesOf(changes)) await writeChanges(tx, tenant, { ports, changes: piece });
    counts[entity.name] = changes.length;
  }
  return counts;
}

function redactedFields(
  entity: Entity,
  fields: StoredRecord['fields'],
  { redactor, inTexts }: Redaction,
): StoredRecord['fields'] {
  const redact = inTexts ? redactor.everywhere : redactor.mentions;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, JsonValue] => [
      name,
      redactedField(entity, { name, value, redact }),
    ]),
  );
}

type Search = { readonly entity: Entity; readonly redaction: Redaction; readonly without: readonly string[] };

/** Reads the records of a kind, alive or not, whose values may name the former member. */
async function recordsWith(
  tx: Transaction,
  tenant: Tenant,
  { entity, redaction, without }: Search,
): Promise<readonly StoredRecord[]> {
  const rows = await tx.query(
    `select ${storedColumns} from ${tableNameOf(tenant, entity.name)} where org_id = $1 and not id = any($3::uuid[])
       and ${contains('fields::text', '$2')}${isOwnKind(tenant, entity.name) ? ' and entity = $4' : ''}
     order by id`,
    [tenant.orgId, patternsOf(redaction.texts), without, ...(isOwnKind(tenant, entity.name) ? [entity.name] : [])],
  );
  return rows.map((row) => readStored(entity.name, row));
}

type Writing = { readonly ports: Ports; readonly changes: readonly RecordChange[] };

/** Writes changed records with a journal row and a place in the feed each. The rows say the new values, and no former ones. */
async function writeChanges(tx: Transaction, tenant: Tenant, { ports, changes }: Writing): Promise<void> {
  const clock = await readClock(tx, tenant.orgId, 'locked');
  if (!clock) throw new Error(`There is no tenant ${tenant.orgId}`);
  const at = new Date(ports.clock.nowMs()).toISOString();
  const filing = new Filing(tenant);
  const rows: ChainedRow[] = [];
  const written: RecordChange[] = [];
  let [head, hash] = [clock.head, clock.hash];
  for (const { before, now } of changes) {
    if (!before || !now) continue;
    head += 1;
    const record = { ...now, version: head, updatedAt: at, updatedBy: systemUserId };
    const row = chain(hash, changeOf(tenant.orgId, { before, now: record }), ports.random(32));
    hash = row.hash;
    rows.push(row);
    written.push({ before, now: record });
    filing.file(head, before, record);
    filing.endAct(head);
  }
  await writeRecords(tx, tenant, written);
  const records = written.flatMap((change) => change.now ?? []);
  for (const { before, now, n } of await moveCompanions(tx, tenant, records)) filing.file(n, before, now);
  filing.endAct(head);
  await writeFiling(tx, tenant.orgId, { filing });
  await writeJournal(tx, tenant.orgId, rows);
}

function changeOf(
  orgId: string,
  { before, now }: { readonly before: StoredRecord; readonly now: StoredRecord },
): ChainedRow['payload'] {
  const names = [...new Set([...Object.keys(before.fields), ...Object.keys(now.fields)])].toSorted();
  const changed = Object.fromEntries(
    names.flatMap((name) => {
      const value = now.fields[name] ?? null;
      return sameJson(before.fields[name] ?? null, value) ? [] : [[name, [null, value] as const]];
    }),
  );
  return {
    org: orgId, n: now.version, kind: 'changed', at: now.updatedAt, by: systemUserId, label: 'Erased the name of a former member', act: null, group: null, undoes: null, closes: null,
    device: null, number: null, madeAt: null, entity: now.entity, record: now.id, changed, superseded: {}, expanded: false, refused: {},
  }; // prettier-ignore
}

/**
 * Returns the records, alive or not, that are the former member's alone: of kinds that each person has for themselves, and views, reports
 * and dashboards that are open to nobody else. They are erased with the account.
 */
export async function privateRecords(
  tx: Transaction,
  tenant: Tenant,
  person: string,
): Promise<readonly StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (const { name, audience, openWhen } of tenant.catalogue.entities.values()) {
    if ((audience !== 'own' && !openWhen) || isOwnKind(tenant, name) || isSealedKind(tenant, name)) continue;
    const rows = await tx.query(
      `select ${storedColumns} from ${tableNameOf(tenant, name)} where org_id = $1 and owner_id = $2`,
      [tenant.orgId, person],
    );
    const records = rows.map((row) => readStored(name, row));
    found.push(...records.filter((record) => audience === 'own' || isPrivate(record, openWhen)));
  }
  return found;
}

const isPrivate = ({ teamId, sharedWith, fields }: StoredRecord, openWhen: Entity['openWhen']): boolean =>
  teamId === null && sharedWith.length === 0 && (openWhen === undefined || fields[openWhen.field] !== openWhen.is);
