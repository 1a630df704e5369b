import { tokensOf } from '@outpost/domain/kernel/access';
import { entityOf } from '@outpost/domain/kernel/catalogue';
import type { Inherited } from '@outpost/domain/kernel/record';
import type { Transaction } from '../db/database.ts';
import { tableOf, type Tenant } from '../records/tenant.ts';

/**
 * One row of a page as it is sent: the JSON of a `PulledRow`. What Postgres keeps as JSON is in it as Postgres writes it, which nobody reads on
 * the way: parsing it and writing it anew took the server half of its time for a row.
 */
export type PageRow = { readonly id: string; readonly n: number; readonly json: string };

/** A record's columns with all JSON as text, by whatever driver. `shared_with` is null where nobody is named, as nearly everywhere. */
const textColumns = `id, version, schema, life, owner_id, team_id, case when shared_with = '{}' then null else to_json(shared_with)::text end as shared_with, inherited::text as inherited, fields::text as fields, created_at, created_by, updated_at, updated_by`;

type RecordTexts = {
  id: string;
  version: number;
  schema: number;
  life: string;
  owner_id: string | null;
  team_id: string | null;
  shared_with: string | null;
  inherited: string | null;
  fields: string;
  created_at: string;
  created_by: string;
  updated_at: string;
  updated_by: string;
};

type RowsAsk = {
  readonly entity: string;
  /** Record id → its number in the page. */
  readonly places: ReadonlyMap<string, number>;
  /** What the person may see. */
  readonly tokens: ReadonlySet<string>;
};

/** The rows of one kind's records, in no order. Left out: records that are not there, and those that none of the tokens holds. */
export async function readKindRows(
  tx: Transaction,
  tenant: Tenant,
  { entity, places, tokens }: RowsAsk,
): Promise<readonly PageRow[]> {
  const found = await tx.query<RecordTexts>(
    `select ${textColumns} from ${tableOf(tenant, entity)} where org_id = $1 and id = any($2::uuid[])`,
    [tenant.orgId, [...places.keys()]],
  );
  const throughOf = heldTokens(tenant, { entity, tokens });
  const rows: PageRow[] = [];
  for (const texts of found) {
    const n = places.get(texts.id);
    const through = throughOf(texts);
    if (n !== undefined && through !== undefined) rows.push(rowOf(entity, { texts, n, through }));
  }
  return rows;
}

/** The row of a record that the person's tokens hold no longer. */
export const goneRow = ({ id, n }: { readonly id: string; readonly n: number }): PageRow => ({
  id,
  n,
  json: `{"id":"${id}","n":${n},"gone":true}`,
});

const idText = (id: string | null): string => (id === null ? 'null' : `"${id}"`);

/** Hot path: ids, numbers and Postgres' own JSON stand in it as they are. */
function rowOf(
  entity: string,
  { texts, n, through }: { readonly texts: RecordTexts; readonly n: number; readonly through: string },
): PageRow {
  const { id } = texts;
  const record = `{"id":"${id}","entity":"${entity}","schema":${texts.schema},"version":${texts.version},"life":${JSON.stringify(texts.life)},"ownerId":${idText(texts.owner_id)},"teamId":${idText(texts.team_id)},"sharedWith":${texts.shared_with ?? '[]'},"inherited":${texts.inherited ?? 'null'},"fields":${texts.fields},"createdAt":${JSON.stringify(texts.created_at)},"createdBy":"${texts.created_by}","updatedAt":${JSON.stringify(texts.updated_at)},"updatedBy":"${texts.updated_by}"}`;
  return { id, n, json: `{"id":"${id}","n":${n},"record":${record},"through":${through}}` };
}

/**
 * Which of the person's tokens hold a record, as JSON; undefined: none does. Worked out once for all records of one owner and team that
 * nobody else has a part in.
 */
function heldTokens(
  tenant: Tenant,
  { entity, tokens }: Pick<RowsAsk, 'entity' | 'tokens'>,
): (texts: RecordTexts) => string | undefined {
  const known = new Map<string, string | undefined>();
  const held = ({ owner_id, team_id, shared_with, inherited }: RecordTexts): string | undefined => {
    const seen = {
      entity,
      ownerId: owner_id,
      teamId: team_id,
      sharedWith: shared_with === null ? [] : (JSON.parse(shared_with) as string[]), // a column of ids
      inherited: inherited === null ? null : (JSON.parse(inherited) as Inherited), // the write path's own writing
    };
    const through = tokensOf(entityOf(tenant.catalogue, entity), seen).filter((token) => tokens.has(token));
    return through.length > 0 ? JSON.stringify(through) : undefined;
  };
  return (texts) => {
    if (texts.shared_with !== null || texts.inherited !== null) return held(texts);
    const name = `${texts.owner_id} ${texts.team_id}`;
    if (!known.has(name)) known.set(name, held(texts));
    return known.get(name);
  };
}
