import { usd } from '@outpost/domain/testing/usd';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { beforeEach, describe, expect, it } from 'vitest';
import { noteLoss } from '../journal/losses.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';

// Acts that are returned after a lost tail (ADR 0017), sent by a client of the test: only the server is tested.
const given = givenServer({ durability: 'backup' });
let w: SalesWorld;
let deal: string;
const now = (): string => new Date(given.test.clock.nowMs()).toISOString();
/** Returns the head of the tenant's journal. */
const head = async (): Promise<number> => {
  const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
  return clock?.head ?? 0;
};
/**
 * Notes the loss of all rows after the present one. A head that was signed `lostMs` later proves it. `common`: the
 * number up to which nothing was lost.
 */
async function loseTail({ lostMs = 10_000, common }: { lostMs?: number; common?: number } = {}): Promise<void> {
  given.test.advance(lostMs);
  const at = now();
  given.test.advance(10_000);
  await noteLoss(given.test.database, w.tenant.orgId, { at, common: common ?? (await head()), seen: now() });
}
/** Sends an act again, as decided some seconds after the newest row. */
const comesBack = (device: TestDevice, edits: readonly Edit[], { n = 1_000, at = lostAt(5) } = {}) =>
  device.do(edits, { again: true, cameFrom: { at, n } });
let wroteMs = 0;
const lostAt = (seconds: number): string => new Date(wroteMs + seconds * 1_000).toISOString();
const valueNow = async () => (await w.tenant.fields('crm/deal', deal))?.['value'];

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  deal = w.id();
  await w.mia.do([w.deal(deal)]);
  wroteMs = given.test.clock.nowMs();
});

