import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made } from '../testing/test-server.ts';
import { applyOne } from './apply-one.ts';

const given = givenServer();
let w: SalesWorld;
let [deal, task] = ['', ''];
const dueAt = '2030-03-25T08:30:00.000Z';
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  [deal, task] = [w.id(), w.id()];
  const repeated = { subject: 'Call the site', about: `crm/deal:${deal}`, dueAt, repeat: 'FREQ=WEEKLY;BYDAY=MO' };
  await w.mia.do([w.deal(deal), made(task, 'crm/task', repeated, { ownerId: w.mia.userId })]);
});

const done = (id: string): Edit => changeEdit(id, 'crm/task', { done: [null, true] });
/** Decides an act that a program sends: the server numbers it. */
async function byProgram(edits: readonly Edit[], more: { readonly id?: string; readonly undoes?: string } = {}) {
  const { userId } = w.mia;
  const by = { orgId: w.tenant.orgId, author: { userId, sessionId: null }, device: userId };
  const applied = await applyOne(given.test.pushPorts, by, { id: w.id(), label: 'Done', shape: 'together', edits: [...edits], ...more }); // prettier-ignore
  if (applied.kind !== 'decided') throw new Error(applied.why);
  return applied.decision;
}
type Fields = Readonly<Record<string, JsonValue>>;
/** Returns the living tasks other than the first. */
const others = (): Promise<readonly Fields[]> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<{ id: string; fields: Fields }>(
      "select id, fields from store.crm_task where org_id = $1 and life = 'alive'",
      [w.tenant.orgId],
    );
    return rows.flatMap(({ id, fields }) => (id === task ? [] : [fields]));
  });

describe('[T-19] a repeated record that a program marks as done', () => {
  it('makes its next one in the same act, as on a device', async () => {
    expect(await byProgram([done(task)])).toMatchObject({ status: 'accepted', refused: {} });
    const [next, ...more] = await others();
    expect(more).toEqual([]);
    expect(next).toMatchObject({ subject: 'Call the site', repeat: 'FREQ=WEEKLY;BYDAY=MO' });
    expect(next?.['done']).toBeUndefined();
    expect(next?.['dueAt']).toMatch(/T07:30:00|T08:30:00/);
    expect(next?.['dueAt']).not.toBe(dueAt);
  });

  it('makes it once: the act may come again, and another one may mark it as done', async () => {
    const id = w.id();
    await byProgram([done(task)], { id });
    await byProgram([done(task)], { id });
    await byProgram([done(task)]);
    expect((await others()).length).toBe(1);
  });

  it('makes it once where a device has made it, or makes it at the same time', async () => {
    await byProgram([done(task)]);
    const own = w.id();
    const next = made(own, 'crm/task', { subject: 'Call the site', dueAt, repeat: 'FREQ=WEEKLY;BYDAY=MO' }, { ownerId: w.mia.userId }); // prettier-ignore
    await w.mia.push([{ ...w.mia.act([done(task), { ...next, follows: task }]), shape: 'each' }]);
    expect((await others()).length).toBe(1);
  });

  it('takes both back with one undo, and brings both back with the next', async () => {
    const act = w.id();
    await byProgram([done(task)], { id: act });
    const undo = w.id();
    await byProgram([], { id: undo, undoes: act });
    expect((await others()).length).toBe(0);
    await byProgram([], { undoes: undo });
    expect((await others()).length).toBe(1);
  });

  it('makes none where it does not repeat', async () => {
    const once = w.id();
    await w.mia.do([w.task(once, deal)]);
    await byProgram([done(once)]);
    expect((await others()).length).toBe(1); // itself
  });
});
