import { beforeAll, describe, expect, it, vi } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { passHorizon } from '../../records/erase/horizon.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { made, type TestDevice } from '../../testing/test-server.ts';
import { openPokeHub } from './poke-hub.ts';

const given = givenServer();
let w: SalesWorld;
let people: { readonly ann: TestDevice; readonly mia: TestDevice; readonly moe: TestDevice };
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  people = {
    ann: await w.tenant.person('Annie', 'admin'),
    mia: await w.tenant.person('Miriam', 'manager', { teamId: w.teams.t1 }),
    moe: await w.tenant.person('Moses', 'manager', { teamId: w.teams.t2 }),
  };
});

/** The notices that one device gets. */
type Ear = {
  /** Waits for this number, and returns the numbers of all notices up to it. Notices come in the journal's order, so a missing number was not sent. */
  readonly heardUpTo: (n: number) => Promise<readonly number[]>;
};

/** Lets these devices pull and subscribe to a hub of their own, and closes the hub after `work`. */
async function withEars<const T extends readonly TestDevice[]>(
  devices: T,
  work: (...ears: { [K in keyof T]: Ear }) => Promise<void>,
): Promise<void> {
  const { database, server } = given.test;
  const readHead = (): Promise<undefined> => Promise.resolve(undefined);
  const hub = await openPokeHub({
    database,
    installed: server.tenancy.installed,
    readHead,
    readPages: () => Promise.resolve([]),
  });
  const ears: Ear[] = [];
  for (const device of devices) {
    await device.twin().pull();
    const heard: number[] = [];
    const news = (n: number): void => void heard.push(n);
    const end = (): void => undefined;
    hub.subscribe({
      orgId: w.tenant.orgId,
      userId: device.userId,
      sessionId: device.device,
      name: undefined,
      news,
      send: () => false,
      end,
    });
    const heardUpTo = (n: number): Promise<readonly number[]> =>
      vi.waitFor(
        () =>
          heard.includes(n) ? heard.splice(0) : Promise.reject(new Error(`Not told of ${n} yet: ${heard.join()}`)),
        { timeout: 20_000 },
      );
    ears.push({ heardUpTo });
  }
  await work(...(ears as { [K in keyof T]: Ear })); // one for each device
  await hub.close();
}

/** Makes a record that everybody sees, and returns its number. */
const forAll = async (): Promise<number> => {
  const { n } = await people.ann.do([made(w.id(), 'platform/team', { name: `Team ${w.id()}` })]);
  return n;
};

describe('pokes', () => {
  it('[S-3, A-5] go to people who may see the changed record, and to nobody else', () =>
    withEars([people.ann, people.mia, people.moe] as const, async (annie, miriam, moses) => {
      const ofMia = await w.mia.do([w.deal(w.id())]);
      const ofMoe = await w.moe.do([w.deal(w.id(), {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
      const shared = await w.mia.do([w.deal(w.id(), {}, { sharedWith: [people.moe.userId] })]);
      const last = await forAll();
      expect(await annie.heardUpTo(last)).toEqual([ofMia.n, ofMoe.n, shared.n, last]);
      expect(await miriam.heardUpTo(last)).toEqual([ofMia.n, shared.n, last]);
      expect(await moses.heardUpTo(last)).toEqual([ofMoe.n, shared.n, last]);
    }));

  it('[S-3, A-4] go to people who can no longer see the changed record, and to the author of a refused act', () =>
    withEars([people.mia, people.moe] as const, async (miriam, moses) => {
      const deal = w.id();
      const first = await w.mia.do([w.deal(deal)]);
      const moved = await w.ann.do([
        w.set(deal, { teamId: [w.teams.t1, w.teams.t2], ownerId: [w.mia.userId, w.moe.userId] }),
      ]);
      const refused = await people.mia.do([w.set(deal, { name: ['Deal', 'Mine'] })]);
      expect(refused.status).toBe('refused');
      const last = await forAll();
      expect(await miriam.heardUpTo(last)).toEqual([first.n, moved.n, refused.n, last]);
      expect(await moses.heardUpTo(last)).toEqual([moved.n, last]);
    }));

  it('[S-3, A-2] go to each person after a change of rights until the person’s tokens are computed again, so nobody misses the news of a gained token', () =>
    withEars([people.mia, people.moe] as const, async (miriam, moses) => {
      await w.tenant.setRoles(people.moe.userId, [{ role: 'manager', teamId: w.teams.t1 }]);
      const unknown = await w.mia.do([w.deal(w.id())]); // nobody has pulled since
      await people.moe.pull();
      const gained = await w.mia.do([w.deal(w.id())]);
      const elsewhere = await w.moe.do([w.deal(w.id(), {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
      const before = await miriam.heardUpTo(elsewhere.n); // the notice arrives before her tokens are read
      await people.mia.pull();
      const others = await w.moe.do([w.deal(w.id(), {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
      const last = await forAll();
      const byMoses = await moses.heardUpTo(last);
      expect(byMoses.slice(1)).toEqual([unknown.n, gained.n, last]); // the first is the change itself
      expect(before.slice(1)).toEqual([unknown.n, gained.n, elsewhere.n]);
      expect(await miriam.heardUpTo(last)).not.toContain(others.n);
    }));

  it('[S-3, A-2] go to everyone after rights were changed directly in the database', () =>
    withEars([people.mia, people.moe] as const, async (miriam, moses) => {
      await withOwner(given.database.ownerUrl, (owner) =>
        owner.run(`update store.platform_role set fields = fields where fields->>'key' = 'member'`),
      );
      const { n } = await w.mia.do([w.deal(w.id())]);
      expect(await miriam.heardUpTo(n)).toEqual([n]);
      expect(await moses.heardUpTo(n)).toEqual([n]);
    }));

  it('[S-3, S-1a] go to everyone when old tombstones are erased, and after a batch of very many tokens', () =>
    withEars([people.moe] as const, async (moses) => {
      await people.moe.pull();
      const crowd = Array.from({ length: 450 }, () => w.id());
      const hired = await w.ann.do(
        crowd.map((id) => made(id, 'platform/person', { name: 'P', status: 'active', memberships: [] })),
      );
      await moses.heardUpTo(hired.n);
      const many = await w.ann.do(
        crowd.map((id) => w.deal(w.id(), {}, { teamId: w.teams.t1, sharedWith: [id] })),
        { shape: 'each' },
      );
      expect(await moses.heardUpTo(many.n)).toEqual([many.n]);
      const deal = w.id();
      await w.mia.do([w.deal(deal)]);
      await w.mia.do([w.set(deal, { life: ['alive', 'deleted'] })]);
      await passHorizon(given.test.server.tenancy, w.tenant.orgId, many.n + 2);
      const [row] = await w.tenant.rows<{ head: number }>('select head from store.clock');
      expect((await moses.heardUpTo(Number(row?.head))).at(-1)).toBe(Number(row?.head));
    }));
});
