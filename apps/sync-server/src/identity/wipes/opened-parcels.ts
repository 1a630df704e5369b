import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Parcel, parcelSchema } from '@outpost/domain/sync/device-wipe';
import { compactDecrypt } from 'jose';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { openWipeKeys } from './wipe-keys.ts';

/**
 * A parcel that expands to more bytes than this is not read. Compressed, it would fit the limit of pieces only if it were mostly
 * repetition.
 */
const mostExpandedBytes = 400_000_000;

/** Opens everything that a device handed over under an order, oldest parcel first. Throws if a parcel cannot be opened. */
export async function openParcels(
  tx: Transaction,
  { orgId, wipeId }: { readonly orgId: string; readonly wipeId: string },
  ports: Pick<IdentityPorts, 'random' | 'keys'>,
): Promise<readonly Parcel[]> {
  const rows = await tx.query<{ digest: string; text: string }>(
    `select p.digest, string_agg(t.text, '' order by t.n) as text
     from auth.wipe_parcel p join auth.wipe_piece t on t.org_id = p.org_id and t.wipe_id = p.wipe_id and t.digest = p.digest
     where p.org_id = $1 and p.wipe_id = $2 and p.handed_over_at is not null group by p.digest, p.handed_over_at order by p.handed_over_at, p.digest`,
    [orgId, wipeId],
  );
  const { opening } = await openWipeKeys(tx, orgId, ports);
  const parcels: Parcel[] = [];
  for (const { text } of rows) {
    const { plaintext } = await compactDecrypt(text, opening, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const json = await promisify(gunzip)(plaintext, { maxOutputLength: mostExpandedBytes });
    const parcel = parcelSchema.parse(JSON.parse(json.toString()));
    if (parcel.order !== wipeId) throw new Error('A parcel of another order'); // its device encrypted the order's id with it
    parcels.push(parcel);
  }
  return parcels;
}
