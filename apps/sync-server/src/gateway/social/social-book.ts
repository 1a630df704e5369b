import type { Clock } from '@outpost/domain/kernel/ports';
import { z } from 'zod';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openSecret, resealTable, type ResealSecretPorts, sealSecret } from '../../identity/keys/tenant-secrets.ts';
import type { PageKey, SocialNetwork } from './social-network.ts';

export type SocialPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, 'unseal'>;
  readonly network: SocialNetwork;
  readonly noteFound: (orgId: string, found: FoundPost) => Promise<void>;
};

/** A post of ours that the network shows, although its answer was lost. `entity` and `record`: its record. */
export type FoundPost = {
  readonly entity: string;
  readonly record: string;
  readonly answer: { readonly id: string; readonly url: string | null };
};

/** The connected pages of one organisation, with the network. Keys of pages leave it towards the network only. */
export interface SocialBook {
  readonly network: SocialNetwork;
  /** Keeps the key of a page, in place of an earlier one. `id`: of the account's record. */
  keep(id: string, key: PageKey): Promise<void>;
  /** Deletes the key of a page. Returns false where there was none. */
  forget(id: string): Promise<boolean>;
  /** Returns the key of a page; undefined: it is not connected. */
  keyOf(id: string): Promise<PageKey | undefined>;
  /** Notes that a post of unknown outcome was published. One that is tried again meanwhile stays as it is. */
  noteFound(found: FoundPost): Promise<void>;
  /** Returns the ids of the connected accounts. */
  connected(): Promise<readonly string[]>;
}

const purposeOf = (id: string): string => `social account ${id}`;
const secretSchema = z.strictObject({ token: z.string(), appSecret: z.string() });

function openSocialBook({ database, clock, keys, network, noteFound }: SocialPorts, orgId: string): SocialBook {
  return {
    network,
    noteFound: (found) => noteFound(orgId, found),
    keep: (id, { pageId, ...secret }) =>
      inTenant(database, { orgId, mode: 'write' }, async (tx) => {
        const sealed = await sealSecret(
          tx,
          { orgId, secret: JSON.stringify(secret), purpose: purposeOf(id) },
          { clock },
        );
        await tx.query(
          `insert into store.social_account (org_id, id, page_id, sealed, made_at) values ($1, $2, $3, $4, $5)
           on conflict (org_id, id) do update set page_id = excluded.page_id, sealed = excluded.sealed, made_at = excluded.made_at`,
          [orgId, id, pageId, sealed, new Date(clock.nowMs()).toISOString()],
        );
      }),
    forget: (id) =>
      inTenant(database, { orgId, mode: 'write' }, async (tx) => {
        const gone = await tx.query('delete from store.social_account where org_id = $1 and id = $2 returning id', [orgId, id]); // prettier-ignore
        return gone.length > 0;
      }),
    keyOf: (id) =>
      inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
        const [row] = await tx.query<{ page_id: string; sealed: string }>(
          'select page_id, sealed from store.social_account where org_id = $1 and id = $2',
          [orgId, id],
        );
        if (!row) return undefined;
        const secret = await openSecret(tx, { orgId, sealed: row.sealed, purpose: purposeOf(id) }, { keys });
        if (secret === undefined) throw new Error(`The token of the social account ${id} cannot be decrypted`);
        return { pageId: row.page_id, ...secretSchema.parse(JSON.parse(secret)) };
      }),
    connected: () =>
      inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
        const rows = await tx.query<{ id: string }>('select id from store.social_account where org_id = $1 order by id', [orgId]); // prettier-ignore
        return rows.map(({ id }) => id);
      }),
  };
}

/** Returns the function that opens the connected pages of an organisation. */
export const socialBooks =
  (ports: SocialPorts) =>
  (orgId: string): SocialBook =>
    openSocialBook(ports, orgId);

/** Encrypts the keys of pages under the tenant's newest data key where they are not under it yet. Returns their number. */
export const resealSocialAccounts = (tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> =>
  resealTable(tx, { orgId, table: 'store.social_account', purposeOf }, ports);
