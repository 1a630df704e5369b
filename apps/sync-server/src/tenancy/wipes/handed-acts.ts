import { administers, can } from '@outpost/domain/kernel/access/access';
import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { HandedAct } from '@outpost/domain/sync/device-wipe';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { openParcels } from '../../identity/wipes/opened-parcels.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { recordsOf } from '../../records/load/load.ts';
import { actAs, type ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import { deniedToOthers, judgePerson } from '../sessions-of-people.ts';

/** An act that a wiped device handed over, as its reader may see it. */
export type ListedAct = {
  readonly id: string;
  readonly label: string;
  readonly madeAt: string;
  /** `waiting`: it was not sent. `refused`: it was in the tray, for this reason. */
  readonly state: 'waiting' | 'refused';
  readonly reason: string | null;
  /** `none`: the server has not decided it. `arrived`: its answer was lost on the way. `applied`: an administrator has applied it. */
  readonly since: 'none' | 'arrived' | 'applied';
  readonly edits: readonly {
    readonly entity: string;
    readonly record: string;
    readonly creates: boolean;
    /** Null: the reader may not see this record. */
    readonly fields: Readonly<Record<string, JsonValue>> | null;
  }[];
};
export type HandedOver = {
  readonly acts: readonly ListedAct[];
  readonly drafts: number;
  readonly files: number;
};

type Opened = {
  readonly asker: Asker;
  readonly personId: string;
  readonly deviceId: string;
  readonly acts: readonly HandedAct[];
  readonly drafts: number;
  readonly files: number;
};

/** Opens the parcels of an order for an administrator of its person. */
async function open(
  tx: Transaction,
  ports: MemberPorts,
  { caller, id }: { readonly caller: ApiCaller; readonly id: string },
): Promise<Result<Opened>> {
  const asker = await readAsker(tx, { ...caller, installed: ports.installed });
  if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.person))) return deniedToOthers();
  const [wipe] = await tx.query<{ person_id: string; device_id: string }>(
    'select person_id, device_id from auth.device_wipe where org_id = $1 and id = $2',
    [caller.orgId, id],
  );
  if (!wipe) return refuse('request/not-found', 'There is no such order.', { path: '/admin/wipes' });
  const judged = await judgePerson(tx, asker, wipe.person_id);
  if (!judged.ok) return judged;
  const parcels = await openParcels(tx, { orgId: caller.orgId, wipeId: id }, ports.identity);
  const byId = new Map<string, HandedAct>();
  for (const one of parcels.flatMap(({ acts }) => acts)) byId.set(one.act.id, byId.get(one.act.id) ?? one);
  const acts = [...byId.values()].toSorted(
    (a, b) => a.act.madeAt.localeCompare(b.act.madeAt) || a.act.number - b.act.number,
  );
  return accept({
    asker,
    personId: wipe.person_id,
    deviceId: wipe.device_id,
    acts,
    drafts: parcels.reduce((sum, { drafts }) => sum + Object.keys(drafts).length, 0),
    files: parcels.reduce((sum, { files }) => sum + files.length, 0),
  });
}

/** Returns the acts among these that the server accepted from their device, and those that were applied since. */
async function sinceOf(
  tx: Transaction,
  { orgId, id, acts }: { readonly orgId: string; readonly id: string; readonly acts: readonly HandedAct[] },
): Promise<ReadonlyMap<string, 'arrived' | 'applied'>> {
  const ids = acts.map(({ act }) => act.id);
  const arrived = await tx.query<{ id: string }>(
    `select id from store.act where org_id = $1 and id = any($2::uuid[]) and status <> 'refused'`,
    [orgId, ids],
  );
  const applied = await tx.query<{ act_id: string }>(
    'select act_id from auth.wipe_act where org_id = $1 and wipe_id = $2 and applied_at is not null',
    [orgId, id],
  );
  return new Map<string, 'arrived' | 'applied'>([
    ...arrived.map(({ id: act }) => [act, 'arrived'] as const),
    ...applied.map(({ act_id: act }) => [act, 'applied'] as const),
  ]);
}

const wantedOf = (edit: Edit): Readonly<Record<string, JsonValue>> =>
  isCreate(edit)
    ? edit.create.fields
    : Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to]));

/** Whether the reader may see the record of an edit: the record as it is now, or the one that it would make. */
function isSeen({ asker }: Opened, edit: Edit, records: ReadonlyMap<string, StoredRecord>): boolean {
  const { catalogue } = asker.tenant;
  const entity = catalogue.entities.get(edit.entity);
  if (!entity) return false;
  const record = records.get(edit.id);
  if (record) return can(asker.principal, 'read', entity, record);
  if (!isCreate(edit)) return false;
  const { ownerId, teamId, sharedWith } = edit.create;
  return can(asker.principal, 'read', entity, { entity: edit.entity, ownerId, teamId, sharedWith, inherited: null });
}

/**
 * Lists the acts that a wiped device handed over, and writes into the journal that they were read. Values of records
 * that the caller may not see are left out. Refuses `access/denied` to others than administrators of its person.
 */
