import { describe, expect, it } from 'vitest';
import type { Replica } from '../replica.ts';
import { machineForTest } from '../testing/for-test.ts';
import { givenCredentials, type GivenMachine } from '../testing/given-machine.ts';
import { givenOrganisation, givenPerson } from '../testing/given-tenant.ts';
import { jsonReply, signedInReply } from '../testing/scripted-server.ts';

const harbour = { ...givenOrganisation, id: '0190b1f2-7c00-7000-8000-0000000000f2', name: 'Harbour Ltd' };
const inHarbour = { ...givenPerson, id: '0190b1f2-7c00-7000-8000-0000000000e9' };
const addDeal = (replica: Replica, name: string) =>
  replica.call('acts.perform', {
    label: `Added ${name}`,
    edits: [{ entity: 'crm/deal', create: { fields: { name, stage: 'prospecting' } } }],
  });
async function deals(replica: Replica): Promise<unknown> {
  const list = await replica.handlers['records.list']({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
  return list.ok ? list.value.rows.map((row) => row.fields['name']) : list.code;
}
async function organisations(
  replica: Replica,
): Promise<{ name: string; replica: string; unsent: number; isCurrent: boolean }[]> {
  const told = await replica.handlers['session.organisations'](null);
  if (!told.ok) throw new Error('Nobody is signed in');
  return told.value.organisations.map(({ organisation: { name }, ...rest }) => ({ name, ...rest }));
}
/** Lets the next sign-in be one of this person to this organisation. */
function signsIn({ server }: GivenMachine, me: GivenMachine['server']['me']): void {
  server.me = me;
  server.signIns.push(jsonReply({ ...signedInReply('r'), ...me }));
}
/** Signs in to Example Ltd, works there, and then signs in to Harbour Ltd. */
async function inBoth(machine: GivenMachine): Promise<Replica> {
  const replica = await machine.start();
  await replica.call('session.signIn', givenCredentials);
  await addDeal(replica, 'Acme');
  signsIn(machine, { person: inHarbour, organisation: harbour });
  await replica.call('session.signIn', { ...givenCredentials, organisation: harbour.id });
  return replica;
}
const replicaOf = async (replica: Replica, wanted: string): Promise<string> =>
  (await organisations(replica)).find(({ name }) => name === wanted)?.replica ?? '';

describe('[PLT-26] several organisations of one account on a device', () => {
  it('have a replica each, and name the unsent changes in each', async () => {
    const replica = await inBoth(machineForTest({}));
    expect(await deals(replica)).toEqual([]);
    expect(await organisations(replica)).toMatchObject([
      { name: 'Example Ltd', unsent: 1, isCurrent: false },
      { name: 'Harbour Ltd', unsent: 0, isCurrent: true },
    ]);
  });

  it('are switched without a password or a network while their sessions last, also after a restart', async () => {
    const machine = machineForTest({});
    const replica = await inBoth(machine);
    machine.line.isCut = true;
    const switched = await replica.call('session.switch', { replica: await replicaOf(replica, 'Example Ltd') });
    expect(switched).toMatchObject({
      ok: true,
      value: { state: 'signed-in', organisation: { name: 'Example Ltd' }, unsent: 1 },
    });
    expect(await deals(replica)).toEqual(['Acme']);
    const again = await machine.restart();
    expect(await again.call('session.get', null)).toMatchObject({ value: { organisation: { name: 'Example Ltd' } } });
  });

  it('ask for a sign-in where the person has signed out, and keep the present one open', async () => {
    const machine = machineForTest({});
    const replica = await inBoth(machine);
    await replica.call('session.signOut', null);
    signsIn(machine, { person: givenPerson, organisation: givenOrganisation });
    await replica.call('session.signIn', givenCredentials);
    const refused = await replica.call('session.switch', { replica: await replicaOf(replica, 'Harbour Ltd') });
    expect(refused).toMatchObject({ ok: false, code: 'access/signed-out' });
    expect(await deals(replica)).toEqual(['Acme']);
  });

  it('[D-4] ask for the password where it wraps the key', async () => {
    const replica = await inBoth(machineForTest({ keyStore: null }));
    const refused = await replica.call('session.switch', { replica: await replicaOf(replica, 'Example Ltd') });
    expect(refused).toMatchObject({ ok: false, code: 'replica/wrong-key' });
    expect(await deals(replica)).toEqual([]);
  });

  it('[A-5] never open the data of another account on the same device', async () => {
    const machine = machineForTest({});
    const replica = await inBoth(machine);
    const example = await replicaOf(replica, 'Example Ltd');
    const ben = { ...givenPerson, id: '0190b1f2-7c00-7000-8000-0000000000ea', email: 'ben@example.com' };
    signsIn(machine, { person: ben, organisation: harbour });
    await replica.call('session.signIn', { ...givenCredentials, email: ben.email });
    expect(await organisations(replica)).toMatchObject([{ name: 'Harbour Ltd', isCurrent: true }]);
    expect(await replica.call('session.switch', { replica: example })).toMatchObject({
      ok: false,
      code: 'access/signed-out',
    });
    await replica.call('session.lock', null);
    expect(await replica.call('session.switch', { replica: example })).toMatchObject({
      ok: false,
      code: 'replica/locked',
    });
  });
});
