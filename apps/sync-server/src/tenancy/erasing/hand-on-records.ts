import type { Edit } from '@outpost/domain/kernel/acts/act';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { recordsOf } from '../../records/load/load.ts';
import { accessEntities, personStatusOf } from '../../access/principal.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { actAsServer, type ApiCaller } from '../act-as.ts';
import { type EraseMemberPorts, kindsHandedOn } from './judge-erasure.ts';
import { privateRecords } from './redact-records.ts';

/** Chosen: an act of this many edits is decided in some tens of milliseconds. */
const editsAtOnce = 200;

type HandOn = { readonly tenant: Tenant; readonly from: string; readonly to: string };

/**
 * Gives all living records of a person to another active person, except those that only they see. The server does it for the
 * caller, who may erase the person. Refuses `records/unknown-person`, and what the acts are refused for: then some records
 * may be handed on already, and a second call continues. Returns the number of records.
 */
export async function handOnRecords(
  ports: EraseMemberPorts,
  caller: ApiCaller,
  { tenant, from, to }: HandOn,
): Promise<Result<number>> {
  const { orgId } = caller;
  const asked = { orgId, mode: 'snapshot' } as const;
  const [heir] = await inTenant(ports.database, asked, (tx) =>
    recordsOf(tx, tenant, { entity: accessEntities.person, ids: [to] }),
  );
  if (to === from || !heir || personStatusOf(heir) !== 'active')
    return refuse('records/unknown-person', 'Choose an active person for the records.', { field: 'heir', id: to });
  const own = new Set(
    (await inTenant(ports.database, asked, (tx) => privateRecords(tx, tenant, from))).map(({ id }) => id),
  );
  let handed = 0;
  for (const kind of kindsHandedOn(tenant)) {
    for (;;) {
      const edits = await inTenant(ports.database, asked, (tx) =>
        editsOf(tx, tenant, { kind, from, to, without: own }),
      );
      if (edits.length === 0) break;
      const done = await actAsServer(ports, caller, { label: 'Handed on the records of a former member', edits });
      if (!done.ok) return done;
      handed += edits.length;
    }
  }
  return accept(handed);
}

type Next = {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly without: ReadonlySet<string>;
};

async function editsOf(tx: Transaction, tenant: Tenant, { kind, from, to, without }: Next): Promise<readonly Edit[]> {
  const isOwn = isOwnKind(tenant, kind);
  const rows = await tx.query<{ id: string; version: number }>(
    `select id, version from ${tableNameOf(tenant, kind)} where org_id = $1 and owner_id = $2 and life = 'alive' and not id = any($3::uuid[])${isOwn ? ' and entity = $4' : ''}
     order by id limit ${editsAtOnce}`,
    [tenant.orgId, from, [...without], ...(isOwn ? [kind] : [])],
  );
  return rows.map(({ id, version }) => ({ id, entity: kind, seen: Number(version), fields: { ownerId: [from, to] } }));
}
