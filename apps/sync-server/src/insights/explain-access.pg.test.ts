import { expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';
import { askAccess } from './explain-access.ts';

const given = givenServer();

async function salesWorld() {
  const w = await makeSalesWorld(given.test);
  const deal = w.id();
  await w.mia.do([w.deal(deal, { name: 'Harbour crane' })]);
  const ask = ({ asker }: TestDevice, person: string, id: string = deal) =>
    askAccess(given.test.pullPorts, asker, { person, record: { entity: 'crm/deal', id }, actions: ['read', 'update', 'delete'] }); // prettier-ignore
  return { w, deal, ask };
}

it('[A-2] tells an administrator what a person may do to a record, and which grants decide', async () => {
  const { w, ask } = await salesWorld();
  expect(await ask(w.ann, w.mia.userId)).toMatchObject({
    value: [
      { action: 'read', may: true, reasons: [{ by: 'grant', role: 'member', reach: 'owner' }] },
      { action: 'update', may: true, reasons: [{ by: 'grant', role: 'member', reach: 'owner' }] },
      { action: 'delete', may: true, reasons: [{ by: 'grant', role: 'member', grant: { action: 'delete', scope: 'own' } }] },
    ],
  }); // prettier-ignore
  const none = ['read', 'update', 'delete'].map((action) => ({ action, may: false, reasons: [] }));
  expect(await ask(w.ann, w.moe.userId)).toMatchObject({ value: none });
});

it('[A-5] tells nothing to people who do not administer others, and nothing of records that do not exist', async () => {
  const { w, deal, ask } = await salesWorld();
  for (const person of [w.mia, w.max, w.moe])
    expect(await ask(person, w.mia.userId)).toMatchObject({ code: 'access/denied' });
  expect(await ask(w.moe, w.mia.userId)).toEqual(await ask(w.moe, w.id(), w.id()));
  expect(await ask(w.ann, w.mia.userId, w.id())).toMatchObject({ code: 'records/not-found' });
  expect(await ask(w.ann, w.id(), deal)).toMatchObject({ code: 'records/not-found' });
});
