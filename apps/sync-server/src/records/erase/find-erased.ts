import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget, refValue } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Transaction } from '../../db/database.ts';
import type { Erasure, JournalPayload } from '../../journal/chain.ts';
import { isSealedKind } from '../../catalogue/sealed-records.ts';
import { withDescendants } from './horizon.ts';
import { erasedHomes, recordsOf } from '../load/load.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';

export type EraseInput = {
  readonly orgId: string;
  readonly ids: readonly string[];
  /** Whether the records' children (activities, tasks) are erased with them. */
  readonly withChildren: boolean;
  /** Whether unknown ids are accepted: after a restore, so that devices do not bring those records back. */
  readonly withUnknown: boolean;
  readonly orderedBy: string;
  readonly reason: string;
  /** Only reports the records that would be erased. */
  readonly isDry: boolean;
};

/**
 * The result of an order. `unknown-record`: neither a record nor a row of the journal has these ids. `governed`: people, teams,
 * roles and definitions are not erased this way. `too-many`: one order takes `mostErased` at most. `quotes-record`: the order's
 * author or reason names the record.
 */
export type Erased =
  | {
      readonly ok: true;
      /** The number of the row that names the erasure; null in a dry run. */
      readonly n: number | null;
      readonly records: Erasure['records'];
      /** The rows of the journal that are empty from now on. */
      readonly rows: readonly number[];
      /** The rows among these that are about other records and whose label names an erased one. */
      readonly rowsOfOthers: readonly number[];
      /** The signed certificate: JSON, and its detached JWS. It is kept among the tenant's documents, too. Null in a dry run. */
      readonly certificate: { readonly content: string; readonly signature: string } | null;
    }
  | {
      readonly ok: false;
      readonly why: 'unknown-tenant' | 'unknown-record' | 'governed' | 'too-many' | 'quotes-record';
      readonly ids: readonly string[];
    };

/** E-3: chosen; bounds one transaction. */
const mostErased = 1_000;

/** The records, journal rows and texts that an order erases. */
export type ErasedContent = {
  /** The records that exist, children before parents. */
  readonly records: readonly StoredRecord[];
  readonly known: Erasure['records'];
  readonly rows: readonly number[];
  readonly rowsOfOthers: readonly number[];
  /** The records' titles, e-mail addresses and phone numbers: a label or message that quotes one identifies the person. */
  readonly texts: readonly string[];
};

type OwnRow = { readonly n: number; readonly record: string; readonly entity: string | null; readonly payload: string };

/** Finds the records and rows that an order erases, or the reason for refusing it. Changes nothing. */
export async function findErased(tx: Transaction, tenant: Tenant, input: EraseInput): Promise<ErasedContent | Erased> {
  const { orgId } = tenant;
  const merged = await withMerged(tx, tenant, input.ids);
  const family = await withDescendants(tx, tenant, merged);
  const wanted = new Set(merged);
  // Sealed fields (K-4) are part of their record.
  const ofRecords = input.withChildren
    ? family
    : family.filter(({ id, entity }) => wanted.has(id) || isSealedKind(tenant, entity));
  const records = [
    ...(await ownRecordsOf(tx, tenant, { records: ofRecords, withChildren: input.withChildren })),
    ...ofRecords,
  ];
  const present = [...merged, ...records.map(({ id }) => id)];
  const ids = await withFormer(tx, tenant, { ids: present, withChildren: input.withChildren });
  if (ids.length > mostErased) return { ok: false, why: 'too-many', ids: input.ids };
  const own = await tx.query<OwnRow>(
    'select n, record, entity, payload from store.journal where org_id = $1 and record = any($2::uuid[]) and payload is not null order by n',
    [orgId, ids],
  );
  const entities = new Map<string, string | null>(own.map(({ record, entity }) => [record, entity]));
  for (const { id, entity } of records) entities.set(id, entity);
  const unknown = ids.filter((id) => !entities.has(id));
  if (unknown.length > 0 && !input.withUnknown) return { ok: false, why: 'unknown-record', ids: unknown };
  const governed = ids.filter((id) => tenant.catalogue.entities.get(entities.get(id) ?? '')?.governed === true);
  if (governed.length > 0) return { ok: false, why: 'governed', ids: governed };
  const texts = [...textsOf(tenant, { records, own })];
  const ownRows = own.map(({ n }) => n);
  const rowsOfOthers = await quotingRows(tx, orgId, { ids, texts, acts: own.map(({ payload }) => actOf(payload)) });
  return {
    records,
    known: ids.map((id) => ({ id, entity: entities.get(id) ?? null })),
    rows: [...ownRows, ...rowsOfOthers].sort((a, b) => a - b),
    rowsOfOthers,
    texts,
  };
}

