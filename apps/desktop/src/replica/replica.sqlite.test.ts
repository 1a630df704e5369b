import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SubscriptionEvent } from '../bridge/contract.ts';
import type { Replica } from './replica.ts';
import { machineForTest } from './testing/for-test.ts';
import { givenCredentials, openKeyStore } from './testing/given-machine.ts';
import { givenPerson } from './testing/given-tenant.ts';
import { givenDeal, jsonReply, signedInReply } from './testing/scripted-server.ts';
import { until } from './testing/until.ts';
import { settleTurns } from './testing/virtual-time.ts';

const dealId = '0190b1f2-7c00-7000-8000-000000000d01';
const addDeal = (replica: Replica, name: string) =>
  replica.call('acts.perform', {
    label: `Added ${name}`,
    edits: [{ entity: 'crm/deal', create: { fields: { name, stage: 'prospecting' } } }],
  });
const nameList = async (replica: Replica) => {
  const list = await replica.handlers['records.list']({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
  return list.ok ? list.value.rows.map((row) => row.fields['name']) : list.code;
};

describe('a replica on a machine without a key store', () => {
  it('[D-4] signs in, works, and after a restart opens by the password alone, without a network', async () => {
    const machine = machineForTest({ keyStore: null });
    const first = await machine.start();
    expect((await first.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(first, 'Acme')).ok).toBe(true);
    machine.line.isCut = true;
    const second = await machine.restart();
    expect(await second.call('session.get', null)).toMatchObject({ value: { state: 'locked', unsent: 1 } });
    expect(await nameList(second)).toBe('replica/locked');
    expect(await second.call('session.unlock', { password: 'wrong' })).toMatchObject({
      ok: false,
      code: 'replica/wrong-key',
    });
    expect(await second.call('session.unlock', { password: 'correct horse' })).toMatchObject({
      ok: true,
      value: { state: 'signed-in' },
    });
    expect(await nameList(second)).toEqual(['Acme']);
  });

  it('[D-4] writes no key, token, password or record in clear text', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(replica, 'Zanzibar renewal')).ok).toBe(true);
    const everything = readdirSync(machine.folder)
      .map((name) => readFileSync(join(machine.folder, name), 'latin1'))
      .join('');
    expect(['Zanzibar', 'correct horse', 'prospecting'].filter((word) => everything.includes(word))).toEqual([]);
  });

  it('[S-5] keeps unsent acts over a sign-out, and sends them after the next sign-in', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    expect(await replica.call('session.signOut', null)).toMatchObject({ ok: true, value: { state: 'signed-out' } });
    expect(await nameList(replica)).toBe('access/signed-out');
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect(await nameList(replica)).toEqual(['Acme']);
    expect(await replica.call('sync.outbox', null)).toMatchObject({
      value: { entries: [{ label: 'Added Acme', state: 'waiting' }] },
    });
  });

  it('[D-4] a key store without an answer does not refuse the password, and loses no data', async () => {
    const machine = machineForTest();
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    machine.keyStore = null;
    const without = await machine.restart();
    const silent = { ok: false, code: 'replica/no-key-store' };
    expect(await without.call('session.unlock', { password: givenCredentials.password })).toMatchObject(silent);
    expect(await without.call('session.signIn', givenCredentials)).toMatchObject(silent);
    machine.keyStore = openKeyStore;
    expect(await nameList(await machine.restart())).toEqual(['Acme']);
  });

  it('[D-4] asks for the former password once when it was changed elsewhere', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    const changed = { ...givenCredentials, password: 'battery staple' };
    await replica.call('session.lock', null);
    expect(await replica.call('session.signIn', changed)).toMatchObject({ ok: false, code: 'replica/wrong-key' });
    expect((await replica.handlers['session.signIn']({ ...changed, formerPassword: 'correct horse' })).ok).toBe(true);
    expect(await nameList(replica)).toEqual(['Acme']);
    const again = await machine.restart();
    expect(await again.call('session.unlock', { password: 'battery staple' })).toMatchObject({ ok: true });
  });

  it('[S-5] a person with an open replica signs in again with a password that was changed elsewhere, and keeps unsent acts', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    const changed = { ...givenCredentials, password: 'battery staple' };
    expect(await replica.call('session.signIn', changed)).toMatchObject({ ok: true, value: { unsent: 1 } });
    expect(await nameList(replica)).toEqual(['Acme']);
    const again = await machine.restart();
    expect(await again.call('session.unlock', { password: 'correct horse' })).toMatchObject({ ok: false });
    expect(await again.call('session.unlock', { password: 'battery staple' })).toMatchObject({ ok: true });
  });

  it('[A-5] opens the file with the password that the person has chosen, not with the first one', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    const chosen = { ...givenCredentials, password: 'given by an administrator', newPassword: 'battery staple' };
    expect((await replica.handlers['session.signIn'](chosen)).ok).toBe(true);
    expect(machine.server.signInBodies).toMatchObject([{ password: chosen.password, newPassword: 'battery staple' }]);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    const again = await machine.restart();
    expect(await again.call('session.unlock', { password: chosen.password })).toMatchObject({ ok: false });
    expect(await again.call('session.unlock', { password: 'battery staple' })).toMatchObject({ ok: true });
    expect(await nameList(again)).toEqual(['Acme']);
  });

  it("[A-5] keeps the key from the server, and shows it at the person's next sign-in", async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    const shown = () => machine.server.signInBodies.map((body) => (body as { device: { key?: string } }).device.key);
    machine.server.signIns.push(jsonReply({ ...signedInReply('r'), deviceKey: 'known' }));
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    await replica.call('session.signOut', null);
    const again = await machine.restart();
    expect((await again.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    machine.server.signIns.push({ ...jsonReply({}), status: 503 });
    await again.call('session.signIn', { ...givenCredentials, email: 'somebody@else.example' });
    expect(shown()).toEqual([undefined, 'known', undefined]);
  });

  it('[D-5] signs in without a network only a person who has signed in before', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    machine.line.isCut = true;
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ ok: false, code: 'sync/offline' });
    machine.line.isCut = false;
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await replica.handlers['session.signOut'](null)).ok).toBe(true);
    machine.line.isCut = true;
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({
      ok: true,
      value: { state: 'signed-in' },
    });
  });

  it('[D-6] allows one replica at a time to use a profile', async () => {
    const machine = machineForTest({ keyStore: null });
    await machine.start();
    const second = await machine.tryStart();
    expect(second.ok ? '' : second.code).toBe('replica/in-use');
  });
});

