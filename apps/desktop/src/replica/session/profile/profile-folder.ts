import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns the default profile, which `npm start` uses too: OUTPOST_PROFILE_DIR, otherwise `profile` in OUTPOST_DATA_DIR,
 * otherwise in this platform's folder for a person's data.
 */
export function profileFolder(env: Env, platform: NodeJS.Platform): string {
  return env['OUTPOST_PROFILE_DIR'] || join(dataFolder(env, platform), 'profile');
}

/**
 * Returns the folder in which `npm start` keeps all data: OUTPOST_DATA_DIR, otherwise this platform's folder for a person's data.
 */
export const dataFolder = (env: Env, platform: NodeJS.Platform): string =>
  env['OUTPOST_DATA_DIR'] || join(platformFolder(env, platform), 'outpost');

function platformFolder(env: Env, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (platform === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  return env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
}