/** The fields of a kind by which its records name the records that they are erased with. */
type Ties = {
  /** A reference to the record that they are part of or about. */
  readonly ref?: string;
  /** The id of the record that they became for others. */
  readonly became?: string;
};

/**
 * Returns the ties of a kind. Children go with their parent if the order takes children. Records of a single person go with the record that they
 * are about (A-3c), although nobody but their owner sees them: notices of automations, whose words name it (ADR 139), copies of a record that somebody
 * has shared, and with children those that stand on its timeline for their owner, such as private e-mails (ADR 165).
 */
function tiesOf({ catalogue }: Tenant, { name, audience, parent, fields }: Entity, withChildren: boolean): Ties {
  if (audience !== 'own') return withChildren && parent !== undefined ? { ref: parent } : {};
  const timeline = catalogue.views.get(name)?.timeline;
  return {
    ...(fields['about']?.type === 'ref' && (withChildren || timeline?.by === undefined) ? { ref: 'about' } : {}),
    ...(timeline?.becomes === undefined ? {} : { became: timeline.becomes }),
  };
}

/** Returns the records of single people that go with these ones. */
async function ownRecordsOf(
  tx: Transaction,
  tenant: Tenant,
  { records, withChildren }: { readonly records: readonly Pick<StoredRecord, 'id' | 'entity'>[]; readonly withChildren: boolean },
): Promise<readonly StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (const entity of tenant.catalogue.entities.values()) {
    if (entity.audience !== 'own') continue;
    const { ref, became } = tiesOf(tenant, entity, withChildren);
    const field = entity.fields[ref ?? ''];
    const values = field?.type === 'ref' ? records.flatMap((one) => (field.targets.includes(one.entity) ? [refValue(field, one.entity, one.id)] : [])) : [];
    const rows = await tx.query<{ id: string }>(
      `select id from ${tableNameOf(tenant, entity.name)} where org_id = $1 and (fields ->> $2 = any($3::text[]) or fields ->> $4 = any($5::text[]))`,
      [tenant.orgId, ref ?? null, values, became ?? null, records.map(({ id }) => id)],
    );
    found.push(...(await recordsOf(tx, tenant, { entity: entity.name, ids: rows.map(({ id }) => id) })));
  }
  return found;
} // prettier-ignore

const payloadOf = (text: string): JournalPayload => JSON.parse(text) as JournalPayload; // the chain wrote it
const actOf = (text: string): string | null => payloadOf(text).act;

/** Returns the ids with those of records that were merged into them (S-4f): duplicates describe the same person. */
export async function withMerged(tx: Transaction, tenant: Tenant, ids: readonly string[]): Promise<readonly string[]> {
  const known = new Set(ids);
  for (let level = [...known]; level.length > 0;) {
    const lives = level.map((id) => `merged:${id}`);
    const next: string[] = [];
    for (const table of new Set([...tenant.catalogue.entities.keys()].map((name) => tableNameOf(tenant, name)))) {
      const rows = await tx.query<{ id: string }>(
        `select id from ${table} where org_id = $1 and life = any($2::text[])`,
        [tenant.orgId, lives],
      );
      next.push(...rows.map(({ id }) => id).filter((id) => !known.has(id)));
    }
    for (const id of next) known.add(id);
    level = next;
  }
  return [...known];
}

/**
 * Returns the ids with those of records that are erased with them and that only the journal still has: they passed the horizon. Reads the whole
 * journal once for each level.
 */
