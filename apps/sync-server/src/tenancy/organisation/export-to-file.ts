import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Database } from '../../db/database.ts';
import { folderBlobs } from '../../files/folder-blobs.ts';
import { s3Blobs } from '../../files/s3-blobs.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { signHead } from '../../identity/keys/sign-head.ts';
import type { Answered } from '../../operator-command.ts';
import { openServersKeys } from '../../records/erase/servers-keys.ts';
import type { Settings } from '../../settings.ts';
import { noOrigin } from '../../journal/events/journal-event.ts';
import { archiveOf } from '../archive/organisation-archive.ts';
import { writeWhole } from '../archive/write-whole.ts';

const clock = { nowMs: () => Date.now() };

/**
 * Writes the archive of an organisation into a new file (PLT-45b), for an operator. Readable by its owner alone, and there as a whole or
 * not at all: a broken export leaves nothing. An existing file is never replaced.
 */
export async function exportTo(
  { organisation: orgId, to }: { readonly organisation: string; readonly to: string },
  { database, settings }: { readonly database: Database; readonly settings: Pick<Settings, 'dataDir' | 'masterKey' | 's3'> }, // prettier-ignore
): Promise<Answered> {
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
