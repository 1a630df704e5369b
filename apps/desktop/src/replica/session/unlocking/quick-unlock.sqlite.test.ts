import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualUnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';
import { describe, expect, it } from 'vitest';
import type { HttpReply, KeyStore } from '../../device/ports.ts';
import type { Replica } from '../../replica.ts';
import { machineForTest } from '../../testing/for-test.ts';
import { givenCredentials, type GivenMachine } from '../../testing/given-machine.ts';
import { jsonReply, signedInReply } from '../../testing/scripted-server.ts';
import type { ReplicaEntry } from '../profile/profile.ts';

const { unlockTries: mostTries } = usualUnlockLimits;
const { password } = givenCredentials;
const pin = '481362';

/** Returns the key store of one machine, which opens only keys that it has wrapped itself. */
function keyStoreOf(machine: number): KeyStore {
  const key = Buffer.alloc(32, machine);
  return {
    wrap: async (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    unwrap: async (wrapped) => {
      const bytes = Buffer.from(wrapped, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    },
  };
}

const given = (keyStore: KeyStore | null = keyStoreOf(1)): GivenMachine => machineForTest({ keyStore });
const entryOf = ({ folder }: GivenMachine): ReplicaEntry | undefined =>
  (JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8')) as { replicas: ReplicaEntry[] }).replicas[0]; // as the profile writes it
const session = async (replica: Replica) => {
  const told = await replica.handlers['session.get'](null);
  if (!told.ok) throw new Error(told.message);
  return told.value;
};
const quick = async (replica: Replica) => (await session(replica)).unlocking?.quick;
const byPin = (replica: Replica, typed = pin) => replica.call('session.unlockByPin', { pin: typed });
const byPassword = (replica: Replica, typed = password) => replica.call('session.unlock', { password: typed });
const setPin = (replica: Replica, typed = password, chosen = pin) =>
  replica.call('session.setPin', { pin: chosen, password: typed });
const refused = (code: string, details = {}) => ({ ok: false, code, details });

/** Signs in and sets the PIN. */
async function withPin(machine: GivenMachine): Promise<Replica> {
  const replica = await machine.start();
  expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ ok: true });
  expect(await setPin(replica)).toMatchObject({ ok: true });
  return replica;
}

/** Closes the app while it is locked, and starts it anew. */
async function lockedAnew(machine: GivenMachine, replica: Replica): Promise<Replica> {
  await replica.call('session.lock', null);
  return machine.restart();
}

/** Locks a device whose organisation lets it be a day without contact, for two days. */
async function overdue(machine: GivenMachine, replica: Replica): Promise<Replica> {
  await replica.call('session.lock', null);
  await machine.stop();
  const path = join(machine.folder, 'profile.json');
  const { replicas: [entry], ...rest } = JSON.parse(readFileSync(path, 'utf8')) as { replicas: ReplicaEntry[] }; // prettier-ignore
  const nowMs = machine.time.clock.nowMs();
  const unlocking = { unlockTries: 5, offlineDays: 1, lockMinutes: null, contactMs: nowMs - 2 * 86_400_000, seenMs: nowMs }; // prettier-ignore
  writeFileSync(path, JSON.stringify({ ...rest, replicas: [{ ...entry, unlocking }] }));
  return machine.start();
}

const problem = (code: string, details: object, status = 401): HttpReply => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'No', status, code, details }),
});

