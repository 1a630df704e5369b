import { pairDigest } from '@outpost/domain/kernel/duplicates/pair-digest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { StagedDevice } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const kind = 'platform/distinct-pair';

/** Two accounts that nobody but an administrator sees both of, and the devices of everybody. */
async function given() {
  const w = await stageForTest(server);
  const [ann, mia, moe] = [await w.device('ann'), await w.device('mia'), await w.device('moe')];
  const [one, other] = [w.newId(), w.newId()];
  const account = (id: string, of: StagedDevice) =>
    of.act([
      { id, entity: 'crm/account', create: { ownerId: of.person.id, teamId: null, fields: { name: 'Dunmere' } } },
    ]);
  await account(one, mia);
  await account(other, moe);
  await w.settle(ann, mia, moe);
  const say = async (by: StagedDevice) => {
    const id = w.newId();
    await by.act([{ id, entity: kind, create: { ownerId: by.person.id, teamId: null, fields: { pair: pairDigest(one, other) } } }]); // prettier-ignore
    return id;
  };
  const held = async (device: StagedDevice, id: string) => {
    const record = await device.shown(id);
    return record?.life === 'alive' ? record.fields['pair'] : undefined;
  };
  return { w, ann, mia, moe, one, other, say, held };
}

describe('two records that are not the same', () => {
  it('[S-4f] are marked by two people without contact and without a conflict, and unmarked by a third', async () => {
    const { w, ann, mia, moe, one, other, say, held } = await given();
    const said = [await say(ann), await say(mia)];
    await w.settle(ann, mia, moe);
    expect([ann.tray(), mia.tray()]).toEqual([[], []]);
    for (const id of said) expect(await held(moe, id)).toBe(pairDigest(one, other));
    await moe.act(said.map((id) => w.set(id, { life: 'deleted' }, kind)));
    await w.settle(ann, mia, moe);
    expect([moe.tray(), await held(ann, said[0] ?? ''), await held(mia, said[1] ?? '')]).toEqual([[], undefined, undefined]); // prettier-ignore
  });

  it('[A-5] reveal nothing of the other to a person who sees one of them: neither its id, nor its name', async () => {
    const { w, ann, mia, moe, other, say } = await given();
    const said = await say(ann);
    await w.settle(ann, mia, moe);
    expect(await mia.shown(other)).toBeUndefined();
    const got = await mia.tenant.questions.get({ id: said });
    const history = await mia.tenant.questions.history({ id: said, limit: 10, withChildren: false });
    expect([got.ok, JSON.stringify([got, history]).includes(other)]).toEqual([true, false]);
  });
});
