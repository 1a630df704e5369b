import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { serviceAccountOf } from '../service/service.ts';
import { runWorkers } from '../workers/workers.ts';
import { followerWorkers } from './follower-workers.ts';
import type { ChangedRecords, JournalFollower } from './journal-follower.ts';

const given = givenServer();
let tenant: TestTenant;
let mia: TestDevice;
beforeAll(async () => {
  tenant = await given.test.tenant();
  mia = await tenant.person('Mia', 'member');
});

/** Returns a follower with a place of its own, and the changes that it was given. */
function follower(name: string, answer: () => ReturnType<JournalFollower['follow']> = () => Promise.resolve(accept(null))) {
  const got: ChangedRecords[] = [];
  const one: JournalFollower = {
    name,
    doing: 'following for a test',
    kinds: ['crm/deal'],
    follow(_service, changed) {
      got.push(changed);
      return answer();
    },
  };
  const account = serviceAccountOf({ pack: 'crm', grants: [] });
  const { tenancy } = given.test.server;
  const ports = { ...tenancy, log: { warn() {} } };
  const run = () => runWorkers(followerWorkers(ports, [{ account, followers: [one] }]), tenant.orgId);
  const ids = (): readonly string[] => got.flatMap((changed) => [...changed.values()].flat());
  return { run, got, ids };
} // prettier-ignore

const addDeal = async (): Promise<string> => {
  const id = given.test.newId();
  await mia.do([made(id, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: mia.userId })]);
  return id;
};

describe('[T-22] a follower of the journal', () => {
  it('begins with the changes after its first round, and gets only those of its kinds, each once', async () => {
    await addDeal();
    const { run, got, ids } = follower('begins');
    await run();
    expect(got).toEqual([]);
    const deal = await addDeal();
    await mia.do([made(given.test.newId(), 'crm/lead', { name: 'Lead', status: 'new' }, { ownerId: mia.userId })]);
    await run();
    await run();
    expect(ids()).toEqual([deal]);
  });

  it('gets changes again whose answer was refused, or during which the server stopped', async () => {
    let tries = 0;
    const { run, ids } = follower('again', () => {
      tries += 1;
      if (tries === 1) return Promise.resolve(refuse('records/invalid', 'Not now.', {}));
      return tries === 2 ? Promise.reject(new Error('the server stops')) : Promise.resolve(accept(null));
    });
    await run();
    const deal = await addDeal();
    await run();
    await expect(run()).rejects.toThrow('the server stops');
    await run();
    await run();
    expect(ids()).toEqual([deal, deal, deal]);
  });

  it('loses nothing where two servers follow at the same moment', async () => {
    const { run, ids } = follower('two');
    await run();
    const deals = [await addDeal(), await addDeal()];
    await Promise.all([run(), run()]);
    const deal = await addDeal();
    await run();
    expect([...new Set(ids())].toSorted()).toEqual([...deals, deal].toSorted());
  });

  it('gets a long journal in parts', async () => {
    const { run, got, ids } = follower('long');
    await run();
    const all = Array.from({ length: 620 }, () => given.test.newId());
    for (let from = 0; from < all.length; from += 155)
      await mia.do(all.slice(from, from + 155).map((id) => made(id, 'crm/deal', { name: 'D', stage: 'prospecting' }, { ownerId: mia.userId }))); // prettier-ignore
    await run();
    expect(got).toHaveLength(2);
    expect([...ids()].toSorted()).toEqual(all.toSorted());
  });
});
