import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { RescueNote } from '../../bridge/rescue-note.ts';
import { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { type DeviceMemory, readDeviceMemory } from '../records/memory/device-memory.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { bookEntities, confirmedOf, type RecordDocument } from '../records/documents.ts';
import { type AnyStored, openRecordDatabase, type RecordDatabase } from '../records/record-database.ts';
import { openReplicaFile, type ReplicaFile } from '../storage/files/replica-file.ts';
import { takeNewName } from '../sync/answers/apply-answers.ts';
import { startOver } from '../sync/answers/apply-page.ts';
import { prepareRebuilding, putRebuiltInPlace, rebuildingAt } from './put-in-place.ts';
import { remakeActs } from './remake-acts.ts';
import { type BooksLeft, isWaiting, WhatIsLeft } from './read-what-is-left.ts';
import { tellRescue, writeRescue } from './rescue-note.ts';

/** Chosen: a write of this many records takes some 30 ms. */
const recordsPerWrite = 1_000;

export type RebuildInput = {
  readonly file: string;
  readonly key: Uint8Array;
  readonly catalogue: Catalogue;
  readonly ports: ReplicaPorts;
  /** The database's own name in the file. */
  readonly name: string;
  readonly userId: string;
};

/**
 * S-5: makes a new file from the readable parts of a damaged one, puts it in its place, and keeps the damaged one aside. It
 * carries over unsent acts, the tray, values that never leave the device, and all records with a valid seal, so that work
 * continues without a network. Then the device starts over with its server (S-1a) under a new name, because the last numbers that
 * it assigned may be lost (S-2b). No process has the file open. If it throws, the damaged file is still in its place. After an
 * interruption it can be repeated.
 */
export async function rebuildReplica(input: RebuildInput): Promise<RescueNote> {
  const { file, key } = input;
  prepareRebuilding(file);
  const left = new WhatIsLeft({ file, key });
  let note: RescueNote;
  try {
    const opened = openReplicaFile({ file: rebuildingAt(file), key });
    if (!opened.ok) throw new Error(opened.message); // it was made with this very key
    note = await within(opened.value, input, (database) => fill(database, { ...input, left }));
  } finally {
    left.close();
  }
  putRebuiltInPlace(file);
  return note;
}

/** Runs work on the new file's database, then closes it so that all data is in the one file and flushed to disk. */
async function within<T>(
  file: ReplicaFile,
  input: RebuildInput,
  work: (database: RecordDatabase) => Promise<T>,
): Promise<T> {
  try {
    const database = await openRecordDatabase({ file, name: input.name, catalogue: input.catalogue });
    try {
      const value = await work(database);
      if (!file.checkpoint()) throw new Error('The log of a file that nobody else has open could not be written back');
      return value;
    } finally {
      await database.close();
    }
  } finally {
    if (file.isOpen) file.close();
  }
}

async function fill(
  database: RecordDatabase,
  { left, catalogue, ports, userId }: RebuildInput & { readonly left: WhatIsLeft },
): Promise<RescueNote> {
  const books = left.books();
  for (const { id, value } of books.local.all) await database.setLocal(id, value);
  const records = left.records();
  const copied = await copyRecords(database, records.all);
  const memory = await readDeviceMemory(database, ports.ids.newId(), ports);
  const device = new Device({ catalogue, ports, database, memory, userId, memberships: [] });
  const remade = await device.transact((write) => enterBooks(write, { books, copied, device }));
  const waitingFor = waitingIn(memory);
  const note: RescueNote = {
    at: nowOf(ports.clock),
    acts: { saved: waitingFor.length - remade, lost: books.acts.lost },
    remade,
    tray: { saved: memory.tray.size, lost: books.tray.lost },
    local: { saved: books.local.all.length, lost: books.local.lost },
    records: { saved: copied.records, lost: records.lost() },
  };
  const isWhole = [note.acts, note.tray, note.local].every((part) => part.lost === 0);
  await writeRescue(database, { waitingFor, isWhole });
  await tellRescue(database, note);
  return note;
}

const waitingIn = (memory: Readonly<DeviceMemory>): string[] =>
  [...memory.acts.values()].filter((entry) => entry.state === 'waiting').map((entry) => entry.id);

type Copied = { records: number; readonly waiting: RecordDocument[]; newestRound: number };

/** Writes records and their history unchanged. Records with waiting acts are set aside to be derived again. */
async function copyRecords(database: RecordDatabase, all: Iterable<AnyStored>): Promise<Copied> {
  const copied: Copied = { records: 0, waiting: [], newestRound: 0 };
  let batch: AnyStored[] = [];
  const flush = async () => {
    if (batch.length > 0) await database.write(batch.map((document) => ({ document })));
    batch = [];
  };
  for (const document of all) {
    if ('round' in document && document.entity !== bookEntities.state) {
      copied.records += 1;
      copied.newestRound = Math.max(copied.newestRound, document.round);
    }
    if (isWaiting(document)) copied.waiting.push(document);
    else if (batch.push(document) >= recordsPerWrite) await flush();
  }
  await flush();
  return copied;
}

/**
 * Writes the books, and derives the records with waiting acts (D-2a). Returns how many acts were made again because the original
 * ones are lost.
 */
async function enterBooks(
  write: DeviceWrite,
  { books, copied, device }: { readonly books: BooksLeft; readonly copied: Copied; readonly device: Device },
): Promise<number> {
  const acts = books.acts.all.toSorted((a, b) => a.seq - b.seq);
  await write.records.load([
    ...copied.waiting.map((document) => document.id),
    ...acts.flatMap(({ act }) => act.edits.map((edit) => edit.id)),
  ]);
  const { state } = books;
  if (state) write.setState({ ...state, device: write.state.device, lastNumber: 0 });
  write.setState({
    lastSeq: Math.max(write.state.lastSeq, acts.at(-1)?.seq ?? 0),
    round: Math.max(write.state.round, copied.newestRound),
  });
  for (const document of copied.waiting)
    write.records.setConfirmed(document.id, confirmedOf(document), document.through, document.round);
  for (const act of acts) write.acts.put(act);
  for (const book of [...books.tray.all, ...books.replaced]) write.books.put(book);
  const remade = remakeActs(write, copied.waiting, device);
  takeNewName(write, device.ports.ids);
  startOver(write);
  return remade;
}
