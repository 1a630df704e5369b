import { systemUserId } from '@outpost/domain/engine/act/author';
import { isAfter, readShareEnd, type ShareEnd } from '@outpost/domain/kernel/access/share-ends';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { tableNameOf } from '../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { applyOne } from '../records/apply-one.ts';
import { recordsOf } from '../records/load/load.ts';
import type { UpgradePorts } from './apply-once.ts';

type EndRow = Pick<StoredRecord, 'id' | 'version' | 'fields'>;
/** An end whose time has come. `shared`: its record, where there still is one. `isRenewed`: another end of the share is yet to come. */
type DueEnd = {
  readonly id: string;
  readonly version: number;
  readonly end: ShareEnd;
  readonly shared: StoredRecord | undefined;
  readonly isRenewed: boolean;
};

/** Chosen: as many acts take some seconds, in which the other workers of the organisation wait. */
const mostAtOnce = 200;

/**
 * PLT-43: ends the shares whose time has come, an act for each: it removes the person from the record and deletes the end. Their
 * devices then purge what they may no longer see. The act is refused, and not stored, where somebody changed the end
 * meanwhile: the next round looks again.
 */
export async function endShares(ports: UpgradePorts, orgId: string): Promise<'more' | 'done'> {
  const kind = ports.installed.people?.shareEnd;
  if (kind === undefined) return 'done';
  const now = new Date(ports.clock.nowMs()).toISOString();
  const due = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    readDue(tx, { orgId, installed: ports.installed, kind, now }),
  );
  let ended = 0;
  for (const one of due) if (await endOne(ports, { orgId, kind }, one)) ended += 1;
  return ended === mostAtOnce ? 'more' : 'done';
}

async function readDue(
  tx: Transaction,
  asked: { readonly orgId: string; readonly installed: UpgradePorts['installed']; readonly kind: string; readonly now: string }, // prettier-ignore
): Promise<readonly DueEnd[]> {
  const { orgId, installed, kind, now } = asked;
  const table = tableNameOf({ installed }, kind);
  const rows = await tx.query<EndRow>(
    `select id, version, fields from ${table} where org_id = $1 and life = 'alive' and k_ends_at <= $2
       order by k_ends_at, id limit $3`,
    [orgId, now, mostAtOnce],
  );
  const due = rows.flatMap(({ id, version, fields }) => {
    const end = readShareEnd({ fields });
    return end && !isAfter(end.endsAt, now) ? [{ id, version: Number(version), end, about: fields['about'] }] : [];
  });
  if (due.length === 0) return [];
  const others = await tx.query<EndRow>(
    `select id, version, fields from ${table} where org_id = $1 and life = 'alive' and k_about = any($2::text[]) and k_ends_at > $3`,
    [orgId, [...new Set(due.map(({ about }) => about))], now],
  );
  const toCome = others.flatMap(({ fields }) => readShareEnd({ fields }) ?? []);
  const shared = new Map<string, StoredRecord>();
  for (const [entity, ends] of Map.groupBy(due, ({ end }) => end.entity)) {
    const ids = [...new Set(ends.map(({ end }) => end.record))];
    for (const record of await recordsOf(tx, { orgId, installed }, { entity, ids })) shared.set(record.id, record);
  }
  return due.map(({ id, version, end }) => ({
    id,
    version,
    end,
    shared: shared.get(end.record),
    isRenewed: toCome.some(({ record, person }) => record === end.record && person === end.person),
  }));
}

/** Applies the act that ends one share. Returns whether it was applied. */
async function endOne(
  ports: UpgradePorts,
  { orgId, kind }: { readonly orgId: string; readonly kind: string },
  { id, version, end, shared, isRenewed }: DueEnd,
): Promise<boolean> {
  const before = shared?.sharedWith ?? [];
  const left = before.filter((person) => person !== end.person);
  const takesAway: readonly Edit[] =
    shared && !isRenewed && left.length < before.length
      ? [{ id: shared.id, entity: shared.entity, seen: shared.version, fields: { sharedWith: [[...before], left] } }]
      : [];
  const act = {
    id: hashedId(orgId, 'ended share', id, `${version}`, `${shared?.version ?? 0}`),
    label: 'Ended a share whose time had come',
    shape: 'together' as const,
    edits: [{ id, entity: kind, seen: version, fields: { life: ['alive', 'deleted'] as [string, string] } }, ...takesAway], // prettier-ignore
  };
  const expected = { [act.id]: { [id]: version } };
  const applied = await applyOne(ports, { orgId, author: 'server', device: systemUserId, expected }, act);
  if (applied.kind === 'ended') throw new Error(`The server's own act was not decided: ${applied.why}`);
  const { status, refused } = applied.decision;
  if (status === 'refused' && !Object.values(refused).some(({ code }) => code === 'records/stale'))
    ports.log.warn({ orgId, act: act.id, refused }, 'the end of a share was refused');
  return status !== 'refused';
}
