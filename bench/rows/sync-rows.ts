import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { benchEntities, benchRecords } from '../bench-records.ts';
import { median, quantile } from '../results.ts';
import { BenchChild, withChild } from '../stage/child.ts';
import { personOf, type BenchStage } from '../stage/stage.ts';
import { type BenchRow, perSecond, repeated } from './bench-row.ts';

export const mib = 1_048_576;
/** The caches of the replica's connections (storage/files/keyed-connection.ts): the writer's 64 MiB, two readers' 24. */
const cachesMib = 64 + 2 * 24;
export const memoryGoalMib = cachesMib + 150;
/** The pause between two edits: each is received before the next, as with people. */
const betweenEditsMs = 20;
/** An edit that does not arrive within this time after the last one counts as not received. */
const patienceMs = 20_000;

/** The first sync, and the figures that follow from it: the first screen, the file's size, the process' memory. */
const firstSync: BenchRow = {
  name: 'first-sync',
  async run(stage) {
    const [server, tenant, rawUrl] = [await stage.server(), await stage.tenant(), await stage.rawServer()];
    const times = stage.size > 200_000 ? 1 : 3;
    const runs = await repeated(times, async (turn) => {
      const profile = await stage.newFolder('first-sync');
      const ours = await withChild(async (child) => {
        await child.ask('replica.open', { profile });
        await child.ask('replica.signIn', { server: server.url, ...personOf(tenant) });
        const done = await child.ask('replica.firstSync', undefined);
        const after = await child.ask('replica.rss', { afterMs: 0 });
        const idle = await child.ask('replica.rss', { afterMs: 2_000 });
        const { bytes } = await child.ask('replica.size', { profile });
        await child.ask('replica.close', undefined);
        return { ...done, rss: after.rss, idleRss: idle.rss, bytes };
      }, stage.replicaProcess);
      const folder = await stage.newFolder('raw-first-sync');
      const raw = await withChild((child) =>
        child.ask('raw.firstSync', { file: join(folder, 'raw.sqlite'), url: rawUrl, indexes: 'same' }),
      );
      const threeFolder = await stage.newFolder('raw-three');
      const three = await withChild((child) =>
        child.ask('raw.firstSync', { file: join(threeFolder, 'raw.sqlite'), url: rawUrl, indexes: 'three' }),
      );
      stage.say(
        `first sync ${turn + 1}: ours ${Math.round(ours.ms)} ms, raw ${Math.round(raw.ms)} ms (three indexes ${Math.round(three.ms)} ms)`,
      );
      if (turn < times - 1) await rm(profile, { recursive: true });
      else {
        stage.keepProfile(profile);
        stage.keepRawFile(join(folder, 'raw.sqlite'));
      }
      return { ours, raw, three };
    });
    const of = (value: (run: (typeof runs)[number]) => number): number => median(runs.map(value));
    const oursMs = of(({ ours }) => ours.ms);
    const rate = of(({ ours }) => perSecond(ours.records, ours.ms));
    return [
      {
        name: 'first sync',
        ours: rate,
        raw: of(({ raw }) => perSecond(raw.rows, raw.ms)),
        unit: 'records/s',
        better: 'higher',
        goal: 0.6,
      },
      {
        name: 'first sync (raw with three indexes a kind)',
        ours: rate,
        raw: of(({ three }) => perSecond(three.rows, three.ms)),
        unit: 'records/s',
        better: 'higher',
        goal: null,
      },
      {
        name: 'first screen usable, of the first sync',
        ours: of(({ ours }) => ours.usableMs),
        raw: oursMs,
        unit: 'ms',
        better: 'lower',
        goal: stage.size >= 1_000_000 ? 0.03 : 0.2,
      },
      {
        name: 'file size a record',
        ours: of(({ ours }) => ours.bytes / ours.records),
        raw: of(({ raw }) => raw.bytes / raw.rows),
        unit: 'bytes',
        better: 'lower',
        goal: 1.5,
      },
      {
        name: 'file size a record (raw with three indexes a kind)',
        ours: of(({ ours }) => ours.bytes / ours.records),
        raw: of(({ three }) => three.bytes / three.rows),
        unit: 'bytes',
        better: 'lower',
        goal: null,
      },
      {
        name: 'memory after the first sync, of caches + 150',
        ours: of(({ ours }) => ours.rss) / mib,
        raw: memoryGoalMib,
        unit: 'MiB',
        better: 'lower',
        goal: 1,
      },
      {
        name: 'memory at its peak in the first sync',
        ours: of(({ ours }) => ours.peakRss) / mib,
        raw: memoryGoalMib,
        unit: 'MiB',
        better: 'lower',
        goal: null,
      },
      {
        name: 'memory two seconds idle, of caches + 150',
        ours: of(({ ours }) => ours.idleRss) / mib,
        raw: memoryGoalMib,
        unit: 'MiB',
        better: 'lower',
        goal: 1,
      },
    ];
  },
};

