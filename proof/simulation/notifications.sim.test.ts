import { editsOfMine, myNotificationsKind } from '@outpost/desktop/renderer/places/my-notifications';
import {
  isRead,
  markFieldsOf,
  type ReadMarks,
  readMarksOf,
  withAllRead,
  withMarked,
} from '@outpost/domain/kernel/notifications/read-marks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const kind = myNotificationsKind;

async function entriesOn(device: StagedDevice) {
  const answer = await device.tenant.notifications.list();
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.entries;
}
const mine = (device: StagedDevice) =>
  device.tenant.device.lookups
    .recordsOf(kind)
    .filter(({ life }) => life === 'alive')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
/** The titles of the unread notifications on a device, the oldest first. */
async function unreadOn(device: StagedDevice): Promise<readonly string[]> {
  const marks = readMarksOf(mine(device));
  return (await entriesOn(device)).filter((one) => !isRead(marks, one)).map(({ record }) => record?.title ?? '').toReversed(); // prettier-ignore
}
/** Changes the marks as the window does. */
async function change(device: StagedDevice, next: (marks: ReadMarks) => ReadMarks): Promise<void> {
  const records = mine(device);
  const { readUpTo, read, unread } = markFieldsOf(next(readMarksOf(records)), await entriesOn(device));
  const fields = { readUpTo: [...readUpTo], read: [...read], unread: [...unread] };
  const edits = editsOfMine(records, fields).map((edit) => ({ ...edit, entity: kind }));
  await device.act(edits as Parameters<StagedDevice['act']>[0]);
}
const markRead = async (device: StagedDevice, title: string) => {
  const some = (await entriesOn(device)).filter(({ record }) => record?.title === title);
  await change(device, (marks) => withMarked(marks, some, 'read'));
};

/** Ann gives Mia three deals, one act each; Mia has two devices. */
async function threeGiven() {
  const w = await stageForTest(server);
  const [ann, laptop, desk, max] = [await w.device('ann'), await w.device('mia'), await w.device('mia'), await w.device('max')]; // prettier-ignore
  for (const name of ['One', 'Two', 'Three']) await ann.act([w.deal(w.newId(), { name, ownerId: w.people.mia.id })]);
  await w.settle(ann, laptop, desk, max);
  return { w, ann, laptop, desk, max };
}

describe('the notifications that a person has read', () => {
  it('are read on all of their devices, and on those of no other person', async () => {
    const { w, ann, laptop, desk, max } = await threeGiven();
    expect(await unreadOn(laptop)).toEqual(['One', 'Two', 'Three']);
    expect(await unreadOn(desk)).toEqual(['One', 'Two', 'Three']);
    await markRead(laptop, 'Two');
    await w.settle(laptop, desk, ann, max);
    expect(await unreadOn(desk)).toEqual(['One', 'Three']);
    expect([mine(desk), mine(ann), mine(max)].map(({ length }) => length)).toEqual([1, 0, 0]);
    expect(laptop.tray()).toEqual([]);
  });

  it('[S-4] are all kept where both devices marked without contact, in records of their own or in one', async () => {
    const { w, laptop, desk } = await threeGiven();
    await markRead(laptop, 'One');
    await markRead(desk, 'Three');
    await w.settle(laptop, desk);
    expect([mine(laptop), mine(desk)].map(({ length }) => length)).toEqual([2, 2]);
    expect([await unreadOn(laptop), await unreadOn(desk)]).toEqual([['Two'], ['Two']]);
    // From now on there is one record that counts, and both devices change it at the same time.
    await markRead(laptop, 'Two');
    await change(desk, (marks) => withMarked(marks, [], 'read'));
    await w.settle(laptop, desk);
    expect([await unreadOn(laptop), await unreadOn(desk)]).toEqual([[], []]);
    expect([laptop.tray(), desk.tray()]).toEqual([[], []]);
  });

  it('[S-4] never become unread: everything read on one device stays read where the other has marked less', async () => {
    const { w, ann, laptop, desk } = await threeGiven();
    await markRead(laptop, 'One');
    await w.settle(laptop, desk);
    const all = await entriesOn(laptop);
    await change(laptop, (marks) => withAllRead(marks, all));
    const first = all.at(-1);
    if (!first) throw new Error('There are three');
    await change(desk, (marks) => withAllRead(marks, [first])); // an older instant
    server.advance(1_000); // the clock of this server does not move otherwise
    await ann.act([w.deal(w.newId(), { name: 'Four', ownerId: w.people.mia.id })]);
    await w.settle(desk, laptop, ann, desk, laptop);
    expect([await unreadOn(laptop), await unreadOn(desk)]).toEqual([['Four'], ['Four']]);
  });

  it('[S-4c] are as before after an undo of “mark all read”', async () => {
    const { w, laptop, desk } = await threeGiven();
    await markRead(laptop, 'One');
    const all = await entriesOn(laptop);
    const before = readMarksOf(mine(laptop));
    const { readUpTo, read, unread } = markFieldsOf(withAllRead(before, all), all);
    const fields = { readUpTo: [...readUpTo], read: [...read], unread: [...unread] };
    const act = await laptop.act(editsOfMine(mine(laptop), fields) as Parameters<StagedDevice['act']>[0]);
    await w.settle(laptop, desk);
    expect(await unreadOn(desk)).toEqual([]);
    expect((await laptop.tenant.acts.undo(act)).ok).toBe(true);
    await w.settle(laptop, desk);
    expect([await unreadOn(laptop), await unreadOn(desk)]).toEqual([
      ['Two', 'Three'],
      ['Two', 'Three'],
    ]);
  });

  it('[A-1] are marked by a viewer, who changes nothing else', async () => {
    const w = await stageForTest(server);
    const vic = await w.device('vic');
    await w.settle(vic);
    await vic.act([{ entity: kind, create: { teamId: null, fields: { quietFrom: '18:00', quietUntil: '08:00' } } }]);
    await w.settle(vic);
    expect([mine(vic).length, vic.tray()]).toEqual([1, []]);
  });
});
