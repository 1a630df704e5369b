import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeyStore } from '../../device/ports.ts';
import { GivenMachine, givenCredentials, openKeyStore } from '../../testing/given-machine.ts';
import { usualUnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';

const { unlockTries: mostTries } = usualUnlockLimits;
const machines: GivenMachine[] = [];
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.end();
});

describe.each([
  ['under the password', false],
  ["in the system's key store", true],
] as const)('wrong passwords on a device whose key is %s', (_where, isInStore) => {
  it('[D-5] are counted on disk before they are checked, and after the last only a sign-in online opens the data', async () => {
    const atCheck: (number | undefined)[] = [];
    const keyStore: KeyStore = {
      wrap: openKeyStore.wrap,
      unwrap: (wrapped) => {
        atCheck.push(inProfile());
        return openKeyStore.unwrap(wrapped);
      },
    };
    const machine = new GivenMachine({ keyStore: isInStore ? keyStore : null });
    machines.push(machine);
    const inProfile = () =>
      (JSON.parse(readFileSync(join(machine.folder, 'profile.json'), 'utf8')) as { replicas: { tries?: number }[] })
        .replicas[0]?.tries;
    let replica = await machine.start();
    expect(await replica.handlers['session.signIn'](givenCredentials)).toMatchObject({ ok: true });
    await replica.handlers['session.lock'](null);
    const unlock = (password: string) => replica.handlers['session.unlock']({ password });
    // A right password clears the count.
    for (let n = 1; n < mostTries; n += 1) expect((await unlock('wrong')).ok).toBe(false);
    expect(await unlock(givenCredentials.password)).toMatchObject({ ok: true });
    await replica.handlers['session.lock'](null);
    expect(inProfile()).toBeUndefined();
    // A new process after each try finds the count.
    atCheck.length = 0;
    for (let n = 1; n <= mostTries; n += 1) {
      expect((await unlock('wrong')).ok).toBe(false);
      replica = await machine.restart();
      expect(inProfile()).toBe(n);
    }
    if (isInStore) expect(atCheck).toEqual([1, 2, 3, 4, 5]); // on disk by then
    expect(await unlock(givenCredentials.password)).toMatchObject({ ok: false, code: 'replica/online-needed', details: { reason: 'tries' } }); // prettier-ignore
    machine.line.isCut = true;
    expect(await replica.handlers['session.signIn'](givenCredentials)).toMatchObject({ ok: false });
    machine.line.isCut = false;
    expect(await replica.handlers['session.signIn'](givenCredentials)).toMatchObject({ ok: true });
    expect(inProfile()).toBeUndefined();
  });
});
