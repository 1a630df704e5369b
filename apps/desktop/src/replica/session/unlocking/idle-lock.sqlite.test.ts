import { afterEach, describe, expect, it } from 'vitest';
import { GivenMachine, givenCredentials } from '../../testing/given-machine.ts';
import { VirtualTime } from '../../testing/virtual-time.ts';
import { IdleLock } from './idle-lock.ts';

const minutes = (count: number): number => count * 60_000;

function given() {
  const time = new VirtualTime();
  const locked: number[] = [];
  const organisation: { minutes: number | null } = { minutes: null };
  const startMs = time.clock.nowMs();
  const idle = new IdleLock(
    time,
    () => locked.push(time.clock.nowMs() - startMs),
    () => organisation.minutes,
  );
  return { time, idle, locked, organisation };
}

describe('[D-5] an app that nobody uses', () => {
  it('locks after the chosen minutes without use, once', async () => {
    const { idle, time, locked } = given();
    idle.noteUse(5);
    await time.pass(minutes(4));
    idle.noteUse(5); // in any window
    await time.pass(minutes(4.9));
    expect(locked).toEqual([]);
    await time.pass(minutes(60));
    expect(locked).toEqual([minutes(9)]);
    expect(time.nextInMs).toBeUndefined();
  });

  it('stays open where the person has chosen so', async () => {
    const { idle, time, locked } = given();
    idle.noteUse(5);
    idle.noteUse(null);
    await time.pass(minutes(600));
    expect(locked).toEqual([]);
  });

  it('counts the time for which the computer slept', async () => {
    const { idle, time, locked } = given();
    idle.noteUse(5);
    time.set(minutes(8 * 60));
    await time.pass(minutes(0.2));
    expect(locked).toHaveLength(1);
  });

  it('waits the whole time again after the clock was set back', async () => {
    const { idle, time, locked } = given();
    idle.noteUse(5);
    await time.pass(minutes(4));
    time.set(-minutes(60));
    await time.pass(minutes(4.9));
    expect(locked).toEqual([]);
    await time.pass(minutes(0.3));
    expect(locked).toHaveLength(1);
  });
});

describe('[PLT-38] the longest time without use that an organisation sets', () => {
  it.each<readonly [string, number | null, number]>([
    ['no choice', null, 10],
    ['a longer choice', 60, 10],
    ['a shorter choice, which is stricter', 5, 5],
  ])('locks a device with %s', async (_of, chosen, after) => {
    const { idle, time, locked, organisation } = given();
    organisation.minutes = 10;
    idle.noteUse(chosen);
    await time.pass(minutes(after - 0.1));
    expect(locked).toEqual([]);
    await time.pass(minutes(0.3));
    expect(locked).toHaveLength(1);
  });

  it('applies from the moment at which it arrives', async () => {
    const { idle, time, locked, organisation } = given();
    idle.noteUse(null);
    await time.pass(minutes(20));
    organisation.minutes = 30;
    idle.look();
    await time.pass(minutes(9.9));
    expect(locked).toEqual([]);
    await time.pass(minutes(0.3));
    expect(locked).toHaveLength(1);
  });

  it('locks nothing before anybody has used a window, and after it has locked', async () => {
    const { idle, time, locked, organisation } = given();
    organisation.minutes = 10;
    idle.look();
    await time.pass(minutes(60));
    expect([locked, time.nextInMs]).toEqual([[], undefined]);
    idle.noteUse(null);
    await time.pass(minutes(60));
    idle.look();
    await time.pass(minutes(60));
    expect([locked.length, time.nextInMs]).toEqual([1, undefined]);
  });
});

describe('[D-5] a replica that nobody uses', () => {
  const machine = new GivenMachine();
  afterEach(() => machine.end());

  it('is closed, and opens with the password alone', async () => {
    const { handlers, tenant } = await machine.start();
    await handlers['session.signIn'](givenCredentials);
    await handlers['session.noteUse']({ lockAfterMinutes: 15 });
    await machine.time.pass(minutes(14.9));
    expect(tenant()).toBeDefined();
    await machine.time.pass(minutes(0.3));
    expect(tenant()).toBeUndefined();
    expect(await handlers['session.get'](null)).toMatchObject({ value: { state: 'locked' } });
    const restarted = await machine.restart();
    expect(restarted.tenant()).toBeUndefined();
    expect(await restarted.handlers['session.unlock']({ password: givenCredentials.password })).toMatchObject({ ok: true }); // prettier-ignore
  });
});
