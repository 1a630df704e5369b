import { type Database, inTenant } from '../../db/database.ts';

type Ports = { readonly database: Database };
type Asked = { readonly orgId: string; readonly consent: string };

/** Returns when the e-mail that asks for a confirmation was queued, UTC. Undefined: none was sent, or the consent is confirmed. */
export async function readAskedConfirmation(
  { database }: Ports,
  { orgId, consent }: Asked,
): Promise<string | undefined> {
  const [asked] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ at: string }>(
      'select at from store.confirmation where org_id = $1 and consent_id = $2 and why is null and confirmed_at is null',
      [orgId, consent],
    ),
  );
  return asked?.at;
}

/** Notes that a consent was confirmed. `at`: UTC. */
export async function noteConfirmed(
  { database }: Ports,
  { orgId, consent, at }: Asked & { readonly at: string },
): Promise<void> {
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      'update store.confirmation set confirmed_at = $3 where org_id = $1 and consent_id = $2 and confirmed_at is null',
      [orgId, consent, at],
    ),
  );
}