/** Returns the ids of the tenant's first contacts, as the generator made them. */
async function contactIds(
  stage: BenchStage,
  count: number,
): Promise<readonly { readonly id: string; readonly jobTitle: JsonValue }[]> {
  const tenant = await stage.tenant();
  const found: { readonly id: string; readonly jobTitle: JsonValue }[] = [];
  for (const { id, entity, fields } of benchRecords({ seed: 1, count: tenant.count, owners: tenant.owners })) {
    if (entity === benchEntities.contact) found.push({ id, jobTitle: fields['jobTitle'] ?? null });
    if (found.length === count) break;
  }
  return found;
}

/** Other people changed records while the device was offline. */
const catchUp: BenchRow = {
  name: 'catch-up',
  async run(stage) {
    const profile = await stage.syncedProfile();
    const file = await stage.rawFile();
    const [server, tenant, raw, rawUrl] = [
      await stage.server(),
      await stage.tenant(),
      await stage.rawPostgres(),
      await stage.rawServer(),
    ];
    const changes = Math.min(10_000, Math.floor(stage.size * 0.6));
    const contacts = await contactIds(stage, changes);
    const changeAll = async (word: string): Promise<void> => {
      for (let from = 0; from < contacts.length; from += 1_000)
        await server.act(
          tenant,
          contacts.slice(from, from + 1_000).map(({ id, jobTitle }, place) => ({
            id,
            entity: benchEntities.contact,
            fields: {
              jobTitle: [word === 'changed' ? jobTitle : `changed ${from + place}`, `${word} ${from + place}`],
            },
            seen: 0,
          })),
          { isNow: true },
        );
    };
    await changeAll('changed');
    const after = raw.n;
    await raw.change(contacts.length);
    const ours = await withChild(async (child) => {
      await child.ask('replica.open', { profile });
      const before = await child.ask('replica.size', { profile });
      const done = await child.ask('replica.catchUp', undefined);
      const { bytes } = await child.ask('replica.size', { profile });
      await changeAll('changed again');
      const again = await child.ask('replica.catchUp', undefined);
      await child.ask('replica.close', undefined);
      return { ...done, historyBytes: bytes - before.bytes, again };
    }, stage.replicaProcess);
    const [theirs, theirsAgain] = await withChild(async (child) => {
      const first = await child.ask('raw.catchUp', { file, url: rawUrl, after });
      const then = raw.n;
      await raw.change(contacts.length);
      return [first, await child.ask('raw.catchUp', { file, url: rawUrl, after: then })];
    });
    const wrong = [theirs, theirsAgain].find(({ rows }) => rows !== contacts.length);
    if (wrong) throw new Error(`The raw loop brought ${wrong.rows} of ${contacts.length} changes`);
    return [
      {
        name: `catch-up of ${contacts.length} changes`,
        ours: perSecond(contacts.length, ours.ms),
        raw: perSecond(theirs.rows, theirs.ms),
        unit: 'records/s',
        better: 'higher',
        goal: 0.5,
      },
      {
        name: `catch-up of ${contacts.length} changes, the second one of both processes`,
        ours: perSecond(contacts.length, ours.again.ms),
        raw: perSecond(contacts.length, theirsAgain.ms),
        unit: 'records/s',
        better: 'higher',
        goal: null,
      },
      {
        name: `catch-up of ${contacts.length} changes with their history`,
        ours: perSecond(contacts.length, ours.withHistoryMs),
        raw: perSecond(theirs.rows, theirs.ms),
        unit: 'records/s',
        better: 'higher',
        goal: null,
      },
      {
        name: 'history a change, in the file (of a raw record)',
        ours: ours.historyBytes / contacts.length,
        raw: 450,
        unit: 'bytes',
        better: 'lower',
        goal: null,
      },
    ];
  },
};

/** One person's edit, until another person's screen shows it. */
const editSeen: BenchRow = {
  name: 'edit-seen',
  async run(stage) {
    const times = stage.size >= 50_000 ? 500 : 100;
    const ours = await oursSeen(stage, { times, pauseMs: betweenEditsMs });
    const raw = await rawSeen(stage, times);
    return [
      {
        name: 'edit on A seen on B, median',
        ours: median(ours),
        raw: median(raw),
        unit: 'ms',
        better: 'lower',
        goal: 4,
      },
      {
        name: 'edit on A seen on B, p99',
        ours: quantile(ours, 0.99),
        raw: quantile(raw, 0.99),
        unit: 'ms',
        better: 'lower',
        goal: null,
      },
    ];
  },
};

