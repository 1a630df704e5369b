import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { Origin } from '../../journal/events/journal-event.ts';
import type { ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import { slugForm } from '../slug.ts';
import { isOwner, ownersOnly, readSeat } from './ownership.ts';

/** Chosen: long enough for links in mails and documents of the last year. */
const keptForMs = 365 * 86_400_000;
/** Chosen: nobody keeps many names of others. */
const mostFormer = 5;

/** The short name of an organisation, and those that it had before. `until`: the end of their time, ISO 8601 UTC. */
export type Slugs = {
  readonly slug: string;
  readonly former: readonly { readonly slug: string; readonly until: string }[];
};

/** Returns the short names of the caller's organisation. */
export const readSlugs = (
  { database, clock }: Pick<MemberPorts, 'database' | 'clock'>,
  { orgId }: Pick<ApiCaller, 'orgId'>,
): Promise<Slugs> =>
  inTenant(database, { orgId, mode: 'snapshot' }, (tx) => slugsOf(tx, orgId, new Date(clock.nowMs()).toISOString()));

async function slugsOf(tx: Transaction, orgId: string, now: string): Promise<Slugs> {
  const [row] = await tx.query<{ slug: string | null }>('select slug from store.tenants where org_id = $1', [orgId]);
  const former = await tx.query<{ slug: string; until: string }>(
    'select slug, ends_at as until from store.former_slug where org_id = $1 and ends_at > $2 order by ends_at desc, slug',
    [orgId, now],
  );
  return { slug: row?.slug ?? '', former };
}

/** Another organisation has or keeps the short name. Thrown within the transaction, so that nothing of it stays. */
class SlugTaken extends Error {}

/**
 * PLT-52: gives the organisation another short name, for its owners. The former one leads to the organisation for a year, and nobody else gets
 * it until then. The journal notes the change. Refuses `access/denied` to others, and `request/invalid` for a name of
 * another form, one that is taken, and more than five changes within a year.
 */
export async function changeSlug(
  ports: MemberPorts & { readonly origin?: Origin },
  caller: ApiCaller,
  { slug }: { readonly slug: string },
): Promise<Result<Slugs>> {
  const seat = await readSeat(ports, caller);
  if (!seat.ok) return seat;
  if (!isOwner(seat.value.caller)) return ownersOnly();
  if (!slugForm.test(slug))
    return invalid('must have 2 to 48 small letters, digits and single hyphens, such as fenwright-systems');
  try {
    return await inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, (tx) => write(tx, { ports, caller, slug })); // prettier-ignore
  } catch (cause) {
    if (cause instanceof SlugTaken || isSlugTwice(cause)) return invalid('is taken by another organisation');
    throw cause;
  }
}

const invalid = (why: string): Result<never> => refuse('request/invalid', `slug: ${why}`, { path: 'slug' });

/** Whether Postgres refused a second organisation with one short name (SQLSTATE 23505). */
const isSlugTwice = (cause: unknown): boolean =>
  cause instanceof Error && 'constraint' in cause && cause.constraint === 'tenants_slug';

async function write(
  tx: Transaction,
  { ports, caller, slug }: { readonly ports: MemberPorts & { readonly origin?: Origin }; readonly caller: ApiCaller; readonly slug: string }, // prettier-ignore
): Promise<Result<Slugs>> {
  const { orgId } = caller;
  const nowMs = ports.clock.nowMs();
  const now = new Date(nowMs).toISOString();
  await tx.query('select 1 from store.tenants where org_id = $1 for update', [orgId]);
  const before = await slugsOf(tx, orgId, now);
  if (before.slug === slug) return accept(before);
  if (before.former.filter((one) => one.slug !== slug).length >= mostFormer)
    return invalid(`can be changed at most ${mostFormer} times a year`);
  await tx.query('update store.tenants set slug = $2 where org_id = $1', [orgId, slug]);
  // After the update: it has waited for an organisation that gave the name up in the same moment.
  const [kept] = await tx.query<{ is: boolean }>('select store.slug_is_kept($1, $2, $3) as is', [slug, orgId, now]);
  if (kept?.is !== false) throw new SlugTaken();
  await tx.query('delete from store.former_slug where org_id = $1 and (slug = $2 or ends_at <= $3)', [
    orgId,
    slug,
    now,
  ]);
  if (before.slug !== '')
    await tx.query('insert into store.former_slug (org_id, slug, ends_at) values ($1, $2, $3)', [
      orgId,
      before.slug,
      new Date(nowMs + keptForMs).toISOString(),
    ]);
  await noteEvent(tx, orgId, { action: 'slug/changed', nowMs, origin: ports.origin, by: caller.userId, details: { from: before.slug, to: slug } }); // prettier-ignore
  return accept(await slugsOf(tx, orgId, now));
}
