import { targetsOf } from '@outpost/domain/engine/reads/references';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { inOrderOfUse } from './order-of-use.ts';
import { type FeedPlace, readNamed } from './read-feed.ts';

/** S-8, chosen: this many records of each kind fill a list's first window. */
const mostOfKind = 50;

export type FirstAsk = { readonly tokens: readonly string[]; readonly limit: number };

/**
 * S-8: returns the places of the records with which a first sync begins, so that every list has rows from the first
 * page on. These are the newest records of each kind, and the records that they name as owner, team or reference. They
 * take at most three quarters of `limit`. Where they are too many, kinds that people open later are left out. The
 * device does not count them as held: they come again in their turn (S-1).
 */
export async function readFirstPlaces(
  tx: Transaction,
  tenant: Tenant,
  { tokens, limit }: FirstAsk,
): Promise<readonly FeedPlace[]> {
  const newest = (await readNewest(tx, tenant, tokens)).slice(0, limit / 2);
  const there = new Set(newest.map(({ id }) => id));
  const named = (await idsNamedBy(tx, tenant, newest)).filter((id) => !there.has(id)).slice(0, limit / 4);
  return [...(await readNamed(tx, tenant.orgId, { tokens, ids: named })), ...newest];
}

/**
 * Reads the newest records of each kind, kind by kind in the order in which people open them. Ids sort by the time of
 * creation.
 */
async function readNewest(
  tx: Transaction,
  { orgId, catalogue }: Tenant,
  tokens: readonly string[],
): Promise<readonly FeedPlace[]> {
  const found = await tx.query<FeedPlace>(
    `select f.id, f.n, f.entity from unnest($2::text[]) as t(token)
     cross join lateral (select id, n, entity from store.feed where org_id = $1 and token = t.token collate "C" and not gone order by id desc limit $3) f`,
    [orgId, tokens, mostOfKind],
  );
  const kinds = Map.groupBy(found, ({ entity }) => entity);
  return inOrderOfUse([...kinds], catalogue, ([entity]) => entity).flatMap(([, places]) => newestOf(places));
}

function newestOf(places: readonly FeedPlace[]): readonly FeedPlace[] {
  const distinct = [...new Map(places.map((place) => [place.id, place])).values()];
  return distinct.sort((a, b) => (a.id > b.id ? -1 : 1)).slice(0, mostOfKind);
}

/** Returns the ids of the owners, teams and references of these records, each once. */
async function idsNamedBy(tx: Transaction, tenant: Tenant, places: readonly FeedPlace[]): Promise<readonly string[]> {
  const { entities } = tenant.catalogue;
  const kinds = [...Map.groupBy(places, ({ entity }) => entity)].map(async ([name, group]) => {
    const entity = entities.get(name);
    if (!entity) return []; // a kind that this build has no longer (K-5)
    const records = await recordsOf(tx, tenant, { entity: name, ids: group.map(({ id }) => id) });
    return records.flatMap(({ ownerId, teamId, fields }) => [ownerId, teamId, ...targetsOf(entity, fields).values()]);
  });
  return [...new Set((await Promise.all(kinds)).flat().filter((id) => id !== null))];
}