describe('a replica on a machine with a key store', () => {
  it('[D-4] opens without a password after a restart, and after a lock only by the password', async () => {
    const machine = machineForTest();
    const first = await machine.start();
    expect((await first.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    const second = await machine.restart();
    expect(await second.call('session.get', null)).toMatchObject({
      value: { state: 'signed-in', person: { name: givenPerson.name } },
    });
    const lockedAt = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    expect(await second.call('session.lock', null)).toMatchObject({ value: { state: 'locked', lockedAt } });
    const third = await machine.restart();
    const shown = await third.call('session.get', null);
    expect(shown).toMatchObject({ value: { state: 'locked', lockedAt } });
    expect(await third.call('session.unlock', { password: 'wrong' })).toMatchObject({
      ok: false,
      code: 'access/bad-credentials',
    });
    const open = await third.call('session.unlock', { password: 'correct horse' });
    expect(open).toMatchObject({ ok: true, value: { state: 'signed-in' } });
    expect(JSON.stringify(open)).not.toContain('lockedAt');
  });
});

describe('a lock', () => {
  it('[D-5] opens nothing for a wrong password, also during its check', async () => {
    const machine = machineForTest();
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    await replica.call('session.lock', null);
    const states: string[] = [];
    replica.subscribe('session', ({ state }) => states.push(state));
    const seen: unknown[] = [];
    let isOver = false;
    const unlocking = replica.call('session.unlock', { password: 'wrong' }).finally(() => (isOver = true));
    while (!isOver) {
      const list = await nameList(replica);
      if (list !== 'replica/locked') seen.push(list);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await unlocking).toMatchObject({ ok: false, code: 'access/bad-credentials' });
    expect({ seen, states: [...new Set(states)] }).toEqual({ seen: [], states: ['locked'] });
  });

  it('[D-5] is opened once by two concurrent attempts', async () => {
    const machine = machineForTest();
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    await replica.call('session.lock', null);
    const tries = await Promise.all([1, 2, 3].map(() => replica.call('session.unlock', { password: 'correct horse' })));
    expect(tries.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect((await addDeal(replica, 'Acme')).ok).toBe(true);
    expect(await nameList(replica)).toEqual(['Acme']);
  });
});

describe('the bridge to a replica', () => {
  it('[E-2] answers an unreadable request with the error and its place', async () => {
    const replica = await machineForTest({ keyStore: null }).start();
    expect(await replica.call('records.get', { id: 'x' })).toMatchObject({
      ok: false,
      code: 'request/invalid',
      details: { path: 'id' },
    });
    expect(await replica.call('records.burn', {})).toMatchObject({ ok: false, code: 'request/not-found' });
  });

  it('[E-1] reports a fault by its id only', async () => {
    const replica = await machineForTest({ keyStore: null }).start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect(await nameList(replica)).toEqual([]); // makes the table
    replica
      .tenant()
      ?.device.database.file.writer.exec(
        "create trigger full before insert on r_crm_deal begin select raise(abort, 'no more room'); end",
      );
    const answer = await addDeal(replica, 'Acme');
    expect(answer).toEqual({ ok: false, fault: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(await nameList(replica)).toEqual([]);
  });

  it('[D-3] reports changes by kind and id, without its internal documents', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    const told: SubscriptionEvent<'changes'>[] = [];
    replica.subscribe('changes', (event) => told.push(event));
    machine.server.page({ rows: [{ record: givenDeal(dealId, 1) }], head: 1 });
    expect(await replica.call('sync.now', null)).toMatchObject({ ok: true, value: { state: 'up-to-date' } });
    await settleTurns();
    await machine.time.pass(100);
    expect(told).toEqual([{ entities: { 'crm/deal': { ids: [dealId], all: false } } }]);
  });

  it("[D-6] keeps screens' values apart from its own secrets", async () => {
    const replica = await machineForTest({ keyStore: null }).start();
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect(await replica.call('local.get', { key: 'outpost/session' })).toEqual({ ok: true, value: { value: null } });
    expect(await replica.call('local.set', { key: 'draft', value: { text: 'half' } })).toMatchObject({ ok: true });
    expect(await replica.call('local.get', { key: 'draft' })).toEqual({ ok: true, value: { value: { text: 'half' } } });
  });

  it('[A-2] receives new rights from the server', async () => {
    const machine = machineForTest({ keyStore: null });
    const replica = await machine.start();
    machine.server.memberships = [];
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    expect(await addDeal(replica, 'Acme')).toMatchObject({ ok: false, code: 'access/denied' });
  });
});

describe('a replica that works without being asked', () => {
  it('[S-4f] sends windows the numbers of possible duplicates, and none of them after signing out', async () => {
    const machine = machineForTest();
    const replica = await machine.start({ syncsByItself: true });
    const told: SubscriptionEvent<'duplicates'>[] = [];
    replica.subscribe('duplicates', (counts) => told.push(counts));
    expect(told).toEqual([{ kinds: {} }]);
    const account = (place: number) => ({
      ...givenDeal(`0190b1f2-7c00-7000-8000-000000000d0${place}`, place),
      entity: 'crm/account',
      fields: { name: 'Dunmere Estates' },
    });
    machine.server.page({ rows: [{ record: account(1) }, { record: account(2) }], head: 2 });
    expect((await replica.handlers['session.signIn'](givenCredentials)).ok).toBe(true);
    const pairs = () => told.at(-1)?.kinds['crm/account']?.pairs;
    await machine.time.pass(3_000); // contact begins
    await until(() => replica.tenant()?.engine.status().firstSync === false);
    for (let minute = 0; minute < 20 && pairs() === undefined; minute += 1) await machine.time.pass(60_000);
    expect(pairs()).toBe(1);
    expect(await replica.call('session.signOut', null)).toMatchObject({ ok: true });
    expect([told.at(-1), machine.faults]).toEqual([{ kinds: {} }, []]);
  });
});
