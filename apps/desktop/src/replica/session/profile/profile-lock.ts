import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import Database from 'better-sqlite3';

/** Releases a profile. */
export type ProfileLock = { readonly release: () => void };

/**
 * Locks a profile for this process, before any of its files is read. SQLite's file lock works on every system, and
 * the system releases it when the process ends, so there are no stale locks. Refuses with replica/in-use.
 */
export function lockProfile(folder: string): Result<ProfileLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new Database(join(folder, 'in-use.lock'), { timeout: 0 });
  try {
    database.pragma('locking_mode = exclusive');
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')
      return refuse('replica/in-use', 'Outpost is already open with this profile.', { profile: folder });
    throw new Error(`The profile ${folder} can't be locked`, { cause: error });
  }
  return accept({ release: () => database.close() });
}
