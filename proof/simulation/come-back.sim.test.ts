import { usd } from '@outpost/domain/testing/usd';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { ProofStage, StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

/*
 * S-1c, ADR 0017: a state that devices agreed on before the server lost its tail is restored once all its acts have come back, in
 * any order. Real replicas, the real server.
 */

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

type Agreed = {
  readonly w: ProofStage;
  readonly deals: readonly string[];
  readonly devices: readonly StagedDevice[];
  /** The store before the lost acts. */
  readonly backup: Awaited<ReturnType<ProofStage['backup']>>;
};

/** Creates some deals of Mia's, which Mia, Max and Ann hold. */
async function givenDeals(count = 1): Promise<Agreed> {
  const w = await stageForTest(server);
  const devices = [await w.device('mia'), await w.device('max'), await w.device('ann')];
  const deals = Array.from({ length: count }, () => w.newId());
  await devices[0]?.act(deals.map((id) => w.deal(id, { tags: ['old'] })));
  await w.settle(...devices);
  return { w, deals, devices, backup: await w.backup() };
}

/** Returns the deals' values in the store, and the replaced values in the journal. */
async function outcomeOf({ w, deals }: Agreed) {
  const records = await Promise.all(deals.map((id) => w.onServer(id)));
  const told = (await w.superseded()).map((fields) => JSON.stringify(fields));
  return { records, told: told.sort() };
}

const ordersOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2
    ? [all]
    : all.flatMap((one) => ordersOf(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));

/**
 * Loses all acts since the backup, once for each order in which the devices can return. The result must be the same
 * each time.
 */
async function expectSameInAnyOrder(agreed: Agreed, devices = agreed.devices): Promise<void> {
  const { w, backup } = agreed;
  const before = await outcomeOf(agreed);
  for (const order of ordersOf(devices)) {
    await w.restore(backup);
    for (const device of order) await w.settle(device);
    await w.settle(...agreed.devices);
    const names = order.map(({ person }) => person.name).join(', ');
    expect({ names, ...(await outcomeOf(agreed)) }).toEqual({ names, ...before });
    for (const device of agreed.devices) {
      expect(device.tray()).toEqual([]);
      for (const [place, id] of agreed.deals.entries())
        expect((await device.shown(id))?.fields['stage']).toEqual(before.records[place]?.['stage']);
    }
  }
}

describe('acts that come back after a restored backup', () => {
  it('[S-1c] are in the order in which they were decided: the newest value holds, and uncontested values are not reported', async () => {
    const agreed = await givenDeals();
    const {
      w,
      devices,
      deals: [deal = ''],
    } = agreed;
    const [mia, max, ann] = devices as [StagedDevice, StagedDevice, StagedDevice];
    await max.act([w.set(deal, { stage: 'engaging' })]);
    await w.settle(max, ann);
    await ann.act([w.set(deal, { stage: 'proposal' })]);
    await w.settle(ann, max, mia);
    expect(await outcomeOf(agreed)).toMatchObject({ records: [{ stage: 'proposal' }], told: [] });
    await expectSameInAnyOrder(agreed, [max, ann]);
  });

  it('[S-1c] are in that order, too, where their devices had no page since, only the answers to them', async () => {
    const agreed = await givenDeals();
    const { w, devices, deals, backup } = agreed;
    const [, max, ann] = devices as [StagedDevice, StagedDevice, StagedDevice];
    const deal = deals[0] ?? '';
    await max.act([w.set(deal, { value: usd(10) })]);
    await ann.act([w.set(deal, { value: usd(11) })]);
    for (const device of [max, ann]) await device.push();
    const before = await outcomeOf(agreed);
    await w.restore(backup);
    await w.settle(ann); // first, because her value was the present one
    await w.settle(max, ann);
    expect(await outcomeOf(agreed)).toEqual(before);
  });

  it('[S-1c] leave a value that three people contested as it was, and report each replaced value', async () => {
    const agreed = await givenDeals();
    const {
      w,
      devices,
      deals: [deal = ''],
    } = agreed;
    for (const [place, device] of devices.entries()) await device.act([w.set(deal, { value: usd(10 + place) })]);
    await w.settle(...devices);
    expect(await outcomeOf(agreed)).toMatchObject({
      records: [{ value: usd(12) }],
      told: [/10/, /11/].map((text) => expect.stringMatching(String(text.source)) as string),
    });
    await expectSameInAnyOrder(agreed);
  });

  it('[S-4c] are undone, done again and deleted as they were', async () => {
    const agreed = await givenDeals(3);
    const {
      w,
      devices,
      deals: [undone = '', redone = '', deleted = ''],
    } = agreed;
    const [mia, max] = devices as [StagedDevice, StagedDevice];
    const undo = async (act: string): Promise<string> => {
      const made = await mia.tenant.acts.undo(act);
      if (!made.ok) throw new Error(made.message);
      return made.value.act;
    };
    await undo(await mia.act([w.set(undone, { stage: 'engaging' })]));
    await undo(await undo(await mia.act([w.set(redone, { stage: 'engaging' })])));
    await mia.act([w.set(deleted, { stage: 'engaging' })]);
    await w.settle(mia, max);
    await max.act([w.set(deleted, { life: 'deleted' })]);
    await max.act([w.set(redone, { name: 'Named by Max' })]);
    await w.settle(max, mia);
    expect(await outcomeOf(agreed)).toMatchObject({
      records: [
        { stage: 'prospecting' },
        { stage: 'engaging', name: 'Named by Max' },
        { stage: 'engaging', life: 'deleted' },
      ],
    });
    await expectSameInAnyOrder(agreed, [mia, max]);
  });

  it('[S-4c] lose once more where they lost before: an undo, and the undo of a group', async () => {
    const given = await givenDeals(3);
    const { w, devices, deals } = given;
    const [one = '', two = '', three = ''] = deals;
    const [mia, max] = devices as [StagedDevice, StagedDevice];
    const changed = await mia.act([w.set(one, { stage: 'engaging' })]);
    const group = w.newId();
    await mia.act([w.set(two, { stage: 'engaging' })], { group });
    await mia.act([w.set(three, { stage: 'engaging' })], { group });
    await w.settle(mia, max);
    const agreed = { ...given, backup: await w.backup() };
    await max.act([w.set(one, { stage: 'proposal' })]);
    await max.act([w.set(two, { stage: 'proposal' })]);
    await max.push();
    for (const undone of [await mia.tenant.acts.undo(changed), await mia.tenant.acts.undoGroup(group)])
      expect(undone).toMatchObject({ ok: true });
    await w.settle(mia, max);
    expect(await outcomeOf(agreed)).toMatchObject({
      records: [{ stage: 'proposal' }, { stage: 'proposal' }, { stage: 'prospecting' }],
      // values that the move had set give way with the state (T-14)
      told: ['{"engagedOn":null,"stage":"prospecting"}', '{"engagedOn":null,"stage":"prospecting"}'],
    });
    await expectSameInAnyOrder(agreed, [mia, max]);
  });

  it('[S-4f] are merged as they were, with records that were added to a duplicate, and apart where the merge was undone', async () => {
    const given = await givenDeals(4);
    const { w, devices, deals } = given;
    const [kept = '', double = '', other = '', apart = ''] = deals;
    const [mia, max] = devices as [StagedDevice, StagedDevice];
    const [before, meanwhile] = [w.newId(), w.newId()];
    await mia.act([w.task(before, double)]);
    await w.settle(...devices);
    const agreed = { ...given, deals: [...deals, before, meanwhile], backup: await w.backup() };
    await max.act([w.task(meanwhile, double)]); // before he receives the merge
    await mia.act([w.set(double, { life: `merged:${kept}` })]);
    const merge = await mia.act([w.set(apart, { life: `merged:${other}` })]);
    await w.settle(mia, max);
    await max.act([w.set(kept, { stage: 'engaging' })]);
    expect(await mia.tenant.acts.undo(merge)).toMatchObject({ ok: true });
    await w.settle(mia, max);
    const about = `crm/deal:${kept}`;
    expect((await outcomeOf(agreed)).records).toMatchObject([
      { stage: 'engaging', life: 'alive' },
      { life: `merged:${kept}` },
      { life: 'alive' },
      { life: 'alive' },
      { about },
      { about },
    ]);
    await expectSameInAnyOrder(agreed, [mia, max]);
  });

  it('[S-4] are all there again as both sides of a union, and as a bulk act', async () => {
    const agreed = await givenDeals(3);
    const { w, devices, deals } = agreed;
    const [mia, max, ann] = devices as [StagedDevice, StagedDevice, StagedDevice];
    await mia.act(
      deals.map((id) => w.set(id, { stage: 'engaging', tags: ['old', 'mia'] })),
      { shape: 'each' },
    );
    await max.act(
      deals.map((id) => w.set(id, { tags: ['max', 'old'] })),
      { shape: 'each' },
    );
    await w.settle(mia, max, ann);
    await ann.act([w.set(deals[1] ?? '', { stage: 'proposal' })]);
    await w.settle(ann, mia, max);
    expect((await outcomeOf(agreed)).records).toMatchObject([
      { stage: 'engaging', tags: ['max', 'mia', 'old'] },
      { stage: 'proposal' },
      { stage: 'engaging' },
    ]);
    await expectSameInAnyOrder(agreed);
  });

  it('[S-1c] lose to values that were written after the restore, and their author is notified', async () => {
    const agreed = await givenDeals();
    const {
      w,
      backup,
      devices,
      deals: [deal = ''],
    } = agreed;
    const [mia, max] = devices as [StagedDevice, StagedDevice];
    await mia.act([w.set(deal, { stage: 'engaging' })]);
    await w.settle(mia);
    await w.restore(backup);
    await w.settle(max);
    await max.act([w.set(deal, { stage: 'proposal' })]);
    await w.settle(max);
    await w.settle(mia, max);
    expect(await outcomeOf(agreed)).toMatchObject({
      records: [{ stage: 'proposal' }],
      told: ['{"stage":"engaging"}'],
    });
    expect([...mia.tenant.device.memory.replaced.keys()]).toEqual([deal]);
  });

  it('[S-1c] of a record made before the loss wait for nothing: a change whose record has not come back goes to the tray', async () => {
    const agreed = await givenDeals();
    const { w, backup, devices } = agreed;
    const [mia, max] = devices as [StagedDevice, StagedDevice];
    const late = w.newId();
    await mia.act([w.deal(late)]);
    await w.settle(mia, max);
    await max.act([w.set(late, { stage: 'engaging' })]);
    await w.settle(max, mia);
    await w.restore(backup);
    await w.settle(mia); // the record is back before the acts on it
    await w.settle(max, mia);
    expect(await w.onServer(late)).toMatchObject({ stage: 'engaging' });
    await w.restore(backup);
    await w.settle(max);
    expect(max.tray()).toEqual([['records/not-found']]);
  });
});
