import { followedIds, type NoticedPerson } from '@outpost/domain/kernel/notifications/notice-of-change';
import { type NoticeWishes, noticeWishesOf } from '@outpost/domain/kernel/notifications/notice-wishes';
import { type ReadMarks, readMarksOf } from '@outpost/domain/kernel/notifications/read-marks';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { textsIn } from '@outpost/domain/kernel/json';
import { accessEntities } from '../../access/principal.ts';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { Tenant } from '../../catalogue/tenant.ts';

/** The kind of record with a person's read marks and preferences. */
export const preferencesEntity = 'platform/my-notifications';

/** A person with their preferences and read marks, as the server has them now. */
export type NoticedOne = {
  readonly person: StoredRecord;
  readonly noticed: NoticedPerson;
  readonly wishes: NoticeWishes;
  readonly marks: ReadMarks;
  readonly timeZone: string;
};

type Asked = { readonly tenant: Tenant; readonly timeZone: string };

/** Returns the ids of the people of a tenant who want some kind of notification to be sent. */
export async function idsWithWishes(tx: Transaction, orgId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `select distinct owner_id as id from store.platform_my_notifications
     where org_id = $1 and fields ?| array['mailed', 'pushed', 'texted', 'escalated'] and life = 'alive' and owner_id is not null`,
    [orgId],
  );
  return rows.map(({ id }) => id);
}

/** Reads people with their preferences, by id. `timeZone`: the one of the organisation, for people without one of their own. */
export async function readNoticedPeople(
  tx: Transaction,
  { tenant, timeZone }: Asked,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NoticedOne>> {
  if (ids.length === 0) return new Map();
  const [people, kept] = await Promise.all([
    recordsOf(tx, tenant, { entity: accessEntities.person, ids }),
    tx.query<{ id: string }>(
      `select id from store.platform_my_notifications where org_id = $1 and owner_id = any($2::uuid[]) and life = 'alive'`,
      [tenant.orgId, ids],
    ),
  ]);
  const records = await recordsOf(tx, tenant, { entity: preferencesEntity, ids: kept.map(({ id }) => id) });
  const byOwner = Map.groupBy(
    records.toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1)),
    ({ ownerId }) => ownerId,
  );
  return new Map(
    people.map((person) => {
      const own = byOwner.get(person.id) ?? [];
      const { name, timeZone: zone } = person.fields;
      const following = followedIds(own.flatMap(({ fields }) => textsIn(fields['following'])));
      return [
        person.id,
        {
          person,
          noticed: { id: person.id, name: typeof name === 'string' ? name : '', following },
          wishes: noticeWishesOf(own),
          marks: readMarksOf(own),
          timeZone: typeof zone === 'string' && zone !== '' ? zone : timeZone,
        },
      ] as const;
    }),
  );
}
