import { organisationEntity } from '../../bridge/organisation-entity.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { describe, expect, it } from 'vitest';
import type { Replica } from '../replica.ts';
import { machineForTest } from '../testing/for-test.ts';
import { givenCredentials, type GivenMachine, openKeyStore } from '../testing/given-machine.ts';
import { givenOrganisation } from '../testing/given-tenant.ts';
import { givenDeal } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';
import { contactNeeded } from './offline-period.ts';

const hours = (count: number): number => count * 3_600_000;
const days = (count: number): number => hours(24 * count);
const { name, currency, timeZone } = givenOrganisation;

/** Lets the next sync bring these settings of the organisation. */
function sets({ server }: GivenMachine, settings: Readonly<Record<string, number>>, version = 1): void {
  const id = settingsIdOf(givenOrganisation.id, organisationEntity);
  const fields = { name, currency, timeZone, ...settings };
  const record = { ...givenDeal(id, version), entity: organisationEntity, ownerId: null, fields };
  server.page({ rows: [{ record }], head: version });
}

/** Signs in on a machine whose organisation has these settings, and adds a deal that is not sent; then the line is cut. */
async function offline(machine: GivenMachine, settings: Readonly<Record<string, number>>): Promise<Replica> {
  const replica = await machine.start();
  expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ ok: true });
  sets(machine, settings);
  expect(await replica.call('sync.now', null)).toMatchObject({ ok: true, value: { state: 'up-to-date' } });
  machine.line.isCut = true;
  const edits = [{ entity: 'crm/deal', create: { fields: { name: 'Unsent', stage: 'prospecting' } } }];
  expect(await replica.call('acts.perform', { label: 'Added Unsent', edits })).toMatchObject({ ok: true });
  return replica;
}
const session = (replica: Replica) => replica.call('session.get', null);
const unlock = (replica: Replica) => replica.call('session.unlock', { password: givenCredentials.password });
async function deals(replica: Replica): Promise<unknown> {
  const list = await replica.handlers['records.list']({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
  return list.ok ? list.value.rows.map((row) => row.fields['name']) : list.code;
}
const online = (reason: string) => ({ ok: false, code: 'replica/online-needed', details: { reason } });

describe.each([
  ['under the password', null],
  ["in the system's key store", openKeyStore],
] as const)('[PLT-38] the days that a device whose key is %s may be without contact', (_where, keyStore) => {
  it('end with a lock that only a sign-in online opens; unsent acts are there then, and are sent', async () => {
    const machine = machineForTest({ keyStore });
    let replica = await offline(machine, { offlineDays: 10 });
    expect(await session(replica)).toMatchObject({
      value: { unlocking: { offlineUntil: '2026-11-30T08:00:00.000Z' } },
    });
    await machine.time.pass(days(9.9));
    await replica.call('session.lock', null);
    expect(await unlock(replica)).toMatchObject({ ok: true });
    await machine.time.pass(days(0.11));
    await until(() => replica.tenant() === undefined); // also while it is in use
    const locked = { state: 'locked', unsent: 1, unlocking: { onlineNeeded: 'period' } };
    expect(await session(replica)).toMatchObject({ value: locked });
    for (const again of [false, true]) {
      if (again) replica = await machine.restart();
      expect(await session(replica)).toMatchObject({ value: locked });
      expect(await unlock(replica)).toMatchObject(online('period'));
      expect(await replica.call('session.signIn', givenCredentials)).toMatchObject(online('period')); // without a line
      expect(await deals(replica)).toBe('replica/locked');
    }
    machine.line.isCut = false;
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({
      value: { state: 'signed-in', unsent: 1, unlocking: { offlineUntil: '2026-12-10T08:14:24.000Z' } },
    });
    expect(await deals(replica)).toEqual(['Unsent']);
    machine.server.decide(2, () => ({ status: 'accepted' }));
    machine.server.page({ rows: [], head: 2 });
    await replica.call('sync.now', null);
    expect(machine.server.pushes.map(({ acts }) => acts.length)).toEqual([1]);
  });

  it('are not extended by a clock that is set back, before the last contact or after it', async () => {
    const machine = machineForTest({ keyStore });
    let replica = await offline(machine, { offlineDays: 10 });
    await machine.time.pass(days(9));
    await replica.call('session.lock', null);
    machine.time.set(-days(8));
    expect(await unlock(replica)).toMatchObject(online('clock'));
    machine.time.set(days(7.5)); // within the deviation of a wrong zone
    expect(await unlock(replica)).toMatchObject({ ok: true });
    for (let day = 0; day < 3; day += 1) {
      machine.time.set(-hours(8));
      await machine.time.pass(hours(8)); // the clock makes no progress, but the app is in use
    }
    await until(() => replica.tenant() === undefined);
    replica = await machine.restart();
    expect(await unlock(replica)).toMatchObject(online('period'));
  });

  it('are counted in the file: a changed profile opens nothing', async () => {
    const machine = machineForTest({ keyStore });
    let replica = await offline(machine, { offlineDays: 10 });
    await replica.call('session.lock', null);
    await machine.stop();
    await machine.time.pass(days(11));
    const path = join(machine.folder, 'profile.json');
    const times = /"(contactMs|seenMs)": \d+/g;
    const forged = readFileSync(path, 'utf8').replaceAll(times, `"$1": ${machine.time.clock.nowMs()}`);
    writeFileSync(path, forged.replace('"isLocked": true', '"isLocked": false'));
    replica = await machine.start();
    expect(await session(replica)).toMatchObject({ value: { state: 'locked' } });
    expect(await unlock(replica)).toMatchObject(online('period'));
    expect(replica.tenant()).toBeUndefined();
  });

  it('start again with each contact, and end for nobody where the organisation sets none', async () => {
    const machine = machineForTest({ keyStore });
    const replica = await offline(machine, { offlineDays: 2 });
    machine.line.isCut = false;
    for (let round = 0; round < 3; round += 1) {
      await machine.time.pass(days(1.5));
      if (round === 0) machine.server.decide(2, () => ({ status: 'accepted' }));
      machine.server.page({ rows: [], head: 2 });
      expect(await replica.call('sync.now', null)).toMatchObject({ value: { state: 'up-to-date' } });
    }
    expect(await session(replica)).toMatchObject({ value: { state: 'signed-in' } });
    sets(machine, {}, 3);
    expect(await replica.call('sync.now', null)).toMatchObject({ value: { state: 'up-to-date' } });
    machine.line.isCut = true;
    await machine.time.pass(days(400));
    expect(await session(replica)).toMatchObject({ value: { state: 'signed-in', unlocking: { offlineUntil: null } } });
  });
});

describe('[PLT-38] the limits of an organisation on a device', () => {
  it('reach it with the next sync: fewer wrong tries', async () => {
    const machine = machineForTest({ keyStore: openKeyStore });
    let replica = await offline(machine, { unlockTries: 3 });
    await replica.call('session.lock', null);
    const wrong = async () => (await replica.call('session.unlock', { password: 'wrong' })).ok;
    expect([await wrong(), await wrong()]).toEqual([false, false]);
    expect(await session(replica)).toMatchObject({ value: { unlocking: { triesLeft: 1, onlineNeeded: null } } });
    replica = await machine.restart();
    expect(await wrong()).toBe(false);
    expect(await unlock(replica)).toMatchObject(online('tries'));
    expect(await session(replica)).toMatchObject({ value: { unlocking: { triesLeft: 0, onlineNeeded: 'tries' } } });
    machine.line.isCut = false;
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ value: { unsent: 1, unlocking: { triesLeft: 3 } } }); // prettier-ignore
  });

  it('lock it when it is unused, also where its person has chosen never and where the app was closed meanwhile', async () => {
    const machine = machineForTest({ keyStore: openKeyStore });
    let replica = await offline(machine, { lockMinutes: 15 });
    await replica.call('session.noteUse', { lockAfterMinutes: null });
    await machine.time.pass(hours(0.26));
    await until(() => replica.tenant() === undefined);
    expect(await unlock(replica)).toMatchObject({ ok: true });
    replica = await machine.restart();
    expect(replica.tenant()).toBeDefined(); // at once
    await machine.stop();
    machine.time.sleep(hours(1));
    replica = await machine.start();
    expect(await session(replica)).toMatchObject({ value: { state: 'locked', unsent: 1, unlocking: { lockMinutes: 15 } } }); // prettier-ignore
    expect(await unlock(replica)).toMatchObject({ ok: true });
  });
});

