import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const kind = 'platform/saved-view';
const holds = async (device: StagedDevice, id: string) => (await device.shown(id)) !== undefined;

/** A view that Mia, a member of team one, has saved for herself, and the devices of everybody. */
async function viewOfMia() {
  const w = await stageForTest(server);
  const id = w.newId();
  const [ann, max, mia, moe, vic] = [
    await w.device('ann'),
    await w.device('max'),
    await w.device('mia'),
    await w.device('moe'),
    await w.device('vic'),
  ];
  const fields = { name: 'Closing this week', forEntity: 'crm/deal' };
  await mia.act([{ id, entity: kind, create: { ownerId: mia.person.id, teamId: null, fields } }]);
  const all = [ann, max, mia, moe, vic];
  await w.settle(...all);
  const seen = async () => {
    await w.settle(...all);
    return Promise.all([max, mia, moe, vic].map((device) => holds(device, id)));
  };
  return { w, id, ann, max, mia, moe, vic, seen };
}

describe('a saved view', () => {
  it('[A-3b] is its author’s, then everyone’s, then its author’s again', async () => {
    const { w, id, ann, seen } = await viewOfMia();
    expect(await seen()).toEqual([false, true, false, false]);
    await ann.act([w.set(id, { audience: 'everyone' }, kind)]);
    expect(await seen()).toEqual([true, true, true, true]);
    await ann.act([w.set(id, { audience: null }, kind)]);
    expect(await seen()).toEqual([false, true, false, false]);
  });

  it('[A-3] is its team’s: manager, members and viewers of the team have it, another team has not', async () => {
    const { w, id, mia, seen } = await viewOfMia();
    await mia.act([w.set(id, { teamId: w.teams.one }, kind)]);
    expect(await seen()).toEqual([true, true, false, true]);
  });

  it('[A-2] is opened to everyone by nobody but an administrator', async () => {
    const { w, id, mia, seen } = await viewOfMia();
    await mia.act([w.set(id, { audience: 'everyone' }, kind)]); // these devices believe that their person is an administrator
    expect(await seen()).toEqual([false, true, false, false]);
    expect(mia.tray()).toEqual([['access/denied']]);
  });

  it('[A-2] is changed by nobody who merely sees it', async () => {
    const { w, id, ann, mia, moe, seen } = await viewOfMia();
    await ann.act([w.set(id, { audience: 'everyone' }, kind)]);
    await seen();
    await moe.act([w.set(id, { name: 'Mine now' }, kind)]); // as above
    await seen();
    expect(moe.tray()).toEqual([['access/denied']]);
    expect((await mia.shown(id))?.fields['name']).toBe('Closing this week');
  });

  it('[A-1] is saved by a viewer for themself, who changes nothing else', async () => {
    const { w, vic, seen } = await viewOfMia();
    const own = w.newId();
    const fields = { name: 'Mine', forEntity: 'crm/deal' };
    await vic.act([{ id: own, entity: kind, create: { ownerId: vic.person.id, teamId: null, fields } }]);
    await seen();
    expect([await holds(vic, own), vic.tray()]).toEqual([true, []]);
  });
});
