import { join } from 'node:path';
import { folderObjects } from './folder-objects.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Place } from './s3-objects.ts';

/**
 * Opens the store of objects that the settings name: a bucket, or a folder in the server's data. S3's client is loaded only where a
 * bucket is named, because it takes a tenth of a server's start.
 */
export async function objectsOf({
  s3,
  dataDir,
}: {
  readonly s3: S3Place | null;
  readonly dataDir: string;
}): Promise<ObjectStore> {
  if (!s3) return folderObjects(join(dataDir, 'files'));
  const { s3Objects } = await import('./s3-objects.ts');
  return s3Objects(s3);
}