export const listHandedOver = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<HandedOver>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx): Promise<Result<HandedOver>> => {
    const opened = await open(tx, ports, { caller, id });
    if (!opened.ok) return opened;
    const { asker, acts, personId: about, deviceId: device, drafts, files } = opened.value;
    const records = new Map<string, StoredRecord>();
    const idsOf = Map.groupBy(
      acts.flatMap(({ act }) => act.edits),
      ({ entity }) => entity,
    );
    for (const [entity, edits] of idsOf)
      if (asker.tenant.catalogue.entities.has(entity))
        for (const record of await recordsOf(tx, asker.tenant, {
          entity,
          ids: [...new Set(edits.map((edit) => edit.id))],
        }))
          // prettier-ignore
          records.set(record.id, record);
    const since = await sinceOf(tx, { orgId: caller.orgId, id, acts });
    const nowMs = ports.identity.clock.nowMs();
    const { origin } = ports.identity;
    await noteEvent(tx, caller.orgId, { action: 'device/acts-read', nowMs, origin, by: caller.userId, about, device, details: { acts: acts.length } }); // prettier-ignore
    return accept({
      drafts,
      files,
      acts: acts.map(({ state, act, why }) => ({
        id: act.id,
        label: act.label,
        madeAt: act.madeAt,
        state,
        reason: Object.values(why ?? {})[0]?.message ?? null,
        since: since.get(act.id) ?? 'none',
        edits: act.edits.map((edit) => ({
          entity: edit.entity,
          record: edit.id,
          creates: isCreate(edit),
          fields: isSeen(opened.value, edit, records) ? wantedOf(edit) : null,
        })),
      })),
    });
  });

export type AppliedAct = { readonly id: string; readonly applied: boolean; readonly problem: string | null };

/**
 * Applies chosen acts of a wiped device as the caller, by the ordinary path. They are judged by the caller's rights of
 * today, and give way to later changes. They are applied in the order in which they were made. An act that has arrived
 * or was applied before changes nothing.
 */
export async function applyHandedOver(
  ports: MemberPorts,
  caller: ApiCaller,
  { id, acts: chosen }: { readonly id: string; readonly acts: readonly string[] },
): Promise<Result<{ readonly acts: AppliedAct[] }>> {
  const { orgId } = caller;
  const opened = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const found = await open(tx, ports, { caller, id });
    return found.ok
      ? accept({ ...found.value, since: await sinceOf(tx, { orgId, id, acts: found.value.acts }) })
      : found;
  });
  if (!opened.ok) return opened;
  const { acts, since, personId: about, deviceId: device } = opened.value;
  const wanted = new Set(chosen);
  const outcomes: AppliedAct[] = [];
  for (const { act } of acts.filter((one) => wanted.has(one.act.id))) {
    if (since.has(act.id)) {
      outcomes.push({ id: act.id, applied: true, problem: null });
      continue;
    }
    const place = { orgId, wipe: id, act: act.id };
    const appliedAs = await newIdOf(ports, caller, place);
    const { label, shape } = act;
    const edits = act.edits.map(({ after: _grounds, ...edit }) => edit); // the acts that it depended on have other ids now
    const applied = await actAs(ports, caller, { id: appliedAs, label, edits, shape, again: true });
    outcomes.push({ id: act.id, applied: applied.ok, problem: applied.ok ? null : applied.message });
    await noteApplied(ports, place, applied.ok);
  }
  const details = { asked: chosen.length, applied: outcomes.filter(({ applied }) => applied).length };
  await inTenant(
    ports.database,
    { orgId, mode: 'write' },
    (tx) =>
    noteEvent(tx, orgId, { action: 'device/acts-applied', nowMs: ports.identity.clock.nowMs(), origin: ports.identity.origin, by: caller.userId, about, device, details }), // prettier-ignore
  );
  return accept({ acts: outcomes });
}

type Place = { readonly orgId: string; readonly wipe: string; readonly act: string };

/** Returns the id under which an act is applied: the same one again after a request that broke off. */
const newIdOf = (ports: MemberPorts, { userId }: ApiCaller, { orgId, wipe, act }: Place): Promise<string> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      'insert into auth.wipe_act (org_id, wipe_id, act_id, applied_as, applied_by) values ($1, $2, $3, $4, $5) on conflict do nothing',
      [orgId, wipe, act, ports.ids.newId(), userId],
    );
    const [row] = await tx.query<{ applied_as: string }>(
      'select applied_as from auth.wipe_act where org_id = $1 and wipe_id = $2 and act_id = $3',
      [orgId, wipe, act],
    );
    if (!row) throw new Error('The id of an act that is applied was not kept');
    return row.applied_as;
  });

/** Notes that an act was applied. A refused one gets another id at the next try, because the server keeps its refusal under this one. */
const noteApplied = (ports: MemberPorts, { orgId, wipe, act }: Place, isApplied: boolean): Promise<unknown> =>
  inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    isApplied
      ? tx.query('update auth.wipe_act set applied_at = $4 where org_id = $1 and wipe_id = $2 and act_id = $3', [orgId, wipe, act, instantOfMs(ports.identity.clock.nowMs())]) // prettier-ignore
      : tx.query('delete from auth.wipe_act where org_id = $1 and wipe_id = $2 and act_id = $3', [orgId, wipe, act]),
  );
