import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sameJson } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ReaderChoice } from '../../questions/file-reader.ts';
import { openRecordDatabase, type RecordDatabase, type WriteRow } from '../../records/record-database.ts';
import { isAside } from '../../rescue/put-in-place.ts';
import { copyInThread, copyUnderKey } from '../../storage/reading/copy-under-key.ts';
import { flushFolder } from '../../storage/files/durable-file.ts';
import { noteKeys } from '../../storage/files/key-fingerprint.ts';
import { openReplicaFile } from '../../storage/files/replica-file.ts';
import { type Profile, type ReplicaEntry, withoutQuickWays, type WrappedKey } from '../profile/profile.ts';

/*
 * Changes the file's key while work continues (D-4). A copy of the file is made under the new key, and writes during the
 * copying are noted. Then the file is closed for a moment, the copy is brought up to date, and takes the file's place
 * together with its key. The decisive moment is the renaming of the complete copy to `.rekeyed`. Before it the old file and
 * key are valid, after it the new ones, however the process ends.
 */

const copyingAt = (file: string): string => `${file}.rekeying`;
const copiedAt = (file: string): string => `${file}.rekeyed`;
const beside = ['', '-wal', '-shm', '-journal', '-key'] as const;

/** Chosen: carrying over this many documents takes some tens of milliseconds. If there are more, another copy is made first. */
const mostCarriedOver = 2_000;
/** Chosen: an import or a first sync may write for as long as this many copies take; after that the final wait is longer. */
const mostCopies = 4;
const rowsPerWrite = 500;

/** Documents and local values written since the copy was begun. */
export type WrittenMeanwhile = { readonly ids: Set<string>; readonly local: Set<string> };

export type KeyChange = {
  readonly profile: Profile;
  readonly entry: ReplicaEntry;
  readonly key: Uint8Array;
  readonly toKey: Uint8Array;
  /** The new key as the profile stores it. */
  readonly wrapped: WrappedKey;
  /** The database's own name in the file. */
  readonly name: string;
  readonly catalogue: Catalogue;
};

/** Removes the files of an earlier attempt. */
export function dropCopy(file: string): void {
  for (const suffix of beside) rmSync(`${copyingAt(file)}${suffix}`, { force: true });
}

/**
 * Copies the open file under the new key. The returned sets collect all writes since the copying began, until the database is
 * closed.
 */
export async function copyOpenFile(
  database: RecordDatabase,
  { key, toKey, readers }: { readonly key: Uint8Array; readonly toKey: Uint8Array; readonly readers: ReaderChoice },
): Promise<WrittenMeanwhile> {
  const { path } = database.file;
  for (let copies = 1; ; copies += 1) {
    const written: WrittenMeanwhile = { ids: new Set(), local: new Set() };
    const stops = [
      database.onChange((changes) => {
        for (const { id } of changes) written.ids.add(id);
      }),
      database.onLocal((id) => written.local.add(id)),
    ];
    dropCopy(path);
    const copy = { file: path, key, to: copyingAt(path), toKey };
    if (readers === 'same-thread') copyUnderKey(copy);
    else await copyInThread(copy, readers.workerFile);
    if (written.ids.size <= mostCarriedOver || copies === mostCopies) return written;
    for (const stop of stops) stop();
  }
}

/**
 * Carries over the writes since the copying began, and marks the copy as valid. The file is closed. `finishKeyChange` then
 * puts the copy in place.
 */
export async function takeCopy(change: KeyChange, written: WrittenMeanwhile): Promise<void> {
  const { profile, entry, key, toKey, wrapped } = change;
  const file = profile.fileOf(entry);
  const newest = await within(change, { file, key }, (database) => readWritten(database, written));
  await within(change, { file: copyingAt(file), key: toKey }, async (database) => {
    await carryOver(database, newest);
    if (!database.file.checkpoint())
      throw new Error('The log of a file that nobody else has open could not be written back');
  });
  rmSync(`${copyingAt(file)}-key`, { force: true });
  noteKeys(file, [key, toKey]);
  profile.put({ ...(profile.entryOf(entry.id) ?? entry), nextKey: wrapped });
  renameSync(copyingAt(file), copiedAt(file));
  flushFolder(dirname(file));
}

/** Completes or reverts key changes that a crash interrupted. Call it before any file of the profile is opened. */
export function finishKeyChanges(profile: Profile): void {
  for (const entry of profile.data.replicas) finishKeyChange(profile, entry);
}

/**
 * Finishes the interrupted key change of one replica, whose file is closed. Returns the resulting entry, and whether its key
 * differs from that of `before`.
 */
export function finishKeyChange(
  profile: Profile,
  before: ReplicaEntry,
): { readonly entry: ReplicaEntry; readonly isNew: boolean } {
  const file = profile.fileOf(before);
  const isCopied = existsSync(copiedAt(file));
  const { nextKey, ...known } = profile.data.replicas.find(({ id }) => id === before.id) ?? before;
  const entry = isCopied && nextKey ? { ...withoutQuickWays(known), key: nextKey } : known; // the PIN wraps the former key
  if (nextKey) profile.put(entry);
  dropCopy(file);
  if (isCopied) {
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true }); // they belong to the old file, whose data is all in the copy
    renameSync(copiedAt(file), file);
    flushFolder(dirname(file));
  }
  return { entry, isNew: !sameJson(entry.key, before.key) };
}

async function within<T>(
  { name, catalogue }: KeyChange,
  at: { readonly file: string; readonly key: Uint8Array },
  work: (database: RecordDatabase) => Promise<T>,
): Promise<T> {
  const opened = openReplicaFile(at);
  if (!opened.ok) throw new Error(opened.message); // both keys are our own
  try {
    const database = await openRecordDatabase({ file: opened.value, name, catalogue });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } finally {
    if (opened.value.isOpen) opened.value.close();
  }
}

type Newest = {
  readonly ids: readonly string[];
  readonly documents: Awaited<ReturnType<RecordDatabase['find']>>;
  readonly local: readonly (readonly [string, unknown])[];
};

async function readWritten(database: RecordDatabase, { ids, local }: WrittenMeanwhile): Promise<Newest> {
  const all = [...ids];
  const documents = await database.find(all);
  const values = await Promise.all([...local].map(async (id) => [id, await database.getLocal(id)] as const));
  return { ids: all, documents, local: values };
}

async function carryOver(database: RecordDatabase, { ids, documents, local }: Newest): Promise<void> {
  const before = await database.find(ids);
  const rows = ids.flatMap((id): WriteRow[] => {
    const [document, previous] = [documents.get(id), before.get(id)];
    if (document && !document._deleted) return [previous ? { document, previous } : { document }];
    return previous && !previous._deleted ? [{ gone: previous }] : [];
  });
  for (let from = 0; from < rows.length; from += rowsPerWrite)
    await database.write(rows.slice(from, from + rowsPerWrite));
  for (const [id, value] of local) await database.setLocal(id, value);
}

/** Refuses a change of the key of `file` while another goes on, or while a damaged file with the same key is kept aside. */
export function mayChangeKey(file: string, { isChanging }: { readonly isChanging: boolean }): Result<null> {
  if (isChanging) return refuse('request/invalid', 'The key is being changed already.', { path: 'session' });
  if (isAside(file))
    return refuse(
      'request/invalid',
      'A damaged file with the same key is kept next to this data. Sync first: the file is deleted when the server has answered every change in it.',
      { path: 'session' },
    );
  return accept(null);
}
