import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { type Database, withColumnKeys } from '../../db/database.ts';
import { sealedBlobs } from '../blob-store.ts';
import { tenantFileKeys } from '../file-keys.ts';
import { objectsOf } from '../objects-of.ts';
import type { S3Place } from '../s3-objects.ts';
import { clearSizeOf, openRange, readHeader, sealBytes, sealedSizeOf } from '../sealed-bytes.ts';
import { pooledRandom } from '../../identity/pooled-random.ts';
import { signHead } from '../../identity/keys/sign-head.ts';
import { openServersKeys } from '../../records/erase/servers-keys.ts';
import { type MasterKeyPlace, openMasterKey } from '../../identity/keys/open-master-key.ts';
import { noOrigin } from '../../journal/events/journal-event.ts';
import { archiveOf } from './organisation-archive.ts';
import type { ArchiveCommand } from './read-archive-command.ts';
import { writeWhole } from './write-whole.ts';

const clock = { nowMs: () => Date.now() };
const random = pooledRandom();
const place = 'archive of an organisation';

/** Where the server has its keys and its files. */
type ServersPlace = {
  readonly dataDir: string;
  readonly masterKey: MasterKeyPlace;
  readonly s3: S3Place | null;
};
type Given = { readonly database: Database; readonly settings: ServersPlace };
type Said = { readonly ok: boolean; readonly said: object };

/**
 * Writes the archive of an organisation into a new file (PLT-45b), or opens one, for an operator. An archive is sealed
 * under a key of its organisation, so that the server's disk never has it in clear (ADR 109). Only the file's owner can
 * read it. It exists as a whole or not at all: a broken export leaves nothing. An existing file is never replaced.
 */
export async function runArchiveCommand(command: ArchiveCommand, { database: opened, settings }: Given): Promise<Said> {
  const path = resolve(command.to);
  if (await isThere(path)) return { ok: false, said: { problem: `${path} already exists` } };
  const master = await openMasterKey(settings.masterKey, { random, fetch });
  const given = { database: withColumnKeys(opened, { master, random }), settings };
  return 'open' in command
    ? openArchive(resolve(command.open), path, given)
    : exportTo(path, command.organisation, given);
}

async function exportTo(path: string, orgId: string, { database, settings }: Given): Promise<Said> {
  const keys = await openServersKeys(settings, { clock, random });
  const objects = await objectsOf(settings);
  const fileKeys = tenantFileKeys({ database, clock });
  const [key] = await fileKeys(orgId);
  const { zip } = await archiveOf(
    {
      database,
      clock,
      blobs: sealedBlobs({ objects, keys: fileKeys, random, clock }),
      installed: installedCatalogue,
      signing: keys.signing,
      signHead: (org, [n, hash]) => signHead({ org, n, hash, at: new Date(clock.nowMs()).toISOString() }, { keys }),
      origin: noOrigin,
    },
    { orgId, by: null },
  );
  const bytes = zip as AsyncIterable<Uint8Array>; // yazl writes bytes
  const sealed = Readable.from(sealBytes(bytes, { orgId, place, key, random }), { objectMode: false });
  return { ok: true, said: { file: path, bytes: await writeWhole(path, sealed) } };
}

async function openArchive(from: string, to: string, { database }: Given): Promise<Said> {
  const { size } = await stat(from);
  const header = await readStart(from);
  const sizeBytes = clearSizeOf(size);
  if (!header || sizeBytes === undefined) return { ok: false, said: { problem: `${from} is not a sealed archive` } };
  const { orgId } = header;
  const keys = await tenantFileKeys({ database, clock })(orgId);
  const opened = await openRange(
    ({ from: start, to: end }) => Promise.resolve(createReadStream(from, { start, end })),
    {
      orgId,
      place,
      sizeBytes,
      range: { from: 0, to: sizeBytes - 1 },
      keyOf: ({ keyId }) => keys.find(({ id }) => id === keyId),
    },
  );
  if (!opened) return { ok: false, said: { problem: `There is no file ${from}` } };
  return { ok: true, said: { file: to, bytes: await writeWhole(to, opened) } };
}

async function readStart(path: string): Promise<ReturnType<typeof readHeader>> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sealedSizeOf(0)));
    return readHeader(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false); // prettier-ignore