describe.each([
  ['under the password', null],
  ["in the system's key store", openKeyStore],
] as const)('[PLT-46] a person who has signed out of a device whose key is %s', (_where, keyStore) => {
  it.each([
    ['seven days where the organisation sets no period', {}, 7],
    ['the days that the organisation sets', { offlineDays: 3 }, 3],
    ['more days where the organisation sets more', { offlineDays: 20 }, 20],
  ])(
    'signs in there without the server for %s; then the device asks to connect, and keeps unsent changes',
    async (_of, settings, most) => {
      const machine = machineForTest({ keyStore });
      let replica = await offline(machine, settings);
      await replica.call('session.signOut', null);
      await machine.time.pass(days(most - 0.5));
      expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ value: { unsent: 1 } });
      await replica.call('session.signOut', null); // signing in and out without contact gives no more days
      replica = await machine.restart();
      expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ ok: true });
      expect(await deals(replica)).toEqual(['Unsent']);
      await machine.time.pass(days(0.6));
      await until(() => replica.tenant() === undefined); // also while it is open
      for (const again of [false, true]) {
        if (again) replica = await machine.restart();
        const refused = await replica.call('session.signIn', givenCredentials);
        expect(refused).toMatchObject({ ...online('period'), message: expect.stringContaining(`for ${most} days`) as unknown }); // prettier-ignore
        expect(await unlock(replica)).toMatchObject({ ok: false });
        expect(replica.tenant()).toBeUndefined();
      }
      machine.line.isCut = false;
      expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ value: { unsent: 1 } });
      expect(await deals(replica)).toEqual(['Unsent']);
      machine.server.decide(2, () => ({ status: 'accepted' }));
      machine.server.page({ rows: [], head: 2 });
      await replica.call('sync.now', null);
      expect(machine.server.pushes.map(({ acts }) => acts.length)).toEqual([1]);
    },
  );

  it('has no period again after a sign-in at the server where the organisation sets none', async () => {
    const machine = machineForTest({ keyStore });
    const replica = await offline(machine, {});
    await replica.call('session.signOut', null);
    machine.line.isCut = false;
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ value: { unlocking: { offlineUntil: null } } }); // prettier-ignore
    machine.line.isCut = true;
    await machine.time.pass(days(40));
    await replica.call('session.lock', null);
    expect(await unlock(replica)).toMatchObject({ ok: true });
  });
});

describe('[PLT-38] whether a device must reach the server', () => {
  const note = { contactMs: days(100), seenMs: days(104) };
  it.each<readonly [string, number | null, number, ReturnType<typeof contactNeeded>]>([
    ['is not asked without a period', null, 900, null],
    ['is no within it', 10, 109.9, null],
    ['is yes at its end', 10, 110, 'period'],
    ['is yes long after', 10, 900, 'period'],
    ['is no with a clock that is a day late', 10, 103, null],
    ['is yes with a clock that was set back', 10, 102.9, 'clock'],
    ['is yes with a clock from before the contact', 10, 1, 'clock'],
    ['counts the latest time that was seen', 4, 103.5, 'period'],
  ])('%s', (_of, offlineDays, atDays, reason) => {
    expect(contactNeeded({ offlineDays }, note, days(atDays))).toBe(reason);
  });
});
