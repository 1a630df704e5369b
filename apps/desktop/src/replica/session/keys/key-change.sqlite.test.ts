import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { databaseName, type OpenTenant } from '../open-tenant.ts';
import type { Replica } from '../../replica.ts';
import { openReplicaFile } from '../../storage/files/replica-file.ts';
import { machineForTest } from '../../testing/for-test.ts';
import { type GivenMachine, givenCredentials } from '../../testing/given-machine.ts';
import { givenDeal } from '../../testing/scripted-server.ts';
import { copyOpenFile, takeCopy } from './key-change.ts';
import { Profile, type ProfileData, type ReplicaEntry } from '../profile/profile.ts';

const { password } = givenCredentials;

async function signedIn(): Promise<{ readonly machine: GivenMachine; readonly replica: Replica }> {
  const machine = machineForTest();
  const replica = await machine.start();
  expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
  return { machine, replica };
}
const add = (replica: Replica, name: string) =>
  replica.call('acts.perform', {
    label: `Added ${name}`,
    edits: [{ entity: 'crm/deal', create: { fields: { name, stage: 'prospecting' } } }],
  });
async function names(replica: Replica): Promise<readonly unknown[]> {
  const list = await replica.handlers['records.list']({
    entity: 'crm/deal',
    life: 'alive',
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 200,
  });
  if (!list.ok) throw new Error(list.message);
  return list.value.rows.map((row) => row.fields['name']);
}
const dealId = (number: number): string => `0190b1f2-7c00-7000-8000-${String(100_000 + number).padStart(12, '0')}`;
const profileFile = (machine: GivenMachine): string => join(machine.folder, 'profile.json');
function entryOf(machine: GivenMachine): ReplicaEntry {
  const { replicas } = JSON.parse(readFileSync(profileFile(machine), 'utf8')) as { replicas: [ReplicaEntry] }; // as the profile writes it
  return replicas[0];
}
const keyOf = (machine: GivenMachine): Buffer => Buffer.from(entryOf(machine).key.wrapped, 'hex'); // the key store of these test machines does not encrypt