async function withFormer(
  tx: Transaction,
  tenant: Tenant,
  { ids, withChildren }: { readonly ids: readonly string[]; readonly withChildren: boolean },
): Promise<readonly string[]> {
  const known = new Set(ids);
  for (let level = [...known]; level.length > 0;) {
    const rows = await tx.query<{ record: string; entity: string; payload: string }>(
      `select j.record, j.entity, j.payload from store.journal j where j.org_id = $1 and j.record is not null and j.payload is not null and j.kind in ('created', 'changed')
         and exists (select 1 from unnest($2::text[]) i where position(i in j.payload) > 0)
         and not exists (select 1 from store.record_home h where h.org_id = $1 and h.id = j.record and h.entity <> all($3::text[]))`,
      [tenant.orgId, level, erasedHomes],
    );
    const over = new Set(level);
    level = [];
    for (const { record, entity: name, payload } of rows) {
      const entity = tenant.catalogue.entities.get(name);
      if (!entity || known.has(record)) continue;
      const { ref, became } = tiesOf(tenant, entity, withChildren);
      const [to, id] = [ref, became].map((field) => (field === undefined ? undefined : payloadOf(payload).changed[field]?.[1]));
      const field = entity.fields[ref ?? ''];
      const isTied = field?.type === 'ref' && typeof to === 'string' && over.has(refTarget(field, to).id);
      if (!isTied && !(typeof id === 'string' && over.has(id))) continue;
      known.add(record);
      level.push(record);
    }
  }
  return [...known];
} // prettier-ignore

/** Chosen: nearly every label contains any single letter. */
const leastQuoted = 2;

/**
 * Returns the values by which people and labels name a record: its title, e-mail addresses and phone numbers, past ones
 * too.
 */
function textsOf(
  tenant: Tenant,
  { records, own }: { readonly records: readonly StoredRecord[]; readonly own: readonly OwnRow[] },
): ReadonlySet<string> {
  const texts = new Set<string>();
  const take = (entity: Entity | undefined, fields: Readonly<Record<string, JsonValue>>): void => {
    for (const [name, value] of Object.entries(fields)) {
      const type = entity?.fields[name]?.type;
      if (typeof value !== 'string' || value.trim().length < leastQuoted) continue;
      if (name === entity?.title || type === 'email' || type === 'phone') texts.add(value.trim());
    }
  };
  for (const { entity, fields } of records) take(tenant.catalogue.entities.get(entity), fields);
  for (const { entity, payload } of own) {
    const kind = tenant.catalogue.entities.get(entity ?? '');
    const { changed, superseded } = payloadOf(payload);
    for (const side of [0, 1] as const)
      take(kind, Object.fromEntries(Object.entries(changed).map(([name, values]) => [name, values[side]])));
    take(kind, Object.fromEntries(Object.entries(superseded).map(([name, { value }]) => [name, value])));
  }
  return texts;
}

const wordOrDigit = /[\p{L}\p{N}]/u;
/** Returns whether a text occurs in another as whole words, ignoring case. */
export function quotes(where: string, text: string): boolean {
  const [within, wanted] = [where.toLowerCase(), text.toLowerCase()];
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    const [before, after] = [within.slice(0, at).at(-1) ?? '', within.slice(at + wanted.length).at(0) ?? ''];
    if (!wordOrDigit.test(before) && !wordOrDigit.test(after)) return true;
  }
  return false;
}

type Quoting = {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly acts: readonly (string | null)[];
};

/**
 * Returns the journal rows about other records whose label names an erased one: rows of acts that touched it, and rows
 * that contain its id. The row's digest covers the label, so the whole row is erased. Reads the whole journal.
 */
async function quotingRows(tx: Transaction, orgId: string, { ids, texts, acts }: Quoting): Promise<readonly number[]> {
  const rows = await tx.query<{ n: number; payload: string }>(
    `select n, payload from store.journal where org_id = $1 and payload is not null and kind <> 'erasure' and (record is null or not record = any($2::uuid[]))
       and (act = any($3::uuid[]) or exists (select 1 from unnest($2::text[]) i where position(i in payload) > 0)) order by n`,
    [orgId, ids, acts.filter((act) => act !== null)],
  );
  return rows.flatMap(({ n, payload }) => {
    const { label } = payloadOf(payload);
    return texts.some((text) => quotes(label, text)) ? [n] : [];
  });
}
