import { monthOf } from '@outpost/domain/kernel/access/record-age';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { envelopeFacts } from '@outpost/domain/kernel/entities/envelope';
import type { Inherited, StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Transaction } from '../../db/database.ts';
import { filedTokens } from '../../access/filed-tokens.ts';
import { isSealedKind, openedRecord } from '../../catalogue/sealed-records.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { namedSet } from '../naming/named-set.ts';
import type { TokenNaming } from '../naming/standing.ts';

/**
 * One row of a page as it is sent: the JSON of a `PulledRow`. It contains Postgres's JSON unparsed: parsing it and writing it
 * again took half of the server's time for a row.
 */
export type PageRow = { readonly id: string; readonly n: number; readonly json: string };

/**
 * A record as it is sent. $3 is its kind as JSON. Postgres writes it in one piece, for either driver. Compared with
 * thirteen columns, that costs Postgres 2 µs more for each record, and saves the server 5 µs of 13. Half of the saved
 * time is garbage collection (measured in alternation).
 */
const recordText = `format('{${envelopeFacts.map(placeOf).join(',')}}', ${envelopeFacts.map(textOf).join(', ')})`;

type Fact = (typeof envelopeFacts)[number];
/** Returns whether an id is never null. Such an id is put between the template's own quotes: it needs no escaping. */
function isPlainId({ sql, isNullable }: Fact): boolean {
  return sql === 'uuid' && isNullable === undefined;
}
function placeOf(fact: Fact): string {
  return isPlainId(fact) ? `"${fact.name}":"%s"` : `"${fact.name}":%s`;
}

/** Returns the expression that writes a column as JSON, or the column itself where it is JSON. */
function textOf(fact: Fact): string {
  const { column, sql, isNullable } = fact;
  if (column === null) return '$3::text';
  switch (sql) {
    case 'uuid':
      return isPlainId(fact) ? column : `coalesce('"' || ${column} || '"', 'null')`;
    case 'uuid[]':
      return `case when ${column} = '{}' then '[]' else to_json(${column})::text end`;
    case 'text':
      return `to_json(${column})`;
    case 'jsonb':
      return isNullable ? `coalesce(${column}::text, 'null')` : column;
    case 'integer':
    case 'bigint':
      return column;
  }
}

/**
 * Returns the columns that are read of a record: itself, and the columns from which its tokens are computed.
 * `shared_with` is null where nobody is named, which is nearly everywhere. `changed` is null where the kind is not filed by month.
 */
const columnsOf = ({ filedBy, openWhen }: Entity, isByMonth: boolean): string =>
  `id, ${recordText} as json, owner_id, team_id, case when shared_with = '{}' then null else to_json(shared_with)::text end as shared_with, inherited::text as inherited, ${isByMonth ? 'updated_at' : 'null::text'} as changed, ${filingColumn(filedBy)} as area, ${filingColumn(openWhen?.field)} as opened`;

/** Returns the column of a field by which records are filed (A-3b, T-30). Its name comes from a declaration, not from a request. */
const filingColumn = (field: string | undefined): string =>
  field === undefined ? 'null::text' : `fields->>'${field}'`;

type RecordTexts = {
  id: string;
  json: string;
  owner_id: string | null;
  team_id: string | null;
  shared_with: string | null;
  inherited: string | null;
  changed: string | null;
  area: string | null;
  opened: string | null;
};

/** A record as it is sent, and the tokens under which it is filed. */
export type FiledRecord = { readonly id: string; readonly json: string; readonly tokens: readonly string[] };

