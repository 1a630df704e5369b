import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { startKeptPostgres } from '../../scripts/embedded-postgres.ts';
import { isFolderClaimed } from '../../scripts/folder-claim.ts';
import { BenchServer, type BenchTenant } from './bench-server.ts';

/** Raised whenever the generator or the filling changes, because a store kept from before would differ. */
const generatorVersion = 3;
/**
 * If root runs the bench, Postgres works as another user, who must be able to pass through to its data. Otherwise the data is
 * written elsewhere and outlives the measurement.
 */
export const passable = 0o711;
const tenantFile = 'tenant.json';
/**
 * Settings during the filling, which is not measured. A lost fill is repeated, so no commit waits for the disk, and a log of
 * some GB is not checkpointed every few seconds.
 */
const hasty = {
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: `'4GB'`,
  checkpoint_timeout: `'1h'`,
};

export type FillOptions = {
  readonly folder: string;
  readonly size: number;
  readonly say: (line: string) => void;
};

/**
 * Returns the folder of Postgres' data within a filled folder. `serverIn` returns the folder of the server's own files.
 */
export const postgresIn = (folder: string): string => join(folder, 'postgres');
export const serverIn = (folder: string): string => join(folder, 'server');

/** Returns the URL of another database on the same Postgres. */
export function databaseOf(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}

/**
 * Makes a closed Postgres in `folder` with two databases: `raw`, empty, and `outpost`, with a tenant of `size` records that the
 * server's own write path wrote. With `keepIn` it is filled there once for each size, and copied afterwards (newer migrations
 * upgrade it).
 */
export async function filledStore({
  keepIn,
  ...options
}: FillOptions & { readonly keepIn: string | undefined }): Promise<BenchTenant> {
  if (keepIn === undefined) return fill(options);
  const kept = join(resolve(keepIn), `outpost-bench-${options.size}-v${generatorVersion}`);
  if (!existsSync(kept)) {
    const making = `${kept}.making`; // renamed when it is complete
    if (await isFolderClaimed(postgresIn(making))) throw new Error(`Another run is filling ${kept}: wait for it`);
    await rm(making, { recursive: true, force: true });
    await fill({ ...options, folder: making });
    await rename(making, kept);
  }
  options.say(`copying what is kept in ${kept} …`);
  const copied = spawnSync('cp', ['-a', '--', `${kept}/.`, options.folder], { encoding: 'utf8' });
  if (copied.status !== 0)
    throw new Error(`The kept server could not be copied: ${copied.error?.message ?? copied.stderr}`);
  return JSON.parse(await readFile(join(kept, tenantFile), 'utf8')) as BenchTenant; // written by this module
}

async function fill({ folder, size, say }: FillOptions): Promise<BenchTenant> {
  say(`filling the server with ${size.toLocaleString('en')} records …`);
  for (const made of [folder, postgresIn(folder), serverIn(folder)])
    await mkdir(made, { recursive: true, mode: passable });
  await onPostgres(postgresIn(folder), async (url) => {
    await withOwner(url, async (owner) => {
      await owner.run(`alter system set shared_preload_libraries = 'pg_stat_statements'`);
      for (const [name, value] of Object.entries(hasty)) await owner.run(`alter system set ${name} = ${value}`);
    });
  });
  if (!existsSync(join(postgresIn(folder), 'data')))
    throw new Error(`Postgres' user can't get into ${folder}: choose a folder that others may pass through`);
  const tenant = await onPostgres(postgresIn(folder), async (url) => {
    await withOwner(url, async (owner) => {
      for (const name of ['raw', 'outpost']) await owner.run(`create database ${name}`);
    });
    const ownerUrl = databaseOf(url, 'outpost');
    await withOwner(ownerUrl, (owner) => owner.run('create extension pg_stat_statements'));
    const server = await BenchServer.start({ ownerUrl, folder: serverIn(folder) });
    try {
      return await server.addTenant({ count: size, accounts: 10 });
    } finally {
      await server.stop();
      await withOwner(url, async (owner) => {
        for (const name of Object.keys(hasty)) await owner.run(`alter system reset ${name}`);
      });
    }
  });
  await writeFile(join(folder, tenantFile), JSON.stringify(tenant));
  return tenant;
}

async function onPostgres<T>(folder: string, work: (url: string) => Promise<T>): Promise<T> {
  const postgres = await startKeptPostgres(folder);
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}
