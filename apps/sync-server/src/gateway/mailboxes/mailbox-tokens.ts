import type { Clock } from '@outpost/domain/kernel/ports';
import { z } from 'zod';
import { instantOfMs } from '../../db/instant-at.ts';
import type { Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openPassword, sealPassword } from './mailbox-secret.ts';

/** The tokens of a provider, as they are sealed in place of a password. `refresh` null: the provider takes it no more. */
const tokensSchema = z.strictObject({ refresh: z.string().nullable(), access: z.string(), endsMs: z.number() });
export type MailboxTokens = z.infer<typeof tokensSchema>;

/** The tokens of a mailbox as a server reads them. `notBeforeMs`: after a failure the provider is not asked before it. */
export type ReadTokens = { readonly tokens: MailboxTokens; readonly notBeforeMs: number };

/** Chosen: longer than a provider is waited for, twice. After it, a server that stopped holds up nobody. */
const refreshForMs = 30_000;
/** Chosen: the wait after a failure doubles, up to an hour. */
const [firstWaitMs, longestWaitMs] = [30_000, 3_600_000];

/** Returns tokens, sealed under the tenant's data key. */
export const sealTokens = (
  tx: Transaction,
  { orgId, id, tokens }: { readonly orgId: string; readonly id: string; readonly tokens: MailboxTokens },
  ports: { readonly clock: Clock },
): Promise<string> => sealPassword(tx, { orgId, id, password: JSON.stringify(tokens) }, ports);

type Row = { readonly sealed: string; readonly refresh_at: string | null };
type Which = { readonly orgId: string; readonly id: string };
type OpenPorts = { readonly keys: Pick<KeyRing, 'unseal'> };

async function openTokens(tx: Transaction, { orgId, id }: Which, sealed: string, ports: OpenPorts): Promise<MailboxTokens> {
  const text = await openPassword(tx, { orgId, mailbox: { id, sealed } }, ports);
  return tokensSchema.parse(JSON.parse(text));
} // prettier-ignore

/** Returns the tokens of a mailbox. Undefined: it is gone, or its person signs in with a password now. */
export async function readTokens(tx: Transaction, { orgId, id }: Which, ports: OpenPorts): Promise<ReadTokens | undefined> {
  const [row] = await tx.query<Row>('select sealed, refresh_at from store.mailbox where org_id = $1 and id = $2 and provider is not null', [orgId, id]);
  if (!row) return undefined;
  const tokens = await openTokens(tx, { orgId, id }, row.sealed, ports);
  return { tokens, notBeforeMs: row.refresh_at === null ? 0 : Date.parse(row.refresh_at) };
} // prettier-ignore

/** The right of one server to replace the tokens of a mailbox, with the tokens as they are then. `fence`: the number of the claim. */
export type ClaimedTokens = { readonly fence: number; readonly tokens: MailboxTokens };

/**
 * Claims the tokens of a mailbox and returns them, in one transaction: no other server replaces them in between. `overrides`: also ends the claim of
 * another server and the wait after a failure. Undefined: another server asks the provider, it is too early, or there are no tokens.
 */
export async function claimTokens(
  tx: Transaction,
  { orgId, id, nowMs, overrides = false }: Which & { readonly nowMs: number; readonly overrides?: boolean },
  ports: OpenPorts,
): Promise<ClaimedTokens | undefined> {
  const [row] = await tx.query<Pick<Row, 'sealed'> & { readonly fence: string | number }>(
    `update store.mailbox set refreshing_until = $4, refresh_fence = refresh_fence + 1
     where org_id = $1 and id = $2 and provider is not null
       and ($5 or ((refreshing_until is null or refreshing_until < $3) and (refresh_at is null or refresh_at <= $3)))
     returning refresh_fence as fence, sealed`,
    [orgId, id, instantOfMs(nowMs), instantOfMs(nowMs + refreshForMs), overrides],
  );
  return row && { fence: Number(row.fence), tokens: await openTokens(tx, { orgId, id }, row.sealed, ports) };
}

type Claimed = { readonly id: string; readonly fence: number };

/** Keeps new tokens in place of the old ones, and ends the claim. Returns false where the mailbox is gone or another server has claimed it meanwhile. */
export async function keepTokens(
  tx: Transaction,
  orgId: string,
  { id, fence, sealed }: Claimed & { readonly sealed: string },
): Promise<boolean> {
  const rows = await tx.query(
    `update store.mailbox set sealed = $4, refreshing_until = null, refresh_tries = 0, refresh_at = null
     where org_id = $1 and id = $2 and refresh_fence = $3 and provider is not null returning id`,
    [orgId, id, fence, sealed],
  );
  return rows.length > 0;
}

/** Ends a claim without success. The provider is asked again after a time. */
export async function putOffRefresh(
  tx: Transaction,
  orgId: string,
  { id, fence, nowMs }: Claimed & { readonly nowMs: number },
): Promise<void> {
  const [row] = await tx.query<{ tries: number }>(
    'select refresh_tries as tries from store.mailbox where org_id = $1 and id = $2 and refresh_fence = $3',
    [orgId, id, fence],
  );
  const waitMs = Math.min(firstWaitMs * 2 ** Math.min(row?.tries ?? 0, 10), longestWaitMs);
  await tx.query(
    `update store.mailbox set refreshing_until = null, refresh_tries = refresh_tries + 1, refresh_at = $4
     where org_id = $1 and id = $2 and refresh_fence = $3`,
    [orgId, id, fence, instantOfMs(nowMs + waitMs)],
  );
}

/** Notes that the provider takes no token of this mailbox any more: it is not read before its person signs in again. Returns false where the mailbox is gone or the claim is another's. */
export async function endTokens(
  tx: Transaction,
  orgId: string,
  { id, fence, sealed }: Claimed & { readonly sealed: string },
): Promise<boolean> {
  const rows = await tx.query(
    `update store.mailbox set sealed = $4, refreshing_until = null, problem = 'sign-in', next_at = null
     where org_id = $1 and id = $2 and refresh_fence = $3 and provider is not null returning id`,
    [orgId, id, fence, sealed],
  );
  return rows.length > 0;
}