/** Reads the records of one kind with these ids, in no order. Missing records are left out. */
export async function readFiled(
  tx: Transaction,
  tenant: Tenant,
  { entity, ids }: { readonly entity: string; readonly ids: readonly string[] },
): Promise<readonly FiledRecord[]> {
  const found = await tx.query<RecordTexts>(
    `select ${columnsOf(entityOf(tenant.catalogue, entity), entity in tenant.filedByMonth)} from ${tableNameOf(tenant, entity)} where org_id = $1 and id = any($2::uuid[])`,
    [tenant.orgId, ids, JSON.stringify(entity)],
  );
  const tokensFor = filing(tenant, entity);
  const shownText = isSealedKind(tenant, entity) ? openedText(tenant) : (json: string): string => json;
  return found.map((texts) => ({ id: texts.id, json: shownText(texts.json), tokens: tokensFor(texts) }));
}

/**
 * K-4: the people who hold a companion get its values in clear. The text holds the record as it is stored, perhaps with the month
 * of its record, which is not part of the wire.
 */
const openedText =
  (tenant: Tenant) =>
  (json: string): string => {
    const record = openedRecord(tenant, JSON.parse(json) as StoredRecord); // `recordText` wrote it
    return JSON.stringify({ ...record, inherited: record.inherited && { ...record.inherited, month: undefined } });
  };

/** Returns the row of a record that the person's tokens hold; `through`: those of the tokens, as JSON. */
export const heldRow = ({ id, json }: FiledRecord, n: number, through: string): PageRow => ({
  id,
  n,
  json: `{"id":"${id}","n":${n},"record":${json},"through":${through}}`,
});

/**
 * Returns a function that returns, as JSON, the tokens of a person that are among those of a record. They are named by
 * their places among the audiences of its kind (T-28), or in full for a device of wire 4. Undefined where there are
 * none. Computed once for records that are filed alike.
 */
export function throughAmong(
  held: readonly string[],
  naming: TokenNaming,
): (tokens: readonly string[]) => string | undefined {
  const { places } = namedSet(held);
  const known = new Map<readonly string[], string | undefined>();
  return (tokens) => {
    if (known.has(tokens)) return known.get(tokens);
    const through = tokens.filter((token) => places.has(token));
    const words = naming === 'places' ? through.map((token) => places.get(token)) : through;
    const json = through.length > 0 ? JSON.stringify(words) : undefined;
    known.set(tokens, json);
    return json;
  };
}

/** Returns the row of a record that no token of the person holds any more. */
export const goneRow = ({ id, n }: { readonly id: string; readonly n: number }): PageRow => ({
  id,
  n,
  json: `{"id":"${id}","n":${n},"gone":true}`,
});

/**
 * Returns a function for the tokens of records of one kind. Records with one owner, team, area, choice of openness and month
 * and shared with nobody else, get the same array.
 */
function filing(tenant: Tenant, entity: string): (texts: RecordTexts) => readonly string[] {
  const declared = entityOf(tenant.catalogue, entity);
  const tokensFor = ({
    owner_id,
    team_id,
    shared_with,
    inherited,
    changed,
    area,
    opened,
  }: RecordTexts): readonly string[] =>
    filedTokens(tenant, {
      entity,
      ownerId: owner_id,
      teamId: team_id,
      sharedWith: shared_with === null ? [] : (JSON.parse(shared_with) as string[]), // a column of ids
      updatedAt: changed ?? '',
      inherited: inherited === null ? null : (JSON.parse(inherited) as Inherited), // the write path wrote it
      fields: {
        ...(area === null || declared.filedBy === undefined ? {} : { [declared.filedBy]: area }),
        ...(opened === null || declared.openWhen === undefined ? {} : { [declared.openWhen.field]: opened }),
      },
    });
  const known = new Map<string, readonly string[]>();
  return (texts) => {
    if (texts.shared_with !== null || texts.inherited !== null) return tokensFor(texts);
    const name = `${texts.owner_id} ${texts.team_id} ${texts.area} ${texts.opened} ${texts.changed === null ? '' : monthOf(texts.changed)}`;
    const tokens = known.get(name) ?? tokensFor(texts);
    known.set(name, tokens);
    return tokens;
  };
}