describe('[PLT-41] a PIN of a device', () => {
  it('opens the data offline after a restart, and the password still does', async () => {
    const machine = given();
    let replica = await machine.start();
    await replica.call('session.signIn', givenCredentials);
    expect(await quick(replica)).toEqual({ pin: 'unset', biometrics: 'not-offered', proof: 'password' });
    expect(await setPin(replica)).toMatchObject({ ok: true });
    machine.line.isCut = true;
    replica = await lockedAnew(machine, replica);
    expect(await session(replica)).toMatchObject({ state: 'locked', unlocking: { quick: { pin: 'set' } } });
    expect(await byPin(replica)).toMatchObject({ ok: true, value: { state: 'signed-in' } });
    replica = await lockedAnew(machine, replica);
    expect(await byPassword(replica)).toMatchObject({ ok: true });
    replica = await lockedAnew(machine, replica);
    expect(await byPin(replica)).toMatchObject({ ok: true });
    expect(machine.faults).toEqual([]);
  });

  it('is replaced by another one, and the former opens nothing', async () => {
    const machine = given();
    let replica = await withPin(machine);
    expect(await setPin(replica, password, '739915')).toMatchObject({ ok: true });
    replica = await lockedAnew(machine, replica);
    expect(await byPin(replica)).toMatchObject(refused('replica/wrong-key'));
    expect(await byPin(replica, '739915')).toMatchObject({ ok: true });
  });

  it('is set only after the right password, whose wrong tries count, and is never an obvious one', async () => {
    const machine = given();
    const replica = await machine.start();
    expect(await setPin(replica)).toMatchObject(refused('access/signed-out'));
    await replica.call('session.signIn', givenCredentials);
    expect(await setPin(replica, password, '123456')).toMatchObject(refused('request/invalid', { path: 'pin' }));
    expect(await setPin(replica, '')).toMatchObject(refused('access/bad-credentials'));
    expect(entryOf(machine)).toMatchObject({ tries: 1 });
    for (let n = 2; n <= mostTries; n += 1) await setPin(replica, 'wrong');
    expect(await setPin(replica)).toMatchObject(refused('replica/online-needed', { reason: 'tries' }));
    expect(entryOf(machine)?.pin).toBeUndefined();
    await replica.call('session.lock', null);
    expect(await setPin(replica)).toMatchObject(refused('replica/locked'));
    expect(await byPassword(replica)).toMatchObject(refused('replica/online-needed', { reason: 'tries' }));
  });

  it('has its wrong tries counted on disk before the check, over restarts and with those of the password; after the last it is removed', async () => {
    const atCheck: (number | undefined)[] = [];
    const store = keyStoreOf(1);
    const machine = given({
      wrap: store.wrap,
      unwrap: (wrapped) => {
        atCheck.push(entryOf(machine)?.tries);
        return store.unwrap(wrapped);
      },
    });
    let replica = await lockedAnew(machine, await withPin(machine));
    machine.line.isCut = true;
    atCheck.length = 0;
    for (let n = 1; n <= mostTries; n += 1) {
      expect((await (n % 2 === 0 ? byPassword(replica, 'wrong') : byPin(replica, '999481'))).ok).toBe(false);
      replica = await machine.restart();
      expect(entryOf(machine)).toMatchObject({ tries: n });
      expect(entryOf(machine)?.pin === undefined).toBe(n === mostTries);
    }
    expect(atCheck).toEqual([1, 2, 3, 4, 5]); // on disk by then
    expect(await session(replica)).toMatchObject({ unlocking: { onlineNeeded: 'tries', quick: { pin: 'unset' } } });
    expect(await byPin(replica)).toMatchObject(refused('replica/locked'));
    expect(await byPassword(replica)).toMatchObject(refused('replica/online-needed', { reason: 'tries' }));
    machine.line.isCut = false;
    expect(await replica.call('session.signIn', givenCredentials)).toMatchObject({ ok: true });
    expect(await quick(replica)).toMatchObject({ pin: 'unset' });
  });

  it.each<readonly [string, (replica: Replica) => Promise<{ readonly ok: boolean }>]>([
    ['PIN', byPin],
    ['password', byPassword],
  ])('stays when the %s is right at the last try, which clears the count', async (_what, right) => {
    const machine = given();
    let replica = await lockedAnew(machine, await withPin(machine));
    for (let n = 1; n < mostTries; n += 1) expect((await byPin(replica, '999481')).ok).toBe(false);
    expect(await session(replica)).toMatchObject({ unlocking: { triesLeft: 1 } });
    expect(await right(replica)).toMatchObject({ ok: true });
    expect(entryOf(machine)?.tries).toBeUndefined();
    replica = await lockedAnew(machine, replica);
    expect(await byPin(replica)).toMatchObject({ ok: true });
  });

  it.each<readonly [string, KeyStore | null]>([
    ['of another machine', keyStoreOf(2)],
    ['that does not answer', null],
  ])('does not open a copied profile with a key store %s', async (_which, keyStore) => {
    const machine = given();
    await lockedAnew(machine, await withPin(machine));
    const copy = machineForTest({ image: machine.saveImage(), keyStore });
    const replica = await copy.start();
    expect(await byPin(replica)).toMatchObject(refused('replica/no-key-store'));
    expect(replica.tenant()).toBeUndefined();
    expect(copy.faults).toEqual([]);
  });

  it('is not offered on a device without a key store', async () => {
    const machine = given(null);
    const replica = await machine.start();
    await replica.call('session.signIn', givenCredentials);
    expect(await quick(replica)).toMatchObject({ pin: 'not-offered', biometrics: 'not-offered' });
    expect(await setPin(replica)).toMatchObject(refused('replica/no-key-store'));
    expect(entryOf(machine)?.pin).toBeUndefined();
  });

  it.each<readonly [string, (replica: Replica, machine: GivenMachine) => Promise<unknown>]>([
    ['its person removes it', (replica) => replica.call('session.removePin', null)],
    ['its person signs out', (replica) => replica.call('session.signOut', null)],
    ['its person signs in anew', (replica) => replica.call('session.signIn', givenCredentials)],
    ['the key of the file changes', (replica) => replica.call('session.changeKey', { password })],
    [
      'the password changes',
      (replica, { server }) => {
        server.answers.push(jsonReply({ done: true }));
        const chosen = 'seven slow brown rivers';
        return replica.call('account.changePassword', { present: password, chosen, others: 'keep' });
      },
    ],
    [
      'an administrator ends the session',
      (replica, { server }) => {
        const ended = problem('access/session-ended', { reason: 'revoked' });
        server.answers.push(ended);
        server.refreshes.push(ended);
        return replica.call('sync.now', null);
      },
    ],
  ])('is gone when %s', async (_what, happen) => {
    const machine = given();
    const replica = await withPin(machine);
    expect(entryOf(machine)?.pin).toBeDefined();
    expect(await happen(replica, machine)).toMatchObject({ ok: true });
    expect(entryOf(machine)?.pin).toBeUndefined();
    await replica.call('session.lock', null);
    const after = await byPin(await machine.restart());
    expect(after).toMatchObject({ ok: false });
    expect(machine.faults).toEqual([]);
  });

  it('stays when the server refuses another password, and while it only cannot be reached', async () => {
    const machine = given();
    const replica = await withPin(machine);
    machine.server.answers.push(problem('access/bad-credentials', { triesLeft: 4 }, 400));
    const change = { present: 'wrong', chosen: 'seven slow brown rivers', others: 'keep' };
    expect(await replica.call('account.changePassword', change)).toMatchObject({ ok: false });
    machine.line.isCut = true;
    expect(await replica.call('sync.now', null)).toMatchObject({ value: { state: 'offline' } });
    expect(entryOf(machine)?.pin).toBeDefined();
  });

  it('opens nothing after the period without contact', async () => {
    const machine = given();
    const replica = await overdue(machine, await withPin(machine));
    expect(await byPin(replica)).toMatchObject(refused('replica/online-needed', { reason: 'period' }));
  });
});

