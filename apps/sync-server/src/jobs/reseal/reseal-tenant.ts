import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { BlobStore } from '../../files/blob-store.ts';
import { renewContents } from '../../files/renew-contents.ts';
import { resealApiSecrets } from '../../gateway/api-keys.ts';
import { resealDkimKeys } from '../../gateway/dkim/dkim-key.ts';
import { resealMailboxes } from '../../gateway/mailboxes/mailbox-secret.ts';
import { resealSubscriptions } from '../../gateway/notices/push-subscriptions.ts';
import { resealSocialAccounts } from '../../gateway/social/social-book.ts';
import { resealWebhookSecrets } from '../../gateway/webhooks/webhook-secrets.ts';
import type { ResealSecretPorts } from '../../identity/keys/tenant-secrets.ts';
import { resealProviders } from '../../identity/providers/providers.ts';
import { resealRecords, rewrapDataKeys } from '../../records/reseal/reseal-records.ts';

export type ResealTenantPorts = ResealSecretPorts & {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly blobs: BlobStore;
};

/**
 * The amounts of a tenant's data that were encrypted again. `key`: the id of its newest data key; null where it has
 * none.
 */
export type ResealedTenant = {
  readonly key: string | null;
  readonly dataKeys: number;
  readonly records: number;
  readonly secrets: number;
  readonly contents: number;
  /** The contents that could not be encrypted again: they stay as they are, under an older data key or in clear. */
  readonly failed: readonly FailedContent[];
};

/** `sha256`: of the content, in hex. `fault`: a message that contains nothing of it. */
export type FailedContent = { readonly sha256: string; readonly fault: string };

/**
 * Encrypts all sealed data of a tenant again under its newest data key: fields of records, secrets of identity
 * providers, API keys, webhooks, mailboxes, push subscriptions and DKIM, contents of files. Its data keys are encrypted under the newest master key first. `rotate`:
 * makes a new data key. The server may run meanwhile, and the work may be stopped at any moment: run it again without
 * `rotate`, and it continues. A damaged content does not stop it.
 */
export async function resealTenant(
  ports: ResealTenantPorts,
  { orgId, rotate }: { readonly orgId: string; readonly rotate: boolean },
): Promise<ResealedTenant> {
  const dataKeys = await rewrapDataKeys(ports, orgId);
  const { key, records } = await resealRecords(ports, { orgId, rotate });
  const write = (work: (tx: Transaction) => Promise<number>): Promise<number> =>
    inTenant(ports.database, { orgId, mode: 'write' }, work);
  const providers = await write((tx) => resealProviders(tx, orgId, ports));
  const apiSecrets = await write((tx) => resealApiSecrets(tx, orgId, ports));
  const webhookSecrets = await write((tx) => resealWebhookSecrets(tx, orgId, ports));
  const mailboxes = await write((tx) => resealMailboxes(tx, orgId, ports));
  const subscriptions = await write((tx) => resealSubscriptions(tx, orgId, ports));
  const social = await write((tx) => resealSocialAccounts(tx, orgId, ports));
  const dkimKeys = await write((tx) => resealDkimKeys(tx, orgId, ports));
  const failed: FailedContent[] = [];
  const contents = await renewContents(ports, orgId, ({ sha256 }, cause) =>
    failed.push({ sha256, fault: messageOf(cause) }),
  );
  return {
    key,
    dataKeys,
    records,
    secrets: providers + apiSecrets + webhookSecrets + mailboxes + subscriptions + social + dkimKeys,
    contents,
    failed,
  };
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** A tenant at which the work stopped. Its data keys may still need the older master key. */
export type UnfinishedTenant = { readonly fault: string };

export type ResealedTenants = {
  /** Whether everything of all tenants was encrypted again. */
  readonly ok: boolean;
  readonly said: Readonly<Record<string, ResealedTenant | UnfinishedTenant>>;
};

/**
 * Does `resealTenant` for several tenants. First it encrypts the data keys of all of them under the newest master key.
 * A fault of one tenant does not stop the others. So no tenant needs the older master key because of another one.
 */
export async function resealTenants(
  ports: ResealTenantPorts,
  { orgIds, rotate }: { readonly orgIds: readonly string[]; readonly rotate: boolean },
): Promise<ResealedTenants> {
  const said: Record<string, ResealedTenant | UnfinishedTenant> = {};
  const rewrapped = new Map<string, number>();
  for (const orgId of orgIds)
    try {
      rewrapped.set(orgId, await rewrapDataKeys(ports, orgId));
    } catch (cause) {
      said[orgId] = { fault: messageOf(cause) };
    }
  for (const [orgId, count] of rewrapped)
    try {
      const done = await resealTenant(ports, { orgId, rotate });
      said[orgId] = { ...done, dataKeys: done.dataKeys + count };
    } catch (cause) {
      said[orgId] = { fault: messageOf(cause) };
    }
  return { ok: Object.values(said).every((one) => !('fault' in one) && one.failed.length === 0), said };
}
