import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replicaEnvironment, replicaFlags } from '@outpost/desktop/main/replica-flags';
import { meAnswerSchema, signInAnswerSchema } from '@outpost/desktop/replica/session/tenant-session';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { type GivenTenant, givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { installedPacks } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { widePack } from '@outpost/domain/testing/packs/wide-pack';
import { migrate } from '@outpost/sync-server/db/migrate';
import { migrationsFolder, readMigrations } from '@outpost/sync-server/db/migrations';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { makeTestDatabase } from '@outpost/sync-server/testing/test-database';
import { changeEdit, made, makeTestServer, testPassword } from '@outpost/sync-server/testing/test-server';
import { startThrowawayPostgres } from '../../scripts/embedded-postgres.ts';
import { writeMigration } from '../../scripts/write-migration.ts';
import { type Measured, median } from '../results.ts';
import { timedProcess } from '../stage/child.ts';

const recordCount = 2_000;
const pushCount = 200;
const pushRounds = 8;
const pullCount = 100;
/** Even, so that each side runs first equally often: the side that runs second in a turn has cold code. */
const turns = 24;

const startCount = 80;

/** The values of each side that are measured in this process, in milliseconds. */
const measured = ['push', 'pull', 'first sync'] as const;
type Times = Readonly<Record<(typeof measured)[number], number>>;

/** One product with a separate server, measured turn by turn. */
type Side = { readonly turn: (place: number) => Promise<Times>; readonly end: () => Promise<void> };

/** Returns a value that this file itself has created; throws where it is missing. */
function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The value is missing');
  return value;
}

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
    ids.slice(0, count).map((id) => ann.act([changeEdit(id, 'crm/account', { name: [names.now, to] })]));
  const signIn = async () => {
    const device = { id: test.newId(), name: 'Bench' };
    return signInAnswerSchema.parse(
      await (await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } })).json(),
    );
  };
  const signedIn = await signIn();
  const { person, organisation, accessToken } = signedIn;
  const me = meAnswerSchema.loose().parse(await (await test.fetch('/me', { token: accessToken })).json());
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
      let push = 0;
      for (let round = 0; round <= pushRounds; round += 1) {
        const acts = renamed(pushCount, `${to}, ${round}`);
        const took = await timed(() => ann.push(acts));
        names.now = `${to}, ${round}`;
        if (round > 0) push += took / (pushRounds * pushCount); // the first one is for warming up
      }
      const device = await replica(place + 1);
      const firstSync = await timed(async () => {
        for (let step = await device.tenant.replicator.pull(); step.kind === 'page' && !step.page.done;)
          step = await device.tenant.replicator.pull();
      });
      const held = device.tenant.device.lookups.counts()['crm/account'];
      if (held !== recordCount) throw new Error(`The device holds ${held} accounts`);
      let pull = 0;
      for (let one = 0; one < pullCount; one += 1) {
        await ann.do([changeEdit(there(ids[pushCount + one]), 'crm/account', { phone: [place === 0 ? null : `+4930${place - 1}`, `+4930${place}`] })]); // prettier-ignore
        pull += await timed(() => device.tenant.replicator.pull());
      }
      await device.end();
      return { push, pull: pull / pullCount, 'first sync': firstSync };
    },
    async end() {
      await test.server.close();
      await database.drop();
    },
  };
}

/**
 * Measures the start of a replica, each in a separate process: from the start of the process until the first list is
 * answered.
 */
async function measureStarts(kinds: number, folder: string): Promise<Measured> {
  const sides = [0, kinds].map((count) => ({ count, folder: join(folder, `start-${count}`), ms: [] as number[] }));
  for (const { folder: own } of sides) mkdirSync(own, { recursive: true });
  for (let turn = 0; turn <= startCount; turn += 1)
    for (const { count, folder: own, ms } of turn % 2 === 0 ? sides : sides.toReversed()) {
      const took = await timedProcess(
        {
          work: (child) => child.ask('kinds.firstList', { folder: own, kinds: count }),
          after: (child) => child.ask('kinds.close', {}),
        },
        { execArgv: [...replicaFlags], env: replicaEnvironment },
      );
      if (turn > 0) ms.push(took); // the first one makes the file
    }
  const [without, withKinds] = sides.map(({ ms }) => median(ms));
  return rowOf('start', kinds, { ours: there(withKinds), raw: there(without) });
}

const rowOf = (name: string, kinds: number, values: Pick<Measured, 'ours' | 'raw'>): Measured => ({
  name: `${name} with ${kinds} kinds more (of the same without)`,
  ...values,
  unit: 'ms',
  better: 'lower',
  goal: 1.05,
});

/**
 * Measures the cost of many kinds of record for people who do not use them. It does the same work on the shipped
 * product and on one with `kinds` further kinds, in turns in one process. Each further kind has 25 fields and 16
 * indexes.
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
        if (turn > 0) there(times[place]).push(of); // the first one is for warming up
      }
      say(`${kinds} kinds: turn ${turn} of ${turns}`);
    }
    const results = measured.map((name) =>
      rowOf(name, kinds, {
        ours: median(there(times[1]).map((of) => of[name])),
        raw: median(there(times[0]).map((of) => of[name])),
      }),
    );
    return [...results, await measureStarts(kinds, folder)];
  } finally {
    for (const side of sides) await side.end();
    await postgres.stop();
  }
}
