import { envelopeOf } from '@outpost/domain/engine/act/edits-in-kinds';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import {
  type KindsUpgrade,
  lostNames,
  madeFields,
  madeId,
  makesRecord,
} from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { readTenantCatalogue } from '../catalogue/tenant-catalogue.ts';
import { type Tenant, tableNameOf } from '../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { readStored, storedColumns } from '../records/load/stored-columns.ts';
import { applyOnce, type UpgradePorts } from './apply-once.ts';

export type KindsUpgradePorts = UpgradePorts & { readonly sourcesAtOnce?: number };

/** Chosen: each source brings two edits and at most two journal rows, so a piece holds the tenant's clock for some tens of milliseconds. */
const sourcesPerPiece = 200;
/** Sorts before every id. */
const fromTheFirst = '00000000-0000-0000-0000-000000000000';
/**
 * Returns the key of an upgrade in `store.kind_upkeep`, which also has the kinds' own keys. It contains a colon, which
 * no kind's name does.
 */
const keyOf = ({ name }: KindsUpgrade): string => `upgrade:${name}`;
const upgradesOf = ({ installed }: Pick<UpgradePorts, 'installed'>): readonly KindsUpgrade[] =>
  [...installed.upgrades.values()].flat();

/**
 * T-27: notes the upgrades of kinds whose stored records are still of an earlier schema, before these records are brought up to
 * this build's schemas (K-5). If an earlier build runs again in between, the records that it wrote are upgraded too.
 */
export async function noteKindsUpgrades(ports: UpgradePorts, orgId: string): Promise<void> {
  const upgrades = upgradesOf(ports);
  if (upgrades.length === 0) return;
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `insert into store.kind_upkeep (org_id, entity, schema, toward, after)
       select $1, r.key, 1, r.schema, $5 from unnest($2::text[], $3::text[], $4::integer[]) as r(key, source, schema)
         left join store.kind_upkeep k on k.org_id = $1 and k.entity = r.source
         where coalesce(k.schema, 1) < r.schema
       on conflict (org_id, entity) do update set toward = excluded.toward, after = excluded.after`,
      [orgId, upgrades.map(keyOf), upgrades.map(({ of }) => of), upgrades.map(({ schema }) => schema), fromTheFirst],
    ),
  );
}

/**
 * T-27: makes the records that fields have moved into, and empties these fields, in pieces. Each piece is one act of
 * the system, decided source by source. A source whose record is refused keeps its fields, and the refusal is logged.
 * After an interruption the next start continues after the last piece. A repeated piece finds nothing to do, because
 * its sources have lost their fields. Leaves out packs that the tenant does not have: they are upgraded when they are
 * installed.
 */
export async function bringKindsUp(ports: KindsUpgradePorts, orgId: string): Promise<void> {
  for (const upgrade of upgradesOf(ports)) {
    for (let piece = await readPiece(ports, orgId, upgrade); piece; piece = await readPiece(ports, orgId, upgrade)) {
      const { sources, made, tenant, after } = piece;
      const edits = sources.flatMap((source) => editsOfSource(tenant, upgrade, { source, made }));
      if (edits.length > 0) await applyOnce(ports, orgId, { id: actId(upgrade, sources), label: labelOf(tenant, upgrade), edits }); // prettier-ignore
      await noteDone(ports, orgId, { upgrade, after });
    }
  }
}

type Piece = {
  readonly tenant: Tenant;
  /** Sources that still have a value in one of the moved fields. */
  readonly sources: readonly StoredRecord[];
  /** Ids of the records that the upgrade has already made of these sources. */
  readonly made: ReadonlySet<string>;
  /** The next piece begins after this id; null at the end. */
  readonly after: string | null;
};

