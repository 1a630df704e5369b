import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../http/log.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { passByWord, resume } from './operators-word.ts';
import { moveHorizon } from './move-horizon.ts';
import { countRunningTime, type RunningTimeState } from './running-time.ts';

const given = givenServer();
const hour = 3_600_000;
const day = 24 * hour;
let w: SalesWorld;

/** One server process with its own counting, monotonic clock and log. Its wall clock is the test's with an offset. */
type Process = {
  readonly round: () => Promise<RunningTimeState>;
  readonly alarms: () => readonly unknown[];
  readonly setOff: (ms: number) => void;
};
function started(offMs = 0): Process {
  const { database, clock, monotonic, server } = given.test;
  const logged: string[] = [];
  const startedAt = monotonic.elapsedMs();
  const wall = { offMs };
  const ports = {
    ...server.tenancy,
    database,
    clock: { nowMs: () => clock.nowMs() + wall.offMs },
    monotonic: { elapsedMs: () => monotonic.elapsedMs() - startedAt },
    log: createLog({ level: 'info', to: { write: (line) => void logged.push(line) } }),
  };
  const look = countRunningTime(ports);
  return {
    async round() {
      const standing = await look();
      if (standing.kind === 'runs') await moveHorizon(ports, w.tenant.orgId, standing.totalMs);
      return standing;
    },
    alarms: () => logged.map((line) => JSON.parse(line) as { alarm?: string }).filter(({ alarm }) => alarm),
    setOff: (ms) => void (wall.offMs += ms),
  };
}

/** Runs servers for some time, one round an hour. */
async function work(forMs: number, ...servers: readonly Process[]): Promise<void> {
  for (let passed = 0; passed < forMs; passed += hour) {
    given.test.advance(hour);
    for (const server of servers) await server.round();
  }
}

/** Creates and deletes deals, a pair each day. */
async function deletedEachDay(days: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let place = 0; place < days; place += 1) {
    const id = w.id();
    await w.mia.do([w.deal(id)]);
    await w.mia.do([w.set(id, { life: ['alive', 'deleted'] })]);
    given.test.advance(day);
    ids.push(id);
  }
  return ids;
}
const left = async (): Promise<number> => {
  const [row] = await w.tenant.rows<{ count: number }>(`select count(*)::int as count from store.crm_deal`);
  return row?.count ?? -1;
};
const passedTo = async (): Promise<number> => {
  const [row] = await w.tenant.rows<{ passed_to: string }>('select passed_to from store.horizon');
  return row ? Date.parse(row.passed_to) : Number.NaN;
};

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  await given.test.database.transaction('write', (tx) =>
    tx.query('update host.running_time set total_ms = 0, keeper = null, seen_at_ms = null, stopped = null'),
  );
});

