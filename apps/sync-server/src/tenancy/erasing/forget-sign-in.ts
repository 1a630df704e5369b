import type { Transaction } from '../../db/database.ts';

/** Rows of a person in the tenant that are deleted whole. */
const deleted = [
  'auth.account_erasure',
  'auth.calendar_feed',
  'auth.challenge',
  'auth.directory_member',
  'auth.directory_person',
  'auth.factor_grace',
  'auth.former_invite',
  'auth.invite',
  'auth.recovery',
  'auth.sso_link',
  'auth.sso_role',
  'auth.text_message',
  'auth.trusted_device',
  'auth.address_notice',
] as const;

/** The name of a device whose person was erased. */
const namelessDevice = 'A device';

/**
 * ADR 122: removes what the tenant keeps about how a former member signs in, and the account itself where no other tenant has it.
 * Ended sessions and orders to wipe devices stay without names and addresses, because the devices are wiped by them. Returns the
 * number of rows by table. The numbers say nothing about the account: they would reveal other tenants.
 */
export async function forgetSignIn(
  tx: Transaction,
  { orgId, person }: { readonly orgId: string; readonly person: string },
): Promise<Readonly<Record<string, number>>> {
  const asked = [orgId, person];
  const counts: Record<string, number> = {};
  const count = async (table: string, statement: string): Promise<void> => {
    const rows = await tx.query(`${statement} returning 1 as one`, asked);
    counts[table] = (counts[table] ?? 0) + rows.length;
  };
  const accounts = await tx.query<{ id: string }>(
    `select identity_id as id from auth.membership where org_id = $1 and person_id = $2
     union select identity_id from auth.session where org_id = $1 and person_id = $2`,
    asked,
  );
  await tx.query(
    `delete from auth.sso_pending p using auth.membership m
     where p.org_id = $1 and m.org_id = p.org_id and m.identity_id = p.identity_id and m.person_id = $2`,
    asked,
  );
  for (const table of deleted) await count(table, `delete from ${table} where org_id = $1 and person_id = $2`);
  await forgetKeys(tx, asked, count);
  await count(
    'auth.session',
    `update auth.session set device_name = '${namelessDevice}', address = null, signed_in_from = null where org_id = $1 and person_id = $2`,
  );
  await count(
    'auth.device_wipe',
    `update auth.device_wipe set device_name = '${namelessDevice}' where org_id = $1 and person_id = $2`,
  );
  await tx.query(
    'update auth.sso_rule set break_glass = array_remove(break_glass, $2::uuid) where org_id = $1 and $2::uuid = any(break_glass)',
    asked,
  );
  await count('auth.membership', 'delete from auth.membership where org_id = $1 and person_id = $2');
  await forgetAccounts(tx, accounts.map(({ id }) => id)); // prettier-ignore
  return counts;
}

/** Removes the API keys, webhooks and e-mails that wait for the person, and the answers that the server keeps for their repeated requests. */
async function forgetKeys(
  tx: Transaction,
  asked: readonly string[],
  count: (table: string, statement: string) => Promise<void>,
): Promise<void> {
  const keys = 'select id from auth.api_key where org_id = $1 and person_id = $2';
  for (const table of ['store.api_answer', 'store.api_request'])
    await count(table, `delete from ${table} where org_id = $1 and (caller = $2 or caller in (${keys}))`);
  for (const table of ['auth.api_signature', 'auth.api_secret'])
    await tx.query(`delete from ${table} where org_id = $1 and key_id in (${keys})`, asked);
  await count('auth.api_key', 'delete from auth.api_key where org_id = $1 and person_id = $2');
  const endpoints = 'select id from store.webhook_endpoint where org_id = $1 and person_id = $2';
  for (const table of ['store.webhook_delivery', 'store.webhook_secret'])
    await tx.query(`delete from ${table} where org_id = $1 and endpoint_id in (${endpoints})`, asked);
  const sources = 'select id from store.webhook_source where org_id = $1 and person_id = $2';
  await tx.query(`delete from store.webhook_received where org_id = $1 and source_id in (${sources})`, asked);
  await tx.query(`delete from store.webhook_secret where org_id = $1 and endpoint_id in (${sources})`, asked);
  await count('store.notice_due', 'delete from store.notice_due where org_id = $1 and person_id = $2');
  await count('store.mailbox_sign_in', 'delete from store.mailbox_sign_in where org_id = $1 and person_id = $2');
  await count('store.push_subscription', 'delete from store.push_subscription where org_id = $1 and person_id = $2');
  await count('store.notice_number', 'delete from store.notice_number where org_id = $1 and person_id = $2');
  await count('store.mailbox', 'delete from store.mailbox where org_id = $1 and person_id = $2');
  await count('store.webhook_source', 'delete from store.webhook_source where org_id = $1 and person_id = $2');
  await count('store.webhook_endpoint', 'delete from store.webhook_endpoint where org_id = $1 and person_id = $2');
}

/** Removes the accounts that no membership needs any more, with their factors, passkeys and open steps. */
async function forgetAccounts(tx: Transaction, accounts: readonly string[]): Promise<void> {
  const unneeded = `identity_id = any($1::uuid[]) and not exists (select 1 from auth.memberships_of(identity_id))`;
  for (const table of ['auth.code', 'auth.passkey_answer', 'auth.passkey_ceremony'])
    await tx.query(`delete from ${table} where ${unneeded}`, [accounts]);
  await tx.query('select auth.forget_accounts($1::uuid[])', [accounts]);
}