/** Measures two real replicas, online. Their tenant is small, so that they are ready immediately. */
async function oursSeen(
  stage: BenchStage,
  {
    times,
    pauseMs,
    arrived,
    meanwhile,
  }: {
    readonly times: number;
    readonly pauseMs: number;
    /** Work that must end before the first edit, and work that runs during the edits. */
    readonly arrived?: () => Promise<unknown>;
    readonly meanwhile?: () => Promise<unknown>;
  },
): Promise<readonly number[]> {
  const [server, tenant] = [await stage.server(), await stage.smallTenant()];
  const [a, b] = [new BenchChild(stage.replicaProcess), new BenchChild(stage.replicaProcess)];
  try {
    for (const [place, child] of [a, b].entries()) {
      await child.ask('replica.open', { profile: await stage.newFolder(`pair${place}`), byItself: true });
      await child.ask('replica.signIn', { server: server.url, ...personOf(tenant, place) });
      await child.ask('replica.catchUp', undefined);
      await child.ask('replica.rss', { afterMs: 500 }); // waits until the stream of pokes is open
    }
    await arrived?.();
    const [began, seen] = await Promise.all([
      a.ask('replica.edit', { times, pauseMs }),
      b.ask('replica.watch', { times, withinMs: times * pauseMs + patienceMs }),
      meanwhile?.(),
    ]);
    return [...began].flatMap(([title, at]) => {
      const then = seen.get(title);
      return then === undefined ? [] : [Number(then - at) / 1e6];
    });
  } finally {
    await Promise.all([a.end(), b.end()]);
  }
}

/** Measures the same edits with a bare HTTP server and a SQLite file in each of three processes, every commit FULL. */
async function rawSeen(stage: BenchStage, times: number): Promise<readonly number[]> {
  const file = await stage.rawFile();
  const [url, folder] = [await stage.rawServer(), await stage.newFolder('raw-pair')];
  const [a, b] = [new BenchChild(), new BenchChild()];
  try {
    for (const [place, child] of [a, b].entries()) {
      await copyFile(file, join(folder, `${place}.sqlite`));
      await child.ask('raw.join', { file: join(folder, `${place}.sqlite`) });
    }
    const [began, seen] = await Promise.all([
      a.ask('raw.edit', { url, times, pauseMs: betweenEditsMs }),
      b.ask('raw.watch', { url, times }),
    ]);
    return began.map((at, turn) => Number((seen[turn] ?? at) - at) / 1e6);
  } finally {
    await Promise.all([a.end(), b.end()]);
  }
}

/** Measures devices of one tenant at work, an act a second each, while one device watches another. */
export const crowdRow = ({ devices, seconds }: { readonly devices: number; readonly seconds: number }): BenchRow => ({
  name: 'crowd',
  async run(stage) {
    const [server, tenant, raw] = [await stage.server(), await stage.smallTenant(), await rawSeen(stage, 100)];
    const worked = { acts: 0, pulls: 0, rows: 0 };
    const records = await stage.smallTenantDeals();
    const people = Array.from({ length: 10 }, (_, place) => personOf(tenant, place));
    const times = seconds * 2;
    const seen = await withChild(async (child) => {
      const arrived = () => child.ask('crowd.arrive', { url: server.url, people, devices });
      const meanwhile = async () => void Object.assign(worked, await child.ask('crowd.work', { seconds, records }));
      return oursSeen(stage, { times, pauseMs: 500, arrived, meanwhile });
    });
    const crowd = devices === 1 ? '1 device' : `${devices} devices`;
    stage.say(`${crowd} for ${seconds} s: ${JSON.stringify(worked)}, ${seen.length} of ${times} edits seen in time`);
    return [
      {
        name: `edit seen among ${crowd} at an act a second, p99 of the raw median`,
        ours: quantile(seen, 0.99),
        raw: median(raw),
        unit: 'ms',
        better: 'lower',
        goal: 20,
      },
      {
        name: `edit seen among ${crowd}, median`,
        ours: median(seen),
        raw: median(raw),
        unit: 'ms',
        better: 'lower',
        goal: null,
      },
      {
        name: `acts decided of ${crowd} at an act a second (of as many asked)`,
        ours: worked.acts / seconds,
        raw: devices,
        unit: 'acts/s',
        better: 'higher',
        goal: null,
      },
    ];
  },
});

/** A hundred devices for a minute; shorter in a small run, which only checks that everything works. */
const crowd: BenchRow = {
  name: 'crowd',
  run: (stage, soFar) => crowdRow({ devices: 100, seconds: stage.size >= 50_000 ? 60 : 10 }).run(stage, soFar),
};

export const syncRows: readonly BenchRow[] = [firstSync, catchUp, editSeen, crowd];
