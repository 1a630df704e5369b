import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { meSchema, signedInSchema } from '@outpost/desktop/replica/session/tenant-session';
import { replyOf } from '@outpost/desktop/replica/sync/fetch-transport';
import { type GivenTenant, givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { installedPacks } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { widePack } from '@outpost/domain/testing/wide-pack';
import { migrate } from '@outpost/sync-server/db/migrate';
import { migrationsFolder, readMigrations } from '@outpost/sync-server/db/migrations';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { makeTestDatabase } from '@outpost/sync-server/testing/test-database';
import { changed, made, makeTestServer, testPassword } from '@outpost/sync-server/testing/test-server';
import { startThrowawayPostgres } from '../../scripts/embedded-postgres.ts';
import { writeMigration } from '../../scripts/write-migration.ts';
import type { Measured } from '../results.ts';

const recordCount = 2_000;
const pushCount = 200;
const pullCount = 20;
/** Even, so that each side comes first equally often: the side that comes second in a turn finds its code cold. */
const turns = 4;

/** The measured values of each side, in milliseconds. */
const measured = ['push', 'pull', 'first sync', 'start'] as const;
type Times = Readonly<Record<(typeof measured)[number], number>>;

/** One product with a server of its own, measured turn by turn. */
type Side = { readonly turn: (place: number) => Promise<Times>; readonly end: () => Promise<void> };

/** Asserts that a value is there which this file itself has created. */
function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Nothing is there');
  return value;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

type SideOptions = { readonly catalogue: Catalogue; readonly folder: string; readonly url: string };

async function openSide({ catalogue, folder, url }: SideOptions): Promise<Side> {
  const database = await makeTestDatabase(url);
  mkdirSync(folder, { recursive: true });
  cpSync(migrationsFolder, folder, { recursive: true });
  writeMigration(catalogue, { folder, name: 'kinds' });
  await withOwner(database.ownerUrl, (owner) => migrate(owner, readMigrations(folder)));
  const test = await makeTestServer(database.database, { installed: catalogue });
  const tenant = await test.tenant();
  const email = 'ann@bench.example';
  const ann = await tenant.person('Ann', 'admin', { email });
  const ids = Array.from({ length: recordCount }, () => test.newId());
  for (let from = 0; from < recordCount; from += 500)
    await ann.do(ids.slice(from, from + 500).map((id) => made(id, 'crm/account', { name: 'Account' }, { ownerId: ann.userId }))); // prettier-ignore
  const names = { now: 'Account', turn: 0 };
  const renamed = (count: number, to: string) =>
    ids.slice(0, count).map((id) => ann.act([changed(id, 'crm/account', { name: [names.now, to] })]));
  const signIn = async () => {
    const device = { id: test.newId(), name: 'Bench' };
    return signedInSchema.parse(
      await (await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } })).json(),
    );
  };
  const signedIn = await signIn();
  const { person, organisation, accessToken } = signedIn;
  const me = meSchema.loose().parse(await (await test.fetch('/me', { token: accessToken })).json());
  const transport: Parameters<typeof givenTenant>[0] = {
    transport: {
      request: async ({ method, path, headers, body }) =>
        replyOf(
          await test.server.app.request(path, {
            method,
            headers: { ...headers },
            ...(body === undefined ? {} : { body }),
          }),
        ),
      openEvents: () => () => undefined,
    },
  };
  const replica = (seed: number): Promise<GivenTenant> =>
    givenTenant({
      ...transport,
      catalogue,
      signIn: () => Promise.resolve(signedIn),
      membership: there(me.memberships[0]),
      person,
      organisation,
      seed,
    });
  return {
    async turn(place) {
      const to = `Account ${place}`;
      await ann.push(renamed(pushCount, `${to}, at first`)); // for warming up
      names.now = `${to}, at first`;
      const acts = renamed(pushCount, to);
      const push = (await timed(() => ann.push(acts))) / pushCount;
      names.now = to;
      const device = await replica(place + 1);
      const firstSync = await timed(async () => {
        for (let step = await device.tenant.replicator.pull(); step.kind === 'page' && !step.page.done;)
          step = await device.tenant.replicator.pull();
      });
      const held = device.tenant.device.lookups.counts()['crm/account'];
      if (held !== recordCount) throw new Error(`The device holds ${held} accounts`);
      let pull = 0;
      for (let one = 0; one < pullCount; one += 1) {
        await ann.do([changed(there(ids[pushCount + one]), 'crm/account', { phone: [place === 0 ? null : `+4930${place - 1}`, `+4930${place}`] })]); // prettier-ignore
        pull += await timed(() => device.tenant.replicator.pull());
      }
      const reopened = { tenant: device };
      const start = await timed(async () => {
        reopened.tenant = await device.reopen();
      });
      await reopened.tenant.end();
      return { push, pull: pull / pullCount, 'first sync': firstSync, start };
    },
    async end() {
      await test.server.close();
      await database.drop();
    },
  };
}

/**
 * Measures the cost of many kinds of record for people who do not use them. It does the same work on the product as it ships and
 * on one with `kinds` further kinds, each of 25 fields and 16 indexes, by turns in one process.
 */
export async function measureKinds(
  kinds: number,
  { folder, say }: { readonly folder: string; readonly say: (line: string) => void },
): Promise<readonly Measured[]> {
  const postgres = await startThrowawayPostgres();
  const catalogues = [catalogueOf(installedPacks), catalogueOf([...installedPacks, widePack(kinds)])];
  const sides: Side[] = [];
  try {
    for (const [place, catalogue] of catalogues.entries())
      sides.push(await openSide({ catalogue, folder: join(folder, `migrations-${place}`), url: postgres.url }));
    const times: Times[][] = [[], []];
    for (let turn = 0; turn <= turns; turn += 1) {
      const order = turn % 2 === 0 ? [0, 1] : [1, 0];
      for (const place of order) {
        const of = await there(sides[place]).turn(turn);
        if (turn > 0) there(times[place]).push(of); // the first is for warming up
      }
      say(`${kinds} kinds: turn ${turn} of ${turns}`);
    }
    return measured.map((name) => ({
      name: `${name} with ${kinds} kinds more (of the same without)`,
      ours: mean(there(times[1]).map((of) => of[name])),
      raw: mean(there(times[0]).map((of) => of[name])),
      unit: 'ms',
      better: 'lower',
      goal: 1.05,
    }));
  } finally {
    for (const side of sides) await side.end();
    await postgres.stop();
  }
}
