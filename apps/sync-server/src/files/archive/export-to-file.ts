import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Database } from '../../db/database.ts';
import { folderBlobs } from '../folder-blobs.ts';
import { s3Blobs } from '../s3-blobs.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { signHead } from '../../identity/keys/sign-head.ts';
import { openServersKeys } from '../../records/erase/servers-keys.ts';
import type { MasterKeyPlace } from '../../identity/keys/open-master-key.ts';
import { noOrigin } from '../../journal/events/journal-event.ts';
import { archiveOf } from './organisation-archive.ts';
import { writeWhole } from './write-whole.ts';

const clock = { nowMs: () => Date.now() };

/** Where the server has its keys and its files. */
type ServersPlace = {
  readonly dataDir: string;
  readonly masterKey: MasterKeyPlace;
  readonly s3: Parameters<typeof s3Blobs>[0] | null;
};

/**
 * Writes the archive of an organisation into a new file (PLT-45b), for an operator. Only its owner can read the file. It exists
 * only when it is complete: a failed export leaves no file. An existing file is never replaced.
 */
export async function exportTo(
  { organisation: orgId, to }: { readonly organisation: string; readonly to: string },
  { database, settings }: { readonly database: Database; readonly settings: ServersPlace }, // prettier-ignore
): Promise<{ readonly ok: boolean; readonly said: object }> {
  const path = resolve(to);
  if (await isThere(path)) return { ok: false, said: { problem: `${path} exists already` } };
  const keys = await openServersKeys(settings, { clock, random: pooledRandom() });
  const blobs = settings.s3 ? s3Blobs(settings.s3, clock) : await folderBlobs(join(settings.dataDir, 'files'), clock);
  const { zip } = await archiveOf(
    {
      database,
      clock,
      blobs,
      installed: installedCatalogue,
      signing: keys.signing,
      signHead: (org, [n, hash]) => signHead({ org, n, hash, at: new Date(clock.nowMs()).toISOString() }, { keys }),
      origin: noOrigin,
    },
    { orgId, by: null },
  );
  return { ok: true, said: { file: path, bytes: await writeWhole(path, zip) } };
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false); // prettier-ignore
