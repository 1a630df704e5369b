import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { ProofServer } from '../stage/proof-server.ts';
import { ProofStage } from '../stage/proof-stage.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;

describe('devices whose clocks jump', () => {
  let server: ProofServer;
  beforeAll(async () => {
    server = await ProofServer.start();
  }, 60_000);
  afterAll(() => server.stop());
  /** Returns a device with a test clock, and the id of a deal that it will create. */
  const stageOfOne = async () => {
    const stage = await ProofStage.set(server);
    const time = new VirtualTime();
    return { stage, time, mia: await stage.device('mia', { time }), deal: stage.newId() };
  };

  for (const seed of inject('effort') === 'long' ? [1, 2, 3, 4, 5, 6] : [1]) {
    it(
      `[S-4] by hours and years lose nothing, and keep the order of arrival (seed ${seed})`,
      { timeout: 120_000 },
      async () => {
        const stage = await ProofStage.set(server);
        const random = seededRandom(seed);
        const times = [new VirtualTime(), new VirtualTime()];
        const devices = [
          await stage.device('mia', { time: times[0] ?? new VirtualTime() }),
          await stage.device('max', { time: times[1] ?? new VirtualTime() }),
        ];
        const [mia, max] = devices;
        if (!mia || !max) throw new Error('Two devices were made');
        const deal = stage.newId();
        const made: string[] = [await mia.act([stage.deal(deal)])];
        await stage.settle(mia, max);
        for (let step = 1; step <= 30; step += 1) {
          const at = random.below(2);
          const device = at === 0 ? mia : max;
          times[at]?.sleep(random.pick([hour, -hour, 5 * hour, -7 * hour, year, -year, 12 * year, -12 * year]));
          made.push(await device.act([stage.set(deal, { name: `Name ${step}` })]));
          if (random.chance(0.2)) await device.restart();
          await device.push();
          await (at === 0 ? max : mia).pull();
        }
        await stage.settle(mia, max);
        const rows = await server.rows(stage.orgId, 'select act, at from store.journal where record = $1 order by n', [
          deal,
        ]);
        expect(rows.map((row) => row['act'])).toEqual(made);
        const stamps = rows.map((row) => String(row['at']));
        expect(stamps).toEqual(stamps.toSorted()); // the server's own clock, not the clocks of the devices
        expect(new Set(made).size).toBe(made.length);
        for (const device of devices) {
          expect((await device.shown(deal))?.fields['name']).toBe('Name 30');
          expect(device.tenant.device.memory.tray.size).toBe(0);
          expect(device.faults).toEqual([]);
        }
        await stage.end();
      },
    );
  }

  it(
    '[S-2] offline acts are sent in the order in which they were made, though each clock time is years before the last',
    { timeout: 60_000 },
    async () => {
      const { stage, time, mia, deal } = await stageOfOne();
      const made = [await mia.act([stage.deal(deal)])];
      for (let step = 1; step <= 10; step += 1) {
        time.sleep(-2 * year);
        made.push(await mia.act([stage.set(deal, { name: `Name ${step}` })]));
        await mia.restart(); // read again from the file, in the order of the acts and not of their times
      }
      await stage.settle(mia);
      const rows = await server.rows(stage.orgId, 'select act from store.journal where record = $1 order by n', [deal]);
      expect(rows.map((row) => row['act'])).toEqual(made);
      expect((await stage.onServer(deal))?.['name']).toBe('Name 10');
      await stage.end();
    },
  );

  it(
    '[D-5] a session does not depend on its device’s clock: tokens are judged by the server’s',
    { timeout: 60_000 },
    async () => {
      const { stage, time, mia, deal } = await stageOfOne();
      for (const jump of [20 * year, -40 * year]) {
        time.sleep(jump);
        await mia.act([jump > 0 ? stage.deal(deal) : stage.set(deal, { name: 'Later' })]);
        await mia.push();
      }
      expect((await stage.onServer(deal))?.['name']).toBe('Later');
      await stage.end();
    },
  );
});