/** Signs in by an identity provider, in the browser: without a password. */
async function bySso(machine: GivenMachine, replica: Replica): Promise<void> {
  let state = '';
  machine.server.answers.push(
    async (request) => {
      ({ state } = request as unknown as { state: string }); // the body of /auth/browser, as the replica sends it
      return { ticket: 't'.repeat(43), minutes: 10 };
    },
    jsonReply(signedInReply('r')),
  );
  const { server } = givenCredentials;
  expect(await replica.call('session.startInBrowser', { server, way: 'sso', returns: 'link' })).toMatchObject({ ok: true }); // prettier-ignore
  await replica.call('session.cameBack', { link: `outpost://signed-in?code=${'c'.repeat(43)}&state=${state}` });
  expect(await replica.call('session.finishInBrowser', {})).toMatchObject({ ok: true });
}

describe('[PLT-41] a person without a password on this device', () => {
  it('sets a PIN after a sign-in online of the last minutes, and then unlocks offline', async () => {
    const machine = given();
    let replica = await machine.start();
    await bySso(machine, replica);
    expect(await quick(replica)).toMatchObject({ pin: 'unset', proof: 'online' });
    // Without contact, and without a fresh sign-in, nothing proves them.
    machine.line.isCut = true;
    expect(await setPin(replica, '')).toMatchObject(refused('sync/offline'));
    machine.line.isCut = false;
    machine.server.answers.push(problem('access/step-up-needed', { kinds: ['password'] }, 403));
    expect(await setPin(replica, '')).toMatchObject(refused('access/step-up-needed', { kinds: ['password'] }));
    expect(entryOf(machine)?.pin).toBeUndefined();
    machine.server.answers.push(jsonReply({ done: true }));
    expect(await setPin(replica, '')).toMatchObject({ ok: true });
    machine.line.isCut = true;
    replica = await lockedAnew(machine, replica);
    expect(await byPassword(replica, '')).toMatchObject(refused('access/bad-credentials'));
    expect(await byPin(replica, '999481')).toMatchObject(refused('replica/wrong-key'));
    expect(await byPin(replica)).toMatchObject({ ok: true, value: { state: 'signed-in' } });
  });
});