describe('an act that is returned after a lost tail', () => {
  it('[S-1c] applies at its old place, whether its successor is returned before or after it, and reports nothing', async () => {
    await loseTail();
    const three = await comesBack(w.ann, [w.set(deal, { value: [usd(6), usd(7)] })], { at: lostAt(6), n: 1_001 });
    const two = await comesBack(w.max, [w.set(deal, { value: [usd(5), usd(6)] })]);
    for (const answer of [three, two]) expect(answer).toMatchObject({ status: 'accepted', superseded: {} });
    expect(await valueNow()).toEqual(usd(7));
  });

  it('[S-1c] is ordered by the number of the journal among acts of one instant', async () => {
    await loseTail();
    await comesBack(w.ann, [w.set(deal, { value: [usd(6), usd(7)] })], { n: 1_001 });
    await comesBack(w.max, [w.set(deal, { value: [usd(5), usd(6)] })], { n: 1_000 });
    expect(await valueNow()).toEqual(usd(7));
  });

  describe('and is an undo', () => {
    let act: string;
    /** Returns the undo of a change from 5 to 6 to the server. */
    const undo = (more: object = {}) =>
      w.mia.do([{ ...w.set(deal, { value: [usd(6), usd(5)] }), ...more }], { undoes: act, again: true, cameFrom: { at: lostAt(6), n: 1_001 } }); // prettier-ignore
    beforeEach(async () => {
      ({ act } = await w.mia.do([w.set(deal, { value: [usd(5), usd(6)] })]));
      await loseTail();
    });

    it('[S-1c] [S-4c] reverses the change that it undid, and a later act replaces its value', async () => {
      expect(await undo()).toMatchObject({ status: 'accepted', superseded: {} });
      expect(await valueNow()).toEqual(usd(5));
      await comesBack(w.ann, [w.set(deal, { value: [usd(5), usd(9)] })], { at: lostAt(7) });
      expect(await valueNow()).toEqual(usd(9));
    });

    it('[S-1c] [S-4c] changes nothing where a later act was returned before it', async () => {
      await comesBack(w.ann, [w.set(deal, { value: [usd(5), usd(9)] })], { at: lostAt(7) });
      expect(await undo()).toMatchObject({ status: 'accepted', superseded: {} });
      expect(await valueNow()).toEqual(usd(9));
    });

    it('[S-1c] [S-4c] is superseded again where it was before, though the other value has not been returned yet', async () => {
      expect(await undo({ gaveWay: { value: usd(5) } })).toMatchObject({ superseded: { [deal]: { value: usd(5) } } });
      expect(await valueNow()).toEqual(usd(6));
      await comesBack(w.ann, [w.set(deal, { value: [usd(6), usd(8)] })]);
      expect(await valueNow()).toEqual(usd(8));
    });
  });

  it('[S-1c] claims its place also where the value was already the same', async () => {
    await loseTail();
    await comesBack(w.ann, [w.set(deal, { value: [usd(6), usd(5)] })], { at: lostAt(6) }); // the value from before
    expect(await comesBack(w.max, [w.set(deal, { value: [usd(5), usd(6)] })])).toMatchObject({ superseded: {} });
    expect(await valueNow()).toEqual(usd(5));
  });

  it('[S-1c] changes no value that was written after the restore, at any place that it names', async () => {
    await loseTail();
    await w.ann.do([w.set(deal, { value: [usd(5), usd(9)] })]);
    for (const at of [lostAt(5), now()]) {
      const late = await comesBack(w.max, [w.set(deal, { value: [usd(5), usd(6)] })], { at, n: 1_000_000 });
      expect(late).toMatchObject({ status: 'merged', superseded: { [deal]: { value: usd(6) } } });
    }
    expect(await valueNow()).toEqual(usd(9));
  });

  it('[S-1c] has no place where no loss is proven, or none that late', async () => {
    await w.ann.do([w.set(deal, { value: [usd(5), usd(9)] })]);
    const unknown = await comesBack(w.max, [w.set(deal, { value: [usd(4), usd(6)] })]);
    expect(unknown).toMatchObject({ superseded: { [deal]: { value: usd(6) } } });
    await loseTail();
    for (const at of ['2999-01-01T00:00:00.000Z', 'tomorrow']) {
      const forged = await comesBack(w.max, [w.set(deal, { value: [usd(4), usd(6)] })], { at });
      expect(forged).toMatchObject({ superseded: { [deal]: { value: usd(6) } } });
    }
    expect(await valueNow()).toEqual(usd(9));
  });

  it('[S-1c] gets no later place by an old signed head that is shown again', async () => {
    const lost = { at: lostAt(10), common: (await head()) - 1, seen: lostAt(20) };
    const clock = async () =>
      (await w.tenant.rows('select lost_at, lost_common, lost_seen, xmin::text as written from store.clock'))[0];
    const note = (loss: Parameters<typeof noteLoss>[2]) => noteLoss(given.test.database, w.tenant.orgId, loss);
    await note(lost);
    const before = await clock();
    for (const at of [lostAt(5), lost.at]) await note({ ...lost, at, seen: lostAt(500) });
    expect(await clock()).toEqual(before); // not even written
    await note({ ...lost, common: lost.common + 1, seen: lostAt(500) });
    expect(await clock()).toMatchObject({ lost_common: lost.common + 1, lost_seen: lost.seen });
    await note({ ...lost, at: lostAt(400), seen: lostAt(500) });
    expect(await clock()).toMatchObject({ lost_at: lostAt(400), lost_seen: lostAt(500) });
  });

  it('[S-1c] reports a value that it replaces where only the clocks show that the value is older', async () => {
    await w.ann.do([w.set(deal, { value: [usd(5), usd(9)] })]);
    await loseTail({ common: (await head()) - 1 });
    const back = await comesBack(w.max, [w.set(deal, { value: [usd(7), usd(8)] })]);
    expect(back).toMatchObject({ status: 'merged', superseded: { [deal]: { value: usd(9) } } });
    expect((await w.tenant.journal()).at(-1)).toMatchObject({ superseded: { value: { by: w.ann.userId } } });
    expect(await valueNow()).toEqual(usd(8));
  });

  it('[S-4f] changes a record that a later act deleted, which no other act does', async () => {
    await loseTail();
    await comesBack(w.ann, [w.set(deal, { life: ['alive', 'deleted'] })], { at: lostAt(6) });
    expect(await comesBack(w.max, [w.set(deal, { value: [usd(5), usd(6)] })])).toMatchObject({ status: 'accepted' });
    expect(await w.max.do([w.set(deal, { value: [usd(6), usd(7)] })])).toMatchObject({
      refused: { [deal]: { code: 'records/deleted' } },
    });
    expect(await valueNow()).toEqual(usd(6));
  });

  it('[S-1c] to a record that was returned too leaves later changes as they are', async () => {
    await loseTail();
    const made = w.id();
    await comesBack(w.mia, [w.deal(made)], { at: lostAt(4) });
    await comesBack(w.ann, [w.set(made, { value: [usd(6), usd(7)] })], { at: lostAt(6) });
    const between = await comesBack(w.max, [w.set(made, { value: [usd(5), usd(6)] })]);
    expect(between).toMatchObject({ status: 'accepted', superseded: {} });
    expect(await w.tenant.fields('crm/deal', made)).toMatchObject({ value: usd(7) });
  });

  it('[S-1c] takes its place also among acts of the same push', async () => {
    await loseTail();
    const acts = [
      w.ann.act([w.set(deal, { value: [usd(6), usd(7)] })], { again: true, cameFrom: { at: lostAt(6), n: 9 } }),
      w.ann.act([w.set(deal, { value: [usd(5), usd(6)] })], { again: true, cameFrom: { at: lostAt(5), n: 8 } }),
    ];
    await w.ann.push(acts);
    expect(await valueNow()).toEqual(usd(7));
  });

  it('[A-2] is judged by its author’s present rights, like any act', async () => {
    await loseTail();
    expect(await comesBack(w.moe, [w.set(deal, { value: [usd(5), usd(6)] })])).toMatchObject({ status: 'refused' });
    expect(await w.tenant.rows('select field from store.come_back')).toEqual([]);
  });
});
