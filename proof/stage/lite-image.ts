import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liteImageVariable, makeLiteImage } from '@outpost/sync-server/testing/lite-database';

/**
 * Makes the image of a migrated Postgres with which each server of a run of simulations begins, also in child processes. It is a
 * global setup of Vitest. Returns a function that removes it.
 */
export default async function makeImageOfRun(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-lite-image-'));
  const path = join(folder, 'postgres.tar');
  writeFileSync(path, await makeLiteImage());
  process.env[liteImageVariable] = path;
  return () => rmSync(folder, { recursive: true, force: true });
}