describe('[PLT-41] biometrics of the system', () => {
  /** A machine whose system asks a person who says yes or no. */
  function givenSensor(answers: readonly boolean[]) {
    const machine = given();
    const left = [...answers];
    machine.biometrics = { confirm: async () => left.shift() ?? false };
    return { machine, left };
  }
  const byFinger = (replica: Replica) => replica.call('session.unlockByBiometrics', null);
  const turn = (replica: Replica, isOn: boolean, typed = password) =>
    replica.call('session.setBiometrics', { isOn, password: typed });

  it('open the data where the person has turned them on after a proof; a refusal leads back to the password', async () => {
    const { machine, left } = givenSensor([false, true]);
    let replica = await machine.start();
    await replica.call('session.signIn', givenCredentials);
    expect(await quick(replica)).toMatchObject({ biometrics: 'off' });
    await replica.call('session.lock', null);
    expect(await byFinger(replica)).toMatchObject(refused('replica/locked'));
    expect(left).toHaveLength(2); // not asked: they are off
    await byPassword(replica);
    expect(await turn(replica, true, 'wrong')).toMatchObject(refused('access/bad-credentials'));
    expect(await turn(replica, true)).toMatchObject({ ok: true });
    replica = await lockedAnew(machine, replica);
    expect(await session(replica)).toMatchObject({ unlocking: { quick: { biometrics: 'on' } } });
    expect(await byFinger(replica)).toMatchObject(refused('replica/locked'));
    expect(entryOf(machine)?.tries).toBeUndefined(); // the system counts its own
    await byPin(replica, '999481');
    await byPassword(replica, 'wrong');
    expect(await byFinger(replica)).toMatchObject({ ok: true, value: { state: 'signed-in' } });
    expect(entryOf(machine)?.tries).toBeUndefined();
    expect(await turn(replica, false)).toMatchObject({ ok: true });
    expect(await quick(replica)).toMatchObject({ biometrics: 'off' });
  });

  it('are not asked after the last wrong try, and end with a new sign-in', async () => {
    const { machine, left } = givenSensor([true, true]);
    let replica = await machine.start();
    await replica.call('session.signIn', givenCredentials);
    await turn(replica, true);
    await replica.call('session.lock', null);
    for (let n = 1; n <= mostTries; n += 1) await byPassword(replica, 'wrong');
    replica = await machine.restart();
    expect(await byFinger(replica)).toMatchObject({ ok: false });
    expect(left).toHaveLength(2);
    await replica.call('session.signIn', givenCredentials);
    expect(await quick(replica)).toMatchObject({ biometrics: 'off' });
  });

  it('are not asked after the period without contact', async () => {
    const { machine, left } = givenSensor([true]);
    let replica = await machine.start();
    await replica.call('session.signIn', givenCredentials);
    await turn(replica, true);
    replica = await overdue(machine, replica);
    expect(await byFinger(replica)).toMatchObject(refused('replica/online-needed', { reason: 'period' }));
    expect(left).toHaveLength(1);
  });

  it('are not offered where the shell has none', async () => {
    const machine = given();
    const replica = await machine.start();
    await replica.call('session.signIn', givenCredentials);
    expect(await turn(replica, true)).toMatchObject(refused('request/invalid'));
  });
});