describe('a change of the key of the file', () => {
  it('[D-4] is refused where no file is open, with a hint how to open one', async () => {
    const { replica } = await signedIn();
    await replica.call('session.lock', null);
    expect(await replica.call('session.changeKey', { password })).toMatchObject({ code: 'replica/locked' });
    await replica.call('session.signOut', null);
    expect(await replica.call('session.changeKey', { password })).toMatchObject({ code: 'access/signed-out' });
  });

  it('[D-4] keeps all data and all changes made meanwhile, and the old key no longer opens the file', async () => {
    const { machine, replica } = await signedIn();
    for (const name of ['a', 'b', 'c']) expect((await add(replica, name)).ok).toBe(true);
    const old = keyOf(machine);
    const changing = replica.call('session.changeKey', { password });
    const during = await Promise.all([
      add(replica, 'd'),
      add(replica, 'e'),
      replica.call('local.set', { key: 'draft', value: 'half a word' }),
    ]);
    expect(during.map((one) => one.ok)).toEqual([true, true, true]);
    expect(await changing).toMatchObject({ ok: true });
    expect((await add(replica, 'f')).ok).toBe(true);
    expect(await names(replica)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    await machine.stop();
    expect(keyOf(machine)).not.toEqual(old);
    expect(openReplicaFile({ file: machine.file, key: old })).toMatchObject({ ok: false, code: 'replica/wrong-key' });
    const again = await machine.start();
    expect(await names(again)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await again.call('local.get', { key: 'draft' })).toMatchObject({ value: { value: 'half a word' } });
    expect(again.tenant()?.unsent).toBe(6);
    expect(again.tenant()?.device.database.file.findDamage()).toEqual([]);
    expect(readdirSync(machine.folder).filter((name) => name.includes('rekey'))).toEqual([]);
    expect(machine.faults).toEqual([]);
  });

  it('[D-4] carries over deletions, changes and creations made meanwhile: departed records, their history, drafts, unsent acts', async () => {
    const { machine, replica } = await signedIn();
    const deal = (number: number, name: string) => givenDeal(dealId(number), number, { name });
    const row = (n: number, id: string): HistoryRow => ({
      n, id, entity: 'crm/deal', act: null, group: null, undoes: null, label: 'Made', by: id, device: null, at: '2026-11-20T08:00:00.000Z', madeAt: null, kind: 'created', changed: {}, superseded: {},
    }); // prettier-ignore
    machine.server.page({
      rows: [1, 2, 3].map((number) => ({ record: deal(number, `deal ${number}`) })),
      history: [1, 2, 3].map((number) => row(number, dealId(number))),
      head: 3,
    });
    await replica.call('sync.now', null);
    await replica.call('local.set', { key: 'sent', value: 'a draft' });
    expect((await add(replica, 'unsent')).ok).toBe(true);
    const { device } = openTenantOf(replica);
    const [unsent] = [...device.memory.acts.values()];
    if (!unsent) throw new Error('Nothing waits');

    const profile = new Profile(machine.folder, JSON.parse(readFileSync(profileFile(machine), 'utf8')) as ProfileData);
    const entry = entryOf(machine);
    const [key, toKey] = [keyOf(machine), Buffer.alloc(32, 7)];
    const written = await copyOpenFile(device.database, { key, toKey, readers: 'same-thread' });
    machine.server.accept({}, 4);
    machine.server.page({
      rows: [{ gone: dealId(1), n: 5 }, { record: { ...deal(2, 'renamed'), version: 6 } }],
      head: 6,
      durable: 6,
    });
    await replica.call('sync.now', null);
    await replica.call('local.set', { key: 'sent', value: null });
    expect((await add(replica, 'amid')).ok).toBe(true);
    const shown = await names(replica);
    await machine.stop();
    const wrapped = { kind: 'os', wrapped: toKey.toString('hex') } as const;
    const name = databaseName(entry);
    await takeCopy({ profile, entry, key, toKey, wrapped, name, catalogue: installedCatalogue }, written);

    const again = await machine.start();
    const now = openTenantOf(again).device;
    expect(await names(again)).toEqual(shown);
    expect(shown).toEqual(['amid', 'deal 3', 'renamed']);
    expect(now.lookups.historyOf([1, 2, 3].map(dealId), { before: 99, limit: 99 }).map(({ n }) => n)).toEqual([3, 2]);
    expect(now.memory.acts.has(unsent.id)).toBe(false);
    expect([...now.memory.acts.values()].map(({ act }) => act.label)).toEqual(['Added amid']);
    expect(await again.call('local.get', { key: 'sent' })).toEqual({ ok: true, value: { value: null } });
    expect(entryOf(machine).key).toEqual(wrapped);
    expect(now.database.file.findDamage()).toEqual([]);
  });

  it('[D-4] can be repeated, and is not visible to screens', async () => {
    const { replica } = await signedIn();
    const states: string[] = [];
    replica.subscribe('session', (session) => void states.push(session.state));
    for (const name of ['a', 'b']) {
      expect(await replica.call('session.changeKey', { password })).toMatchObject({ ok: true });
      expect((await add(replica, name)).ok).toBe(true);
    }
    expect(new Set(states)).toEqual(new Set(['signed-in']));
    expect(await names(replica)).toEqual(['a', 'b']);
  });

  it('[D-4] lets the calls of windows wait while files are exchanged: none fails, and no write is lost', async () => {
    const { machine, replica } = await signedIn();
    const { handlers } = replica; // windows call these
    const state = { isChanging: true, drafts: 0 };
    const changing = handlers['session.changeKey']({ password }).finally(() => (state.isChanging = false));
    while (state.isChanging) {
      state.drafts += 1;
      const [kept] = await Promise.all([
        handlers['local.set']({ key: `draft/${state.drafts}`, value: state.drafts }),
        names(replica),
      ]);
      expect(kept.ok).toBe(true);
      await new Promise((resolve) => void setImmediate(resolve)); // answers from this thread leave no turn to the change
    }
    expect(await changing).toMatchObject({ ok: true });
    for (let draft = 1; draft <= state.drafts; draft += 1)
      expect(await handlers['local.get']({ key: `draft/${draft}` })).toMatchObject({ value: { value: draft } });
    expect(machine.faults).toEqual([]);
  });

  it('[D-4] requires the password that opens the device', async () => {
    const { machine, replica } = await signedIn();
    const old = keyOf(machine);
    expect(await replica.call('session.changeKey', { password: 'wrong' })).toMatchObject({
      ok: false,
      code: 'access/bad-credentials',
    });
    expect(keyOf(machine)).toEqual(old);
  });

  it('[PLT-41] counts wrong passwords in the one count of tries on the device, and a right one resets it', async () => {
    const { machine, replica } = await signedIn();
    const change = (given: string) => replica.call('session.changeKey', { password: given });
    await replica.call('session.lock', null);
    expect(await replica.call('session.unlock', { password: 'wrong' })).toMatchObject({ ok: false });
    const session = () => replica.call('session.get', null);
    expect(await session()).toMatchObject({ value: { unlocking: { triesLeft: 4 } } });
    await replica.call('session.unlock', { password });
    for (const triesLeft of [4, 3]) {
      expect(await change('wrong')).toMatchObject({ code: 'access/bad-credentials' });
      expect(await session()).toMatchObject({ value: { unlocking: { triesLeft } } });
    }
    expect(await change(password)).toMatchObject({ ok: true });
    expect(await session()).toMatchObject({ value: { unlocking: { triesLeft: 5 } } });
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(change)); // also those that come at once
    for (let tries = 0; tries < 5; tries += 1) await change('wrong');
    const key = keyOf(machine);
    expect(await change(password)).toMatchObject({ code: 'replica/online-needed', details: { reason: 'tries' } });
    expect(keyOf(machine)).toEqual(key);
    await replica.call('session.lock', null);
    expect(await replica.call('session.unlock', { password })).toMatchObject({ code: 'replica/online-needed' });
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ value: { state: 'signed-in' } });
    expect(await change(password)).toMatchObject({ ok: true });
  });

  it('[D-4] returns to the old file and key after a crash before the copy was complete', async () => {
    const { machine, replica } = await signedIn();
    expect((await add(replica, 'a')).ok).toBe(true);
    await machine.stop();
    const entry = entryOf(machine);
    writeFileSync(`${machine.file}.rekeying`, 'half of a copy');
    noteNext(machine, entry);
    const again = await machine.start();
    expect(await names(again)).toEqual(['a']);
    expect(entryOf(machine)).toEqual(entry);
    expect(readdirSync(machine.folder).filter((name) => name.includes('rekey'))).toEqual([]);
  });

  it.each(['told', 'not told'])(
    '[D-4] continues with the new file and key after a later crash, the profile %s',
    async (told) => {
      const { machine, replica } = await signedIn();
      expect((await add(replica, 'a')).ok).toBe(true);
      const before = entryOf(machine);
      expect(await replica.call('session.changeKey', { password })).toMatchObject({ ok: true });
      await machine.stop();
      const { file } = machine;
      const after = entryOf(machine);
      renameSync(file, `${file}.rekeyed`);
      copyFileSync(`${file}.rekeyed`, file); // the file at this place is taken for the old one
      writeFileSync(`${file}-wal`, 'the log of the old one');
      if (told === 'not told') noteNext(machine, { ...before, nextKey: after.key });
      const again = await machine.start();
      expect(await names(again)).toEqual(['a']);
      expect(entryOf(machine)).toMatchObject({ key: after.key });
      expect(entryOf(machine).nextKey).toBeUndefined();
      expect(existsSync(`${file}.rekeyed`)).toBe(false);
    },
  );

  it('[D-4] leaves file and key unchanged where the disk accepts no copy', async () => {
    const { machine, replica } = await signedIn();
    expect((await add(replica, 'a')).ok).toBe(true);
    const old = keyOf(machine);
    const blocked = `${machine.file}.rekeying`;
    mkdirSync(blocked); // a folder blocks writing there
    expect(await replica.call('session.changeKey', { password })).toMatchObject({ ok: false });
    rmdirSync(blocked);
    expect(machine.faults).toHaveLength(1);
    expect((await add(replica, 'b')).ok).toBe(true);
    expect(keyOf(machine)).toEqual(old);
    expect(await names(replica)).toEqual(['a', 'b']);
  });
});

function openTenantOf(replica: Replica): OpenTenant {
  const tenant = replica.tenant();
  if (!tenant) throw new Error('No file is open');
  return tenant;
}

/** Writes an entry into the profile as an interrupted change leaves it. */
function noteNext(machine: GivenMachine, entry: ReplicaEntry): void {
  const profile = JSON.parse(readFileSync(profileFile(machine), 'utf8')) as Record<string, unknown>; // as above
  const nextKey = entry.nextKey ?? { kind: 'os', wrapped: '00'.repeat(32) };
  writeFileSync(profileFile(machine), JSON.stringify({ ...profile, replicas: [{ ...entry, nextKey }] }));
}
