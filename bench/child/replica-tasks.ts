import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { giveBackMemory } from '@outpost/desktop/replica/give-back-memory';
import { importPieceBytes } from '@outpost/desktop/bridge/import-plan';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { openReplica, type Replica } from '@outpost/desktop/replica/replica';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { mustSucceed } from '../must.ts';
import { benchEntities } from '../bench-records.ts';
import { benchKeyStore } from './bench-key-store.ts';
import { replicaPlaceTasks } from './place-tasks.ts';

/** Different in each process: an act without an effect would be refused, and the rows of a table share their tenant. */
const thisRun = randomBytes(3).toString('hex');

/** Chosen: a hundred thousand acts wait two minutes for the server's budget. */
const mostPushMs = 600_000;

const open: { replica?: Replica } = {};
const replica = (): Replica => {
  if (!open.replica) throw new Error('No replica is open');
  return open.replica;
};
/**
 * The input for timing `times` windows of each sort: a list's first, the next one, one far into it, and windows of one
 * owner after another that were not shown before.
 */
export type ListTask = { readonly owners: readonly string[]; readonly offset: number; readonly times: number };
type Window = { readonly ownerId?: string; readonly offset?: number; readonly after?: string };
const contacts = ({ ownerId, offset, after }: Window) => ({
  entity: benchEntities.contact,
  ...(ownerId === undefined ? {} : { where: { field: 'ownerId', op: 'is' as const, value: ownerId } }),
  ...(offset === undefined ? {} : { offset }),
  ...(after === undefined ? {} : { after }),
  life: 'alive' as const,
  sort: [{ field: 'name', direction: 'asc' as const }],
  limit: 50,
});

/** Deals: most of them arrive after all accounts, to which they refer. */
const firstScreen = {
  entity: benchEntities.deal,
  life: 'alive' as const,
  sort: [{ field: 'name', direction: 'asc' as const }],
  limit: 50,
};

async function openProfile(profile: string, byItself: boolean): Promise<void> {
  const ports = nodePorts({
    keyStore: benchKeyStore,
    log: {
      fault: ({ doing, cause }) =>
        process.stderr.write(`fault ${doing}: ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}\n`),
    },
  });
  open.replica = mustSucceed(
    await openReplica(ports, {
      profile,
      catalogue: installedCatalogue,
      deviceName: 'bench',
      syncsByItself: byItself,
      readers: { workerFile: join(import.meta.dirname, 'reader-worker.js') }, // made by `buildChild`
    }),
  );
  giveBackMemory(open.replica, ports); // like the app's host
}

/** Returns the time of each of `times` runs, one after another, in ms, after a tenth as many to warm up. */
async function timed(
  times: number,
  ask: (turn: number) => Promise<unknown>,
  before: (turn: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly number[]> {
  for (let turn = 0; turn < times / 10; turn += 1) await ask(turn);
  const spent: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    await before(turn);
    const began = performance.now();
    await ask(turn);
    spent.push(performance.now() - began);
  }
  return spent;
}

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name)).isFile() ? statSync(join(folder, name)).size : 0),
    0,
  );
const heldIds = async (count: number, offset = 0): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let from = offset; ids.length < count; from += 50) {
    const { rows } = mustSucceed(await replica().handlers['records.list'](contacts({ offset: from })));
    if (rows.length === 0) break;
    ids.push(...rows.map(({ id }) => id));
  }
  return ids.slice(0, count);
};
const change = (id: string, jobTitle: string) => ({
  label: 'Changed a job title',
  shape: 'together' as const,
  edits: [{ entity: benchEntities.contact, id, fields: { jobTitle } }],
});

