import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { flushFolder, replaceDurably } from '../storage/files/durable-file.ts';
import { parcelDigestOf, type SealedParcel } from './make-parcel.ts';

const parcelAt = (file: string): string => `${file}.parcel`;
const parcelSchema = z.object({ order: z.string(), acts: z.number(), text: z.string() });

/** Keeps a parcel beside the replica's file, so that an attempt after a power cut sends the same one. It is on disk when this returns. */
export function keepParcel(file: string, order: string, { acts, text }: SealedParcel): void {
  replaceDurably(parcelAt(file), JSON.stringify({ order, acts, text }));
}

/** Returns the parcel that was kept for an order; undefined where there is none. */
export function keptParcel(file: string, order: string): SealedParcel | undefined {
  if (!existsSync(parcelAt(file))) return undefined;
  const kept = parcelSchema.parse(JSON.parse(readFileSync(parcelAt(file), 'utf8'))); // replaced atomically, so never torn
  return kept.order === order ? { text: kept.text, acts: kept.acts, digest: parcelDigestOf(kept.text) } : undefined;
}

/**
 * Removes every file of a replica: data, logs, key fingerprint, copies aside, bytes of files, imports, the parcel. All of them have the
 * replica's name at their beginning. Removing a missing replica is no error.
 */
export function removeReplica(file: string): void {
  const folder = dirname(file);
  const name = basename(file);
  for (const entry of readdirSync(folder))
    if (entry.startsWith(name)) rmSync(join(folder, entry), { recursive: true, force: true });
  flushFolder(folder);
}
