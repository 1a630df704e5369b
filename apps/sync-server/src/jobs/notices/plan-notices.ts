import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { escalationDueAt, noticeDueAt } from '@outpost/domain/kernel/notifications/notice-times';
import {
  type NoticeChannel,
  noticeChannels,
  type SendableKind,
} from '@outpost/domain/kernel/notifications/notice-wishes';
import { type NoticedKind, noticeOfChange } from '@outpost/domain/kernel/notifications/notice-of-change';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accessEntities } from '../../access/principal.ts';
import { readMark, readTenant } from '../../access/asker.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';
import { consumeJournal, type ReadRow } from '../workers/journal-reader.ts';
import { idsWithWishes, type NoticedOne, preferencesEntity, readNoticedPeople } from './noticed-people.ts';

export type NoticePlanPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  /** Returns the journal number that every restore would contain: what was sent can't be taken back (S-1c). */
  readonly durable: (tx: Transaction) => Promise<number>;
  /** The channels by which this server sends. */
  readonly channels: ReadonlySet<NoticeChannel>;
};

/** The name of the reader's place in the journal. */
export const noticeReader = 'notice-mails';
const rowsAtOnce = 500;

/** A notification that may become due. */
type Planned = {
  readonly person: NoticedOne;
  readonly kind: SendableKind;
  readonly about: string;
  readonly at: string;
  readonly n: number;
  readonly by: string;
  readonly entity: string;
  readonly record: string;
};

/**
 * NTF-1: notes the notifications of the next rows of the journal that people want to be sent, in the transaction that moves the cursor.
 * A change of somebody's preferences or profile makes what waits for them be judged again. Returns whether there may be more rows.
 */
export const planNotices = (ports: NoticePlanPorts, orgId: string): Promise<boolean> =>
  consumeJournal(
    ports.database,
    { orgId, reader: noticeReader, limit: rowsAtOnce, upTo: (tx) => ports.durable(tx) },
    async (tx, rows) => {
      await judgeAgain(tx, orgId, { rows, now: new Date(ports.clock.nowMs()).toISOString() });
      const ids = await idsWithWishes(tx, orgId);
      const changes = rows.filter(({ record, kind }) => record !== null && (kind === 'created' || kind === 'changed'));
      if (ids.length === 0 || changes.length === 0) return;
      const { tenant, settings } = await readTenant(tx, { orgId, installed: ports.installed }, await readMark(tx, orgId));
      const people = await readNoticedPeople(tx, { tenant, timeZone: settings?.timeZone ?? 'UTC' }, ids);
      const payloads = await readPayloads(tx, orgId, changes);
      const owners = await readOwners(tx, tenant, payloads);
      const planned = payloads.flatMap((payload) => noticesIn(tenant.catalogue, { payload, owners, people: [...people.values()] }));
      for (const one of planned) await note(tx, { orgId, channels: ports.channels }, one);
    },
  ); // prettier-ignore

/** Lets everything that waits for a person be judged again whose preferences, read marks or profile have changed. */
async function judgeAgain(
  tx: Transaction,
  orgId: string,
  { rows, now }: { readonly rows: readonly ReadRow[]; readonly now: string },
): Promise<void> {
  const idsOf = (entity: string) => rows.flatMap((row) => (row.entity === entity && row.record !== null ? row.record : [])); // prettier-ignore
  const [preferences, people] = [idsOf(preferencesEntity), idsOf(accessEntities.person)];
  if (preferences.length + people.length === 0) return;
  await tx.query(
    `update store.notice_due set due_at = $2 where org_id = $1 and due_at > $2 and tries = 0 and (person_id = any($4::uuid[]) or person_id in
       (select owner_id from store.platform_my_notifications where org_id = $1 and id = any($3::uuid[])))`,
    [orgId, now, preferences, people],
  );
}

type RecordPayload = JournalPayload & { readonly record: string; readonly entity: string };

