import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { nobody } from '../postgres-binaries.ts';
import { StartFailure } from './start-failure.ts';

/** The folder in which a start keeps all its data between runs. Removing it gives a fresh start. */
export interface DataFolder {
  readonly path: string;
  /** The embedded database. */
  readonly postgres: string;
  /** The sync server's files outside of the database: its keys. */
  readonly server: string;
  /** This device's replica. */
  readonly profile: string;
  readonly logs: string;
}

/** Returns OUTPOST_DATA_DIR, or this platform's folder for a person's data. It is made if it is missing, and private. */
export function preparedDataFolder(env: NodeJS.ProcessEnv): DataFolder {
  const path = env['OUTPOST_DATA_DIR']?.trim() || join(platformFolder(env), 'outpost');
  const folder = {
    path,
    postgres: join(path, 'postgres'),
    server: join(path, 'server'),
    profile: join(path, 'profile'),
    logs: join(path, 'logs'),
  };
  // Root's Postgres runs as another user. That user must pass through this folder and can see nothing else in it.
  const passable = nobody.uid === undefined ? 0o700 : 0o711;
  try {
    for (const each of [folder.path, folder.postgres]) mkdirSync(each, { recursive: true, mode: passable });
    for (const each of [folder.server, folder.profile, folder.logs]) mkdirSync(each, { recursive: true, mode: 0o700 });
    for (const each of [folder.path, folder.server, folder.logs]) accessSync(each, constants.W_OK);
  } catch (cause) {
    throw new StartFailure('Preparing the data folder', {
      why: `nothing can be written in ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'name a folder of yours in OUTPOST_DATA_DIR, or let your user write in this one',
      cause,
    });
  }
  return folder;
}

function platformFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
}
