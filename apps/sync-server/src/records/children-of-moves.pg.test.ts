import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { moveChild, workflow } from '@outpost/domain/kernel/catalogue/workflow';
import { deal as dealKind } from '@outpost/domain/packs/crm/entities/deal.entity';
import { task as taskKind } from '@outpost/domain/packs/crm/entities/task.entity';
import { beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made } from '../testing/test-server.ts';
import { applyOne } from './apply-one.ts';

/** A deal that is lost creates the task to write a letter. */
const stages = workflow(dealKind, 'stage', {
  starts: ['engaging'],
  moves: [
    {
      name: 'lose',
      label: 'Lose',
      from: ['engaging'],
      to: 'lost',
      reason: 'lossReason',
      sets: { closedOn: ({ today }) => today },
      creates: [
        moveChild(dealKind, taskKind, {
          by: 'about',
          fields: ({ record: { fields } }) => ({ subject: `Write to ${fields.name}` }),
        }),
      ],
    },
  ],
});
const given = givenServer({
  installed: { ...installedCatalogue, workflows: new Map([...installedCatalogue.workflows, ['crm/deal', stages]]) },
});
let w: SalesWorld;
let deal = '';
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  deal = w.id();
  await w.mia.do([w.deal(deal, { name: 'Acme', stage: 'engaging' })]);
});

const lose = (): Edit => changeEdit(deal, 'crm/deal', { stage: ['engaging', 'lost'], lossReason: [null, 'price'] });
/** Decides an act that a program sends: the server numbers it. */
async function byProgram(edits: readonly Edit[], more: { readonly id?: string; readonly undoes?: string } = {}) {
  const { userId } = w.mia;
  const by = { orgId: w.tenant.orgId, author: { userId, sessionId: null }, device: userId };
  const applied = await applyOne(given.test.pushPorts, by, { id: w.id(), label: 'Lost', shape: 'together', edits: [...edits], ...more }); // prettier-ignore
  if (applied.kind !== 'decided') throw new Error(applied.why);
  return applied.decision;
}
/** Returns the subjects of the living tasks of the deal. */
const letters = (): Promise<readonly string[]> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<{ subject: string }>(
      "select fields->>'subject' as subject from store.crm_task where org_id = $1 and life = 'alive' and fields->>'about' = $2",
      [w.tenant.orgId, `crm/deal:${deal}`],
    );
    return rows.map(({ subject }) => subject);
  });

describe('[T-14] a move that a program makes', () => {
  it('creates its children in the same act, as on a device', async () => {
    expect(await byProgram([lose()])).toMatchObject({ status: 'accepted', refused: {} });
    expect(await letters()).toEqual(['Write to Acme']);
  });

  it('creates them once: the act may come again, and the program may send them itself', async () => {
    const own = made(w.id(), 'crm/task', { subject: 'My own words', about: `crm/deal:${deal}` });
    const id = w.id();
    await byProgram([lose(), own], { id });
    await byProgram([lose(), own], { id });
    expect(await letters()).toEqual(['My own words']);
  });

  it('creates none where the record is there already', async () => {
    await w.mia.do([lose()]); // a device that lacks the declaration of the child sends none
    expect(await byProgram([lose()])).toMatchObject({ status: 'merged' });
    expect(await letters()).toEqual([]);
  });

  it('takes both back with one undo', async () => {
    const id = w.id();
    await byProgram([lose()], { id });
    await byProgram([], { undoes: id });
    expect(await letters()).toEqual([]);
  });
});