describe('the horizon of tombstones and the clock', () => {
  it('[K-6] a server started with its clock a year ahead erases nothing, and alarms', async () => {
    await work(2 * hour, started());
    await deletedEachDay(3);
    const ahead = started(365 * day);
    expect(await ahead.round()).toEqual({ kind: 'stopped' });
    await work(30 * day, ahead);
    expect(await left()).toBe(3);
    expect(ahead.alarms()).toMatchObject([{ level: 'error', alarm: 'clock-jump' }]);
  });

  it('[K-6] a clock that jumps while the server runs stops it for all servers and every later one, until an operator resumes', async () => {
    const [one, two] = [started(), started()];
    await work(2 * hour, one, two);
    await deletedEachDay(3);
    await work(hour, one, two);
    one.setOff(365 * day);
    expect((await one.round()).kind).toBe('stopped');
    expect((await two.round()).kind).toBe('stopped');
    one.setOff(-365 * day);
    expect([(await one.round()).kind, (await started().round()).kind]).toEqual(['stopped', 'stopped']);
    expect([one.alarms().length, two.alarms().length]).toEqual([1, 1]);
    expect(await left()).toBe(3);
    expect(await resume(given.test.database)).toEqual({ resumed: true });
    expect([(await one.round()).kind, (await two.round()).kind, (await started().round()).kind]).toEqual([
      'runs',
      'runs',
      'runs',
    ]);
  });

  it('[K-6] a clock that is set back, and a second server a year ahead, also stop it', async () => {
    const one = started();
    await work(2 * hour, one);
    expect((await started(365 * day).round()).kind).toBe('stopped');
    await resume(given.test.database);
    await work(hour, one);
    one.setOff(-2 * hour);
    expect((await one.round()).kind).toBe('stopped');
    await resume(given.test.database);
    one.setOff(2 * hour);
    await one.round();
    expect((await started(-2 * hour).round()).kind).toBe('stopped');
  });

  it('[K-6] where a jump is accepted as the time, it still passes at most two days of a journal in 24 hours of running', async () => {
    const server = started();
    await work(hour, server);
    await deletedEachDay(20);
    await work(hour, server);
    const before = await passedTo();
    server.setOff(365 * day);
    await server.round();
    await resume(given.test.database);
    await work(24 * hour, server);
    expect(await passedTo()).toBeGreaterThan(before + day);
    for (let window = 0; window < 3; window += 1) {
      const from = await passedTo();
      await work(24 * hour, server);
      expect((await passedTo()) - from).toBeLessThanOrEqual(2 * day);
    }
    expect(await left()).toBeGreaterThan(10);
  });

  it('[K-6] many restarts and several servers add nothing: simultaneous time counts once', async () => {
    const first = started();
    await work(hour, first);
    await deletedEachDay(20);
    await work(hour, first);
    first.setOff(365 * day);
    await first.round();
    await resume(given.test.database);
    const servers = [started(365 * day), started(365 * day), started(365 * day)];
    await work(6 * hour, first, ...servers); // the saved allowance is used up
    const from = await passedTo();
    for (let place = 0; place < 24; place += 1) {
      servers.push(started(365 * day), started(365 * day));
      await work(hour, ...servers.slice(-5));
    }
    expect((await passedTo()) - from).toBeLessThanOrEqual(2 * day);
  });

  it('[K-6] a server that restarts every hour continues to move it, a minute at a time', async () => {
    const total = async (): Promise<number> => {
      const standing = await started().round();
      return standing.kind === 'runs' ? standing.totalMs : -1;
    };
    const from = await total();
    for (let place = 0; place < 5; place += 1) {
      const server = started();
      for (let minute = 0; minute < 60; minute += 1) {
        given.test.advance(60_000);
        await server.round();
      }
    }
    const counted = (await total()) - from;
    expect(counted).toBeGreaterThan(5 * 50 * 60_000);
    expect(counted).toBeLessThanOrEqual(5 * hour);
  });

  it('[K-6] in ordinary times it keeps up, a day for a day, and erases what is past 180 days', async () => {
    const server = started();
    await work(hour, server);
    await deletedEachDay(3);
    await work(178 * day, server);
    expect(await left()).toBe(2);
    await work(3 * day, server);
    expect(await left()).toBe(0);
  });

  it('[K-6] rows written while the clock was behind do not let younger rows pass', async () => {
    const server = started();
    await work(hour, server);
    const [young] = await deletedEachDay(1);
    given.test.setDateOff(-400 * day);
    await w.mia.do([w.deal(w.id())]); // the oldest row by its time, the youngest by its number
    given.test.setDateOff(400 * day);
    await work(10 * day, server);
    expect(await w.tenant.rows('select life from store.crm_deal where id = $1', [young])).toEqual([
      { life: 'deleted' },
    ]);
  });

  it('[K-6] a command of an operator moves it immediately, but never past younger rows, nor for an unknown tenant', async () => {
    const { tenancy } = given.test.server;
    const { orgId } = w.tenant;
    await deletedEachDay(3);
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    const upTo = clock?.head ?? 0;
    expect(await passByWord(tenancy, { orgId, upTo, isDry: false })).toMatchObject({ ok: false, why: 'too-young' });
    given.test.advance(181 * day);
    expect(await passByWord(tenancy, { orgId, upTo: upTo + 1, isDry: false })).toMatchObject({
      ok: false,
      why: 'beyond-journal',
    });
    expect(await passByWord(tenancy, { orgId: w.id(), upTo, isDry: false })).toMatchObject({
      ok: false,
      why: 'unknown-tenant',
    });
    expect(await passByWord(tenancy, { orgId, upTo, isDry: true })).toEqual({ ok: true, floor: upTo, erased: 3 });
    expect(await left()).toBe(3);
    expect(await passByWord(tenancy, { orgId, upTo, isDry: false })).toEqual({ ok: true, floor: upTo, erased: 3 });
    expect(await left()).toBe(0);
  });

  it('[E-2] [K-6] the command of an operator: status, resume, refusals, usage', async () => {
    const { orgId } = w.tenant;
    await started().round();
    expect((await started(365 * day).round()).kind).toBe('stopped');
    const said = await command('status');
    expect(said).toMatchObject({
      code: 0,
      answer: { stopped: expect.stringContaining('the clock says') as string },
    });
    expect(JSON.stringify(said.answer)).toContain(orgId);
    expect(await command('resume')).toMatchObject({ code: 0, answer: { resumed: true } });
    expect(await command('status')).toMatchObject({ answer: { stopped: null } });
    const far = await command('pass', '--organisation', orgId, '--up-to', '9999');
    expect(far).toMatchObject({ code: 3, answer: { why: 'beyond-journal' } });
    expect(await command('pass')).toMatchObject({ code: 2, words: expect.stringContaining('--up-to N') as string });
  });
});

type Said = { readonly code: number | null; readonly answer: unknown; readonly words: string };
/** Runs the command like an operator. */
async function command(...args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: given.database.ownerUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, words, code] = [await text(child.stdout), await text(child.stderr), await ended];
  return { code, answer: out === '' ? undefined : (JSON.parse(out) as unknown), words };
}
