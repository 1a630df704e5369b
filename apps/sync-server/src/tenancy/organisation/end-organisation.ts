import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant } from '../../db/database.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { tellAddress } from '../../identity/mail/outbox.ts';
import { newsChannel } from '../../journal/news.ts';
import { actAs, type ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import { deletionAskedMail, deletionTakenBackMail, erasedMail } from './organisation-mails.ts';
import { isOwner, ownerNameOf, ownersOnly, readSeat } from './ownership.ts';

/** The end of the grace, ISO 8601 UTC, and the person who asked; null where nobody asked to delete the organisation. */
export type OrganisationEnding = { readonly at: string; readonly by: string } | null;

type EndingRow = { readonly at: string | null; readonly by: string | null };
const endingOf = (row: EndingRow | undefined): OrganisationEnding =>
  row?.at != null && row.by !== null ? { at: row.at, by: row.by } : null;
const endingColumns = `to_char(deletes_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, deletes_by as by`;

/** Returns whether and when the organisation is deleted, for its administrators. Refuses others with `access/denied`. */
export function readEnding(ports: MemberPorts, { orgId, userId }: ApiCaller): Promise<Result<OrganisationEnding>> {
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    if (!administers(principal, entityOf(tenant.catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators see this.', { action: 'administer' });
    const [row] = await tx.query<EndingRow>(`select ${endingColumns} from store.tenants where org_id = $1`, [orgId]);
    return accept(endingOf(row));
  });
}

/**
 * PLT-26: asks to delete the organisation, which is erased after 30 days by the database's clock. Until then everybody
 * continues to work, and an owner may cancel the deletion. All owners are notified by mail, and the journal names the
 * person who asked. Refuses `access/denied` to others than owners, and `request/invalid` where `name` is not the name
 * of the organisation. A second request changes nothing.
 */
export async function askToDelete(
  ports: MemberPorts,
  caller: ApiCaller,
  { name }: { readonly name: string },
): Promise<Result<OrganisationEnding>> {
  const seat = await readSeat(ports, caller);
  if (!seat.ok) return seat;
  const { caller: person, owners, organisation } = seat.value;
  if (!isOwner(person)) return ownersOnly();
  if (name.trim() !== organisation)
    return refuse('request/invalid', `Type the name of the organisation as it is: ${organisation}.`, { path: 'name' });
  const noted = await actAs(ports, caller, { label: 'Asked to delete the organisation', edits: [] });
  if (!noted.ok) return noted;
  const ending = await inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    await tx.query('select auth.begin_ending($1::uuid)', [caller.userId]);
    const [row] = await tx.query<EndingRow>(`select ${endingColumns} from store.tenants where org_id = $1`, [caller.orgId]); // prettier-ignore
    return endingOf(row);
  });
  const on = ending?.at.slice(0, 10) ?? '';
  for (const { fields } of owners)
    if (typeof fields['email'] === 'string')
      await tellAddress(deletionAskedMail({ to: fields['email'], organisation, orgId: caller.orgId, by: ownerNameOf(person), on }), ports.identity); // prettier-ignore
  return accept(ending);
}

/** Cancels the deletion. Refuses `access/denied` to others than owners. Where nobody asked for it, nothing happens. */
export async function keepOrganisation(ports: MemberPorts, caller: ApiCaller): Promise<Result<void>> {
  const seat = await readSeat(ports, caller);
  if (!seat.ok) return seat;
  const { caller: person, owners, organisation } = seat.value;
  if (!isOwner(person)) return ownersOnly();
  const wasEnding = await inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ stopped: boolean }>('select auth.stop_ending() as stopped');
    return row?.stopped === true;
  });
  if (!wasEnding) return accept(undefined);
  const noted = await actAs(ports, caller, { label: 'Took back the deletion of the organisation', edits: [] });
  if (!noted.ok) return noted;
  for (const { fields } of owners)
    if (typeof fields['email'] === 'string')
      await tellAddress(deletionTakenBackMail({ to: fields['email'], organisation, orgId: caller.orgId, by: ownerNameOf(person) }), ports.identity); // prettier-ignore
  return accept(undefined);
}

/**
 * Erases an organisation whose grace has ended: every row of it in every table, its journal included, and the accounts that
 * belong to no other organisation. Returns whether it did. The database itself checks that the time has come.
 */
export async function eraseEnded(
  ports: Pick<IdentityPorts, 'database'> & { readonly identity: IdentityPorts },
  orgId: string,
): Promise<boolean> {
  const told = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ name: string }>(
      'select name from store.tenants where org_id = $1 and deletes_at <= now()',
      [orgId],
    );
    if (!row) return undefined;
    const owners = await tx.query<{ email: string | null }>(
      `select fields ->> 'email' as email from store.platform_person where org_id = $1 and life = 'alive' and fields->'memberships' @> '[{"role": "owner"}]'`,
      [orgId],
    );
    const sessions = await tx.query<{ id: string }>(
      'select id from auth.session where org_id = $1 and ended_at is null limit 200',
      [orgId],
    );
    const [erased] = await tx.query<{ done: boolean }>('select auth.erase_tenant() as done');
    if (erased?.done !== true) return undefined;
    await tx.query('select pg_notify($1, $2)', [
      newsChannel,
      `${orgId} ended ${sessions.map(({ id }) => id).join(',')}`,
    ]);
    return { name: row.name, owners };
  });
  if (!told) return false;
  for (const { email } of told.owners)
    if (email !== null) await tellAddress(erasedMail({ to: email, organisation: told.name }), ports.identity);
  return true;
}