async function readPayloads(tx: Transaction, orgId: string, rows: readonly ReadRow[]): Promise<readonly RecordPayload[]> {
  const found = await tx.query<{ payload: string }>(
    'select payload from store.journal where org_id = $1 and n = any($2::bigint[]) and payload is not null order by n',
    [orgId, rows.map(({ n }) => n)],
  );
  return found.map(({ payload }) => JSON.parse(payload) as RecordPayload); // the chain wrote it, about a record
} // prettier-ignore

/** Returns the present owners of records that were moved, and of new notices. */
async function readOwners(
  tx: Transaction,
  tenant: Tenant,
  payloads: readonly RecordPayload[],
): Promise<ReadonlyMap<string, string | null>> {
  const asked = payloads.filter(({ entity, changed }) => {
    const stages = tenant.catalogue.entities.get(entity)?.stages;
    return entity === automationKinds.notice || (stages !== undefined && changed[stages] !== undefined);
  });
  const owners = new Map<string, string | null>();
  for (const [entity, some] of Map.groupBy(asked, (payload) => payload.entity))
    for (const { id, ownerId, life } of await recordsOf(tx, tenant, { entity, ids: some.map(({ record }) => record) }))
      owners.set(id, life === 'alive' ? ownerId : null);
  return owners;
}

const noticedKindOf = ({ fields, stages, parent }: Entity): NoticedKind => ({
  texts: new Set(Object.entries(fields).flatMap(([name, field]) => (field.type === 'text' && field.multiline ? name : []))), // prettier-ignore
  stages,
  parent,
});

function noticesIn(
  { entities }: Catalogue,
  given: {
    readonly payload: RecordPayload;
    readonly owners: ReadonlyMap<string, string | null>;
    readonly people: readonly NoticedOne[];
  },
): readonly Planned[] {
  const { payload, owners, people } = given;
  const { n, at, by, record, entity: name, act, group, changed } = payload;
  const entity = entities.get(name);
  const kind = payload.kind === 'created' ? 'created' : 'changed';
  if (!entity) return [];
  const common = { at, by, n, entity: name, record };
  if (name === automationKinds.notice) {
    const told = people.find(({ person }) => person.id === owners.get(record));
    return told && kind === 'created' ? [{ ...common, person: told, kind: 'told', about: record }] : [];
  }
  if (entity.audience === 'own') return [];
  const noticed = noticedKindOf(entity);
  const owner = owners.get(record) ?? null;
  return people.flatMap((person): readonly Planned[] => {
    const found = noticeOfChange({ id: record, kind, by, changed }, noticed, { person: person.noticed, owner });
    return found === undefined ? [] : [{ ...common, person, kind: found, about: group ?? act ?? String(n) }];
  });
}

/** Notes a notification for each way in which its person wants it. Rows of one act are one notification. */
async function note(
  tx: Transaction,
  { orgId, channels }: { readonly orgId: string; readonly channels: ReadonlySet<NoticeChannel> },
  { person, kind, about, at, n, by, entity, record }: Planned,
): Promise<void> {
  const { wishes, timeZone } = person;
  const due: Readonly<Record<string, string | undefined>> = {
    ...Object.fromEntries(
      noticeChannels.filter((channel) => channels.has(channel)).map((channel) => [channel, noticeDueAt(wishes, { kind, at, channel }, timeZone)]),
    ),
    ...(channels.has('mail') ? { escalation: escalationDueAt(wishes.escalation, { kind, at }, { quiet: undefined, timeZone }) } : {}),
  };
  for (const [way, dueAt] of Object.entries(due))
    if (dueAt !== undefined)
      await tx.query(
        `insert into store.notice_due as d (org_id, person_id, kind, about, way, at, due_at, n, count, by_id, entity, record_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11)
         on conflict (org_id, person_id, kind, about, way) do update
           set at = excluded.at, due_at = excluded.due_at, n = excluded.n, count = d.count + 1, record_id = excluded.record_id, entity = excluded.entity`,
        [orgId, person.person.id, kind, about, way, at, dueAt, n, by, entity, record],
      );
} // prettier-ignore
