import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { isSameServer } from '../../sync/line/same-server.ts';
import { replaceDurably } from '../../storage/files/durable-file.ts';

/** How the key of a replica's file is stored beside it (D-4): wrapped by the operating system's key store, or by a password. */
export const wrappedKeySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('os'), wrapped: z.string() }),
  z.strictObject({
    kind: z.literal('password'),
    salt: z.string(),
    memoryKib: z.number().int(),
    passes: z.number().int(),
    wrapped: z.string(),
  }),
]);
export type WrappedKey = z.output<typeof wrappedKeySchema>;

/**
 * A copy for the time while the file is closed (PLT-38). It has the organisation's limits, the last contact with the
 * server, and the latest time that this device's clock has shown since. The file has them too, where nobody without
 * its key changes them.
 */
const unlockingSchema = z.strictObject({
  unlockTries: z.number().int(),
  offlineDays: z.number().int().nullable(),
  lockMinutes: z.number().int().nullable(),
  contactMs: z.number(),
  seenMs: z.number(),
});
export type Unlocking = z.output<typeof unlockingSchema>;

const replicaEntrySchema = z.strictObject({
  /** The permanent name of the replica's file and its database. */
  id: idSchema,
  server: z.string(),
  organisation: z.strictObject({ id: idSchema, name: z.string() }),
  person: z.strictObject({ id: idSchema, name: z.string(), email: z.string() }),
  key: wrappedKeySchema,
  /** The key that becomes valid together with the file that it opens (`key-change.ts`). */
  nextKey: wrappedKeySchema.exactOptional(),
  /** The number of unsent acts when the file was closed. */
  unsent: z.number().int(),
  /** A key from the last sign-in by which the server recognises this device at the next one. It gives no access. */
  deviceKey: z.string().exactOptional(),
  /** The number of tries on this device since the last right one. */
  tries: z.number().int().exactOptional(),
  unlocking: unlockingSchema.exactOptional(),
  /** The file's key under the person's PIN, and that under the system's key store (PLT-41). */
  pin: z.string().exactOptional(),
  /** Whether the system's biometrics open this replica, too (PLT-41). */
  biometrics: z.literal(true).exactOptional(),
  /** The session's key under the system's key store: this device proves by it that it is trusted at the next sign-in (ADR 106). */
  trust: z.string().exactOptional(),
  /** The server's signed order to wipe this replica (D-5). From then on screens see nothing of it. */
  wipe: z.string().exactOptional(),
});
export type ReplicaEntry = z.output<typeof replicaEntrySchema>;

/** Returns the entry without its PIN and without biometrics: then only the password or a sign-in online opens it (PLT-41). */
export function withoutQuickWays({ pin: _pin, biometrics: _biometrics, ...entry }: ReplicaEntry): ReplicaEntry {
  return entry;
}

const wipedSchema = z.strictObject({
  id: idSchema,
  server: z.string(),
  organisation: z.strictObject({ id: idSchema, name: z.string() }),
  /** The server's receipt for the acts that were handed over. */
  receipt: z.string(),
  acts: z.number().int(),
  at: z.string(),
  isRemoved: z.boolean(),
  /** Whether the server knows that it is wiped. */
  isTold: z.boolean(),
});
export type WipedReplica = z.output<typeof wipedSchema>;

const profileSchema = z.strictObject({
  version: z.literal(1),
  /** The id of this installation for the server's sign-in. */
  installation: idSchema,
  current: idSchema.nullable(),
  isLocked: z.boolean(),
  /** The time of the last lock, by this device's clock. It counts only while `isLocked`. */
  lockedAt: z.string().exactOptional(),
  replicas: z.array(replicaEntrySchema),
  /** Replicas that were wiped (D-5), until somebody signs in again. */
  wiped: z.array(wipedSchema).exactOptional(),
});
export type ProfileData = z.output<typeof profileSchema>;

/** A profile's folder: its replicas, and which one is in use. It contains no secret in plain text. */
export class Profile {
  readonly folder: string;
  #data: ProfileData;

  constructor(folder: string, data: ProfileData) {
    this.folder = folder;
    this.#data = data;
  }

  get data(): ProfileData {
    return this.#data;
  }

  get current(): ReplicaEntry | undefined {
    return this.#data.replicas.find((entry) => entry.id === this.#data.current);
  }

  /** Returns the replica of a person of an organisation who has signed in on this device before. */
  entryFor(
    server: string,
    {
      organisation,
      person,
    }: { readonly organisation: { readonly id: string }; readonly person: { readonly id: string } },
  ): ReplicaEntry | undefined {
    return this.#data.replicas.find(
      (known) =>
        isSameServer(known.server, server) &&
        known.organisation.id === organisation.id &&
        known.person.id === person.id,
    );
  }

  entryOf(id: string): ReplicaEntry | undefined {
    return this.#data.replicas.find((entry) => entry.id === id);
  }

  /** Removes the PIN and biometrics of a replica. On disk when this returns; writes nothing where there are none (PLT-41). */
  forgetQuickWays(id: string): void {
    const entry = this.entryOf(id);
    if (entry?.pin !== undefined || entry?.biometrics !== undefined) this.put(withoutQuickWays(entry));
  }

  /** Changes the stored data of a wiped replica. */
  noteWiped(id: string, change: Partial<Pick<WipedReplica, 'isRemoved' | 'isTold'>>): void {
    this.update({ wiped: (this.#data.wiped ?? []).map((one) => (one.id === id ? { ...one, ...change } : one)) });
  }

  /** Returns the path of the replica's file. */
  fileOf(entry: Pick<ReplicaEntry, 'id'>): string {
    return join(this.folder, `${entry.id}.sqlite`);
  }

  /** Changes the profile atomically; on disk when this returns. */
  update(change: Partial<Omit<ProfileData, 'version' | 'installation'>>): void {
    const next = { ...this.#data, ...change };
    const path = join(this.folder, 'profile.json');
    replaceDurably(path, `${JSON.stringify(next, null, 2)}\n`);
    this.#data = next;
  }

  /** Adds a replica's entry, or replaces it. */
  put(entry: ReplicaEntry, change: Partial<Pick<ProfileData, 'current' | 'isLocked' | 'wiped'>> = {}): void {
    this.update({ ...change, replicas: [...this.#data.replicas.filter((other) => other.id !== entry.id), entry] });
  }
}

/**
 * Reads a profile, or creates one in an empty folder. An unreadable file is a fault: an empty profile would hide unsent acts
 * (S-5).
 */
export function openProfile(folder: string, newId: () => string): Profile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'profile.json');
  if (!existsSync(path)) {
    const profile = new Profile(folder, {
      version: 1,
      installation: newId(),
      current: null,
      isLocked: false,
      replicas: [],
    });
    profile.update({});
    return profile;
  }
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`The profile ${path} can't be read`, { cause });
  }
  const parsed = profileSchema.safeParse(text);
  if (!parsed.success) throw new Error(`The profile ${path} is not of this version`, { cause: parsed.error });
  return new Profile(folder, parsed.data);
}