/** Returns the next piece of an upgrade; nothing where the upgrade is not due, or the tenant does not have its pack. */
const readPiece = (
  { database, installed, sourcesAtOnce = sourcesPerPiece }: KindsUpgradePorts,
  orgId: string,
  upgrade: KindsUpgrade,
): Promise<Piece | undefined> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [due] = await tx.query<{ after: string }>(
      'select after from store.kind_upkeep where org_id = $1 and entity = $2 and after is not null',
      [orgId, keyOf(upgrade)],
    );
    if (!due) return undefined;
    const tenant: Tenant = { orgId, installed, ...(await readTenantCatalogue(tx, orgId, installed)) };
    if ([upgrade.of, upgrade.into].some((name) => entityOf(tenant.catalogue, name).isRemoved)) return undefined;
    const rows = await tx.query(
      `select ${storedColumns} from ${tableNameOf(tenant, upgrade.of)} where org_id = $1 and id > $2::uuid and fields ?| $3::text[] order by id limit $4`,
      [orgId, due.after, Object.keys(upgrade.was), sourcesAtOnce],
    );
    const read = rows.map((row) => readStored(upgrade.of, row));
    const source = entityOf(tenant.catalogue, upgrade.of);
    const sources = read.filter(({ fields }) => lostNames(upgrade, source, fields).length > 0);
    const after = read.length < sourcesAtOnce ? null : (read.at(-1)?.id ?? null);
    return { tenant, sources, made: await idsThere(tx, tenant, { upgrade, sources }), after };
  });

async function idsThere(
  tx: Transaction,
  tenant: Tenant,
  { upgrade, sources }: { readonly upgrade: KindsUpgrade; readonly sources: readonly StoredRecord[] },
): Promise<ReadonlySet<string>> {
  const ids = sources.map(({ id }) => madeId(upgrade, id));
  const rows = await tx.query<{ id: string }>(
    `select id from ${tableNameOf(tenant, upgrade.into)} where org_id = $1 and id = any($2::uuid[])`,
    [tenant.orgId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Empties the moved fields of a source, and makes the record that holds their values. The two are accepted or refused
 * together (`follows`). Where the record exists, an earlier build wrote the old fields after the upgrade. Then the
 * values of the record are newer, and the journal keeps the values that the earlier build wrote.
 */
function editsOfSource(
  { catalogue }: Tenant,
  upgrade: KindsUpgrade,
  { source, made }: { readonly source: StoredRecord; readonly made: ReadonlySet<string> },
): readonly Edit[] {
  const [of, into] = [entityOf(catalogue, upgrade.of), entityOf(catalogue, upgrade.into)];
  const lost = lostNames(upgrade, of, source.fields);
  const emptied: [string, [JsonValue, JsonValue]][] = lost.map((name) => [name, [source.fields[name] ?? null, null]]);
  const clearing: Edit = { id: source.id, entity: of.name, seen: source.version, fields: Object.fromEntries(emptied) };
  const id = madeId(upgrade, source.id);
  if (made.has(id) || !makesRecord(upgrade, of, source.fields)) return [clearing];
  const create = { ...envelopeOf(into, source), schema: into.schema, fields: { ...madeFields(upgrade, source) } };
  return [clearing, { id, entity: into.name, create, follows: source.id }];
}

/** Returns the id of the act for these sources in their present state. In another state they get another id. */
const actId = ({ name }: KindsUpgrade, sources: readonly StoredRecord[]): string =>
  hashedId(name, 'act', ...sources.map(({ id, version }) => `${id} ${version}`));

const labelOf = ({ catalogue }: Tenant, { of, into }: KindsUpgrade): string =>
  `Moved a part of ${entityOf(catalogue, of).label.many.toLowerCase()} to ${entityOf(catalogue, into).label.many.toLowerCase()}`;

const noteDone = (
  { database }: UpgradePorts,
  orgId: string,
  { upgrade, after }: { readonly upgrade: KindsUpgrade; readonly after: string | null },
): Promise<unknown> =>
  inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      'update store.kind_upkeep set after = $3::uuid, schema = case when $3::uuid is null then toward else schema end where org_id = $1 and entity = $2',
      [orgId, keyOf(upgrade), after],
    ),
  );