/** Tasks of the real replica, in the process that its parent measures. */
export const replicaTasks = {
  'replica.open': async ({ profile, byItself = false }: { readonly profile: string; readonly byItself?: boolean }) =>
    openProfile(profile, byItself),
  'replica.signIn': async (person: { readonly server: string; readonly email: string; readonly password: string }) => {
    mustSucceed(await replica().handlers['session.signIn'](person));
  },
  'replica.close': async (_: undefined) => {
    await replica().close();
    delete open.replica;
  },

  /**
   * Measures from the first request until everything is on disk, indexed and searchable, and until a first screen could be shown.
   */
  'replica.firstSync': async (_: undefined) => {
    const { handlers, subscribe } = replica();
    const began = performance.now();
    const at: { usable?: number; done?: number; peakRss: number } = { peakRss: 0 };
    const look = async (): Promise<void> => {
      if (at.usable !== undefined) return;
      const listed = await handlers['records.list'](firstScreen);
      if (listed.ok && listed.value.rows.length === 50) at.usable ??= performance.now() - began;
    };
    const stopChanges = subscribe(
      'changes',
      ({ entities }) => void (firstScreen.entity in entities ? look() : undefined),
    );
    const stopSync = subscribe('sync', ({ firstSync }) => {
      if (!firstSync) at.done ??= performance.now() - began;
      at.peakRss = Math.max(at.peakRss, process.memoryUsage.rss());
    });
    const status = mustSucceed(await handlers['sync.now'](null));
    stopChanges();
    stopSync();
    if (at.done === undefined) throw new Error(`The first sync failed: ${status.problem ?? status.state}`);
    await look();
    const { counts } = mustSucceed(await handlers['sync.device'](null));
    return {
      ms: at.done,
      usableMs: at.usable ?? at.done,
      records: Object.values(counts).reduce((sum, count) => sum + count, 0),
      peakRss: at.peakRss, // sampled, because the system's peak of a process starts from its parent's size
    };
  },

  /** Returns the bytes of the profile after its log is written back, and the history's share. */
  'replica.size': async ({ profile }: { readonly profile: string }) => {
    const { device } = replica().tenant() ?? {};
    device?.database.file.checkpoint();
    const { free } = device?.database.file.sizes() ?? { free: 0 };
    return { bytes: bytesIn(profile) - free };
  },

  /** Pulls until there is no more news. `ms`: until the records are up to date; history follows. */
  'replica.catchUp': async (_: undefined) => {
    const { handlers, subscribe } = replica();
    const began = performance.now();
    const at: { done?: number; away: boolean } = { away: false };
    const stop = subscribe('sync', ({ upToDateAt }) => {
      if (upToDateAt === null) at.away = true;
      else if (at.away) at.done ??= performance.now() - began;
    });
    mustSucceed(await handlers['sync.now'](null));
    stop();
    return { ms: at.done ?? performance.now() - began, withHistoryMs: performance.now() - began };
  },

  'replica.list': async ({ owners, offset, times }: ListTask) => {
    const { handlers } = replica();
    const ownerId = owners[3] ?? '';
    const list = async (window: Window) => mustSucceed(await handlers['records.list'](contacts(window)));
    const after = (await list({ ownerId })).next;
    if (after === null) throw new Error('The list has no second window');
    const places = new Map<string, string | undefined>();
    const shown = (await list({ ownerId })).rows;
    return {
      first: await timed(times, () => list({ ownerId })),
      written: await timed(
        times,
        () => list({ ownerId }),
        async (turn) => {
          mustSucceed(await handlers['acts.perform'](change(shown[turn % shown.length]?.id ?? '', `listed ${turn}`)));
        },
      ),
      next: await timed(times, () => list({ ownerId, after })),
      jump: await timed(times, () => list({ offset })),
      unseen: await timed(times, async (turn) => {
        const owner = owners[turn % owners.length] ?? '';
        const place = places.get(owner);
        places.set(
          owner,
          (await list({ ownerId: owner, ...(place === undefined ? {} : { after: place }) })).next ?? undefined,
        );
      }),
    };
  },

  'replica.summary': async ({ stage, times }: { readonly stage: string; readonly times: number }) => {
    const ask = async () =>
      mustSucceed(
        await replica().handlers['records.summary']({
          entity: benchEntities.deal,
          where: { field: 'stage', op: 'is', value: stage },
          life: 'alive',
          sums: ['value'],
        }),
      );
    return { times: await timed(times, ask), answer: (await ask()).groups };
  },

  ...replicaPlaceTasks(replica, timed),

  /**
   * Asks accounts with two figures over their deals (PLT-8): the first 50 by name, the first 50 by a figure, and a filter. The
   * definitions are removed at the end.
   */
  'replica.rollUps': async ({ times }: { readonly times: number }) => {
    const { handlers } = replica();
    const definition = 'platform/field-definition';
    const define = async (fields: Readonly<Record<string, JsonValue>>) =>
      mustSucceed(
        await handlers['acts.perform']({
          label: 'Added a figure',
          shape: 'together',
          edits: [{ entity: definition, create: { fields: { forEntity: benchEntities.account, computed: 'roll-up', ...fields } } }], // prettier-ignore
        }),
      );
    const deals = { of: benchEntities.deal, by: 'account' };
    const made = [
      await define({ name: 'openDeals', label: 'Open deals', type: 'number', rollUp: { ...deals, fn: 'count', where: { field: 'stage', op: 'is', value: 'proposal' } } }), // prettier-ignore
      await define({ name: 'dealValue', label: 'Deal value', type: 'money', rollUp: { ...deals, fn: 'sum', field: 'value' } }), // prettier-ignore
    ];
    const list = async (more: Readonly<Record<string, unknown>>) =>
      mustSucceed(await handlers['records.list']({ entity: benchEntities.account, life: 'alive', sort: [{ field: 'name', direction: 'asc' }], limit: 50, ...more })).rows; // prettier-ignore
    const asked = {
      window: {},
      order: { sort: [{ field: 'openDeals', direction: 'desc' }] },
      filter: { where: { field: 'openDeals', op: 'gte', value: 2 } },
    };
    const answers = {
      window: await timed(times, () => list(asked.window)),
      order: await timed(times, () => list(asked.order)),
      filter: await timed(times, () => list(asked.filter)),
      shown: (await list(asked.order)).map(({ fields }) => fields['openDeals']),
    };
    const edits = made.map(({ ids: [id = ''] }) => ({ entity: definition, id, fields: { life: 'deleted' } }));
    mustSucceed(await handlers['acts.perform']({ label: 'Retired', shape: 'together', edits }));
    return answers;
  },

  'replica.search': async ({ prefixes, times }: { readonly prefixes: readonly string[]; readonly times: number }) =>
    timed(times, async (turn) =>
      mustSucceed(
        await replica().handlers['records.search']({
          text: prefixes[turn % prefixes.length] ?? '',
          entities: Object.values(benchEntities),
          limit: 30,
        }),
      ),
    ),

  /**
   * Makes acts, one after another with pauses. Measures from the call until the screen is notified of the record's change,
   * and the bytes that one act writes.
   */
  'replica.acts': async ({ times, pauseMs }: { readonly times: number; readonly pauseMs: number }) => {
    const { handlers, subscribe, tenant } = replica();
    const ids = await heldIds(Math.min(times, 1_000));
    const waiting = new Map<string, () => void>();
    const stop = subscribe('changes', ({ entities }) => {
      for (const id of entities[benchEntities.contact]?.ids ?? []) waiting.get(id)?.();
    });
    const [told, acknowledged]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < times; turn += 1) {
      const id = ids[turn % ids.length] ?? '';
      const shown = new Promise<void>((resolve) => void waiting.set(id, resolve));
      await sleep(pauseMs);
      const began = performance.now();
      mustSucceed(await handlers['acts.perform'](change(id, `act ${turn} ${began}`)));
      acknowledged.push(performance.now() - began);
      await shown;
      told.push(performance.now() - began);
    }
    stop();
    const memory = tenant()?.device.memory;
    const act = [...(memory?.acts.values() ?? [])].at(-1);
    return { told, acknowledged, bytes: [0, JSON.stringify(act).length, JSON.stringify(memory?.state).length] };
  },

  /**
   * Makes acts without a network, each on disk before it is acknowledged, as many at once as a script would make. `first` is the
   * number of the first.
   */
  'replica.actsOffline': async ({ count, first = 0 }: { readonly count: number; readonly first?: number }) => {
    const ids = await heldIds(count);
    const began = performance.now();
    for (let from = 0; from < count; from += 500)
      await Promise.all(
        Array.from({ length: Math.min(500, count - from) }, async (_, place) =>
          mustSucceed(
            await replica().handlers['acts.perform'](
              change(ids[(from + place) % ids.length] ?? '', `offline ${thisRun} ${first + from + place}`),
            ),
          ),
        ),
      );
    return { ms: performance.now() - began };
  },

  /**
   * Sends all waiting acts. `ms`: until the last is decided and the answers are on disk. `settledMs`: until all of them have
   * returned as news.
   */
  'replica.push': async (_: undefined) => {
    const { handlers, subscribe } = replica();
    const began = performance.now();
    const at: { done?: number } = {};
    const stop = subscribe(
      'sync',
      ({ toSend }) => void (toSend === 0 ? (at.done ??= performance.now() - began) : undefined),
    );
    let status = mustSucceed(await handlers['sync.now'](null));
    // The server's budget does not accept so many acts at once. The app would try again by itself.
    while (at.done === undefined && status.needsYou === 0 && performance.now() - began < mostPushMs) {
      await sleep(1_000);
      status = mustSucceed(await handlers['sync.now'](null));
    }
    stop();
    if (at.done === undefined || status.needsYou > 0)
      throw new Error(`The push failed: ${status.problem ?? status.state}, ${status.needsYou} in the tray`);
    return { ms: at.done, settledMs: performance.now() - began };
  },

  /** Imports a CSV file of contacts like the command line: in pieces, planned, then made into acts. It sends nothing. */
  'replica.import': async ({ file }: { readonly file: string }) => {
    const { handlers, subscribe } = replica();
    const { size } = statSync(file);
    let peakRss = 0;
    const look = setInterval(() => (peakRss = Math.max(peakRss, process.memoryUsage.rss())), 50);
    const handle = await openFile(file);
    const began = performance.now();
    const { importId } = mustSucceed(
      await handlers['imports.begin']({ files: [{ name: 'people.csv', sizeBytes: size }] }),
    );
    const buffer = Buffer.alloc(importPieceBytes);
    for (let at = 0; at < size;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      const base64 = buffer.subarray(0, bytesRead).toString('base64');
      at = mustSucceed(await handlers['imports.piece']({ importId, file: 0, at, base64 })).receivedBytes;
    }
    await handle.close();
    mustSucceed(await handlers['imports.open']({ importId, recipe: `entity:${benchEntities.contact}` }));
    const planned = performance.now();
    const ended = Promise.withResolvers<{ readonly done: number; readonly message: string | null }>();
    const stop = subscribe('imports', (progress) => {
      if (!['planned', 'reading', 'running'].includes(progress.state)) ended.resolve(progress);
    });
    mustSucceed(await handlers['imports.run']({ importId }));
    const { done, message } = await ended.promise;
    stop();
    clearInterval(look);
    return { rows: done, message, planMs: planned - began, runMs: performance.now() - planned, peakRss };
  },

  'replica.rss': async ({ afterMs }: { readonly afterMs: number }) => {
    await sleep(afterMs);
    return { rss: process.memoryUsage.rss() };
  },

  /**
   * Receives `times` edits of other people, or those that arrive within `withinMs`. Returns when the screen was notified of
   * each, in ns of the machine's clock, by the new value.
   */
  'replica.watch': async ({ times, withinMs }: { readonly times: number; readonly withinMs: number }) => {
    const { handlers, subscribe } = replica();
    const seen = new Map<string, bigint>();
    const all = Promise.withResolvers<void>();
    const stop = subscribe('changes', ({ entities }) => {
      const now = process.hrtime.bigint();
      for (const id of entities[benchEntities.contact]?.ids ?? [])
        void handlers['records.get']({ id }).then((got) => {
          const title = got.ok ? got.value.record.fields['jobTitle'] : undefined;
          if (typeof title === 'string' && title.startsWith('seen ') && !seen.has(title)) seen.set(title, now);
          if (seen.size >= times) all.resolve();
        });
    });
    await Promise.race([all.promise, sleep(withinMs, undefined, { ref: false })]);
    stop();
    return seen;
  },

  'replica.edit': async ({ times, pauseMs }: { readonly times: number; readonly pauseMs: number }) => {
    const ids = await heldIds(100);
    const began = new Map<string, bigint>();
    for (let turn = 0; turn < times; turn += 1) {
      await sleep(pauseMs);
      const title = `seen ${turn} ${process.hrtime.bigint()}`;
      began.set(title, process.hrtime.bigint());
      mustSucceed(await replica().handlers['acts.perform'](change(ids[turn % ids.length] ?? '', title)));
    }
    return began;
  },

  /** Starts like the app: opens the profile and reads the first list. */
  'replica.firstList': async ({ profile, ownerId }: { readonly profile: string; readonly ownerId: string }) => {
    await openProfile(profile, false);
    const { rows } = mustSucceed(await replica().handlers['records.list'](contacts({ ownerId })));
    return { rows: rows.length };
  },
} as const;
