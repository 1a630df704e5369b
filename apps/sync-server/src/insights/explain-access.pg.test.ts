import { expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { made, type TestDevice } from '../testing/test-server.ts';
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

it('[A-2] the answer tells an administrator what a person may do to a record, and which grants decide', async () => {
  const { w, ask } = await salesWorld();
  expect(await ask(w.ann, w.mia.userId)).toMatchObject({
    value: {
      status: 'active',
      actions: [
        { action: 'read', may: true, reasons: [{ by: 'grant', role: 'member', reach: 'owner' }] },
        { action: 'update', may: true, reasons: [{ by: 'grant', role: 'member', reach: 'owner' }] },
        { action: 'delete', may: true, reasons: [{ by: 'grant', role: 'member', grant: { action: 'delete', scope: 'own' } }] },
      ],
    },
  }); // prettier-ignore
  const none = ['read', 'update', 'delete'].map((action) => ({ action, may: false, reasons: [] }));
  expect(await ask(w.ann, w.moe.userId)).toMatchObject({ value: { actions: none } });
});

it('[A-2] the answer lists the grants that were looked at, with the end of a role that is held for a time', async () => {
  const { w, ask } = await salesWorld();
  const until = new Date(given.test.clock.nowMs() + 86_400_000).toISOString();
  const memberships = [{ role: 'member', teamId: w.teams.t2 }, { role: 'manager', teamId: w.teams.t1, until }];
  await w.ann.do([w.set(w.moe.userId, { memberships: [[{ role: 'member', teamId: w.teams.t2 }], memberships] }, 'platform/person')]);
  const answer = await ask(w.ann, w.moe.userId);
  if (!answer.ok) throw new Error(answer.code);
  const { actions, grants } = answer.value;
  expect(actions[0]?.reasons).toMatchObject([{ role: 'manager', reach: 'team' }]);
  expect(new Set(grants.map((one) => `${one.role} ${one.until ?? 'for good'}`))).toEqual(new Set(['member for good', `manager ${until}`]));
}); // prettier-ignore

it('[A-2] the answer explains a role for a person who has it in the team of the record', async () => {
  const { w, deal } = await salesWorld();
  const ask = (role: string) =>
    askAccess(given.test.pullPorts, w.ann.asker, { role, record: { entity: 'crm/deal', id: deal }, actions: ['read', 'delete'] }); // prettier-ignore
  expect(await ask('manager')).toMatchObject({
    value: { status: null, actions: [{ may: true, reasons: [{ role: 'manager', reach: 'team' }] }, {}] },
  });
  expect(await ask('member')).toMatchObject({ value: { actions: [{ may: false }, { may: false }] } });
  expect(await ask('nobody')).toMatchObject({ code: 'records/not-found' });
});

it('[K-4] the answer says which groups of sealed fields a person may read', async () => {
  const { w } = await salesWorld();
  const contact = w.id();
  await w.mia.do([made(contact, 'crm/contact', { name: 'Perrin' }, { ownerId: w.mia.userId, teamId: w.teams.t1 })]);
  const sealed = async (person: string) => {
    const record = { entity: 'crm/contact', id: contact };
    const answer = await askAccess(given.test.pullPorts, w.ann.asker, { person, record, actions: ['read'] });
    if (!answer.ok) throw new Error(answer.code);
    return answer.value.sealed.map(({ group, may }) => [group, may]);
  };
  expect(await sealed(w.ann.userId)).toContainEqual(['crm/contact-identity', true]);
  expect(await sealed(w.mia.userId)).toContainEqual(['crm/contact-identity', false]);
});

it('[A-2] the answer says that a suspended person sees nothing', async () => {
  const { w, ask } = await salesWorld();
  await w.ann.do([w.set(w.mia.userId, { status: ['active', 'suspended'] }, 'platform/person')]);
  expect(await ask(w.ann, w.mia.userId)).toMatchObject({
    value: { status: 'suspended', grants: [], actions: [{ may: false }, { may: false }, { may: false }] },
  });
});

it('[A-5] the answer reveals nothing to people who do not administer others, and nothing of records that do not exist', async () => {
  const { w, deal, ask } = await salesWorld();
  for (const person of [w.mia, w.max, w.moe])
    expect(await ask(person, w.mia.userId)).toMatchObject({ code: 'access/denied' });
  expect(await ask(w.moe, w.mia.userId)).toEqual(await ask(w.moe, w.id(), w.id()));
  expect(await ask(w.ann, w.mia.userId, w.id())).toMatchObject({ code: 'records/not-found' });
  expect(await ask(w.ann, w.id(), deal)).toMatchObject({ code: 'records/not-found' });
});
