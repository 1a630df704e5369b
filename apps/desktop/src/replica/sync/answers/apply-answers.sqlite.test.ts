import { companionId } from '@outpost/domain/kernel/entities/sealed';
import { describe, expect, it, vi } from 'vitest';
import { tenantForTest } from '../../testing/for-test.ts';
import { performed } from '../../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../../testing/scripted-server.ts';
import { until } from '../../testing/until.ts';
import { settleTurns } from '../../testing/virtual-time.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

/** Makes a device that has pulled a deal at number 1, and renamed it. */
async function given() {
  const server = new ScriptedServer();
  const made = await tenantForTest({ transport: server.transport });
  const { device, replicator, questions } = made.tenant;
  server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  await replicator.pull();
  const { act } = await performed(made, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Mine' } }]);
  const shown = async () => {
    const got = await questions.get({ id: deal });
    return got.ok ? [got.value.record?.fields['name'], got.value.record?.waiting] : undefined;
  };
  return { server, made, device, replicator, act, shown };
}

describe('the answer to pushed acts', () => {
  it('[K-4] [S-5] keeps the typed values of a refused change, and not the sealed value that it was to replace', async () => {
    const server = new ScriptedServer();
    const made = await tenantForTest({ transport: server.transport });
    const { device, replicator } = made.tenant;
    const [contact, kind] = ['0190b1f2-7c00-7000-8000-000000000c01', 'crm/contact-identity'];
    const own = companionId(kind, contact);
    const inherited = { ownerId: null, teamId: null, sharedWith: [] };
    const sealed = { ...givenDeal(own, 2, {}), entity: kind, ownerId: null, inherited, fields: { record: contact, taxNumber: 'Of somebody else' } }; // prettier-ignore
    const record = { ...givenDeal(contact, 1), entity: 'crm/contact', fields: { name: 'Ada' } };
    const tokens = [`crm/contact@org`, `${kind}@org`];
    server.page({ rows: [{ record, through: [`crm/contact@org`] }, { record: sealed, through: [`${kind}@org`] }], tokens, head: 2 }); // prettier-ignore
    await replicator.pull();
    await performed(made, 'Changed tax number', [{ entity: kind, id: own, fields: { taxNumber: 'Mine' } }]);
    server.refuse({ [own]: { code: 'access/denied', message: 'Not any more.', details: { action: 'update' } } }, 3);
    await replicator.push();
    const [kept, ...others] = [...device.memory.tray.values()];
    expect(others).toEqual([]);
    expect(kept?.act.edits[0]).toMatchObject({ id: own, fields: { taxNumber: [null, 'Mine'] } });
  });

  it('[D-2b] reads no document and writes no record where acts were accepted as they were made: the shown values stay', async () => {
    const { server, device, replicator, act, shown } = await given();
    const row = () => device.database.file.writer.prepare('select * from r_crm_deal where id = ?').get(deal);
    const before = row();
    const find = vi.spyOn(device.database, 'find');
    server.accept({ [deal]: 2 }, 2);
    await replicator.push();
    expect(find).not.toHaveBeenCalled(); // memory has the acts and the state as they were written
    expect([row(), await shown(), device.memory.acts.get(act)?.state]).toEqual([before, ['Mine', 1], 'answered']);
  });

  it('[D-2b] stops showing an act whose row had arrived before, by its version only', async () => {
    const { server, device, replicator, act, shown } = await given();
    server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'Newer' }) }], head: 3, done: false });
    await replicator.pull();
    expect(await shown()).toEqual(['Mine', 1]);
    server.accept({ [deal]: 3 }, 3);
    await replicator.push();
    expect([await shown(), device.memory.acts.get(act)?.covered]).toEqual([['Newer', 0], [deal]]);
  });

  it('[D-2b] stops showing an act whose row is written while the answer arrives', async () => {
    const { server, device, replicator, act } = await given();
    const answered = Promise.withResolvers<null>();
    const writing = device.transact(async (write) => {
      await answered.promise;
      await write.records.load([deal]);
      write.records.setConfirmed(deal, givenDeal(deal, 3), ['crm/deal@org']);
    });
    server.accept({ [deal]: 3 }, 3);
    const pushing = replicator.push();
    await until(() => server.pushes.length === 1);
    await settleTurns();
    answered.resolve(null);
    await Promise.all([writing, pushing]);
    expect(device.memory.acts.get(act)?.covered).toEqual([deal]);
  });

  it('[S-5] an act of many edits that is refused as a whole is in the tray with all of them, after its own row was removed', async () => {
    const { server, made, device, replicator } = await given();
    server.accept({ [deal]: 2 }, 2);
    await replicator.push();
    const edits = ['One', 'Two'].map((name) => ({
      entity: 'crm/deal',
      create: { fields: { name, stage: 'prospecting' } },
    }));
    const { act } = await performed(made, 'Two at once', edits);
    server.refuse({ [act]: { code: 'act/invalid', message: 'Why not.', details: {} } }, 3);
    await replicator.push();
    expect(device.memory.acts.has(act)).toBe(false);
    const [entry] = device.memory.tray.values();
    expect(entry?.act.edits).toHaveLength(2);
  });

  it('[S-1b] after a fork an answered act is shown again as one that loses to later changes', async () => {
    const { server, replicator, shown } = await given();
    server.accept({ [deal]: 3 }, 3);
    await replicator.push();
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Theirs' }) }], head: 3, done: false });
    server.answers.push(async () => ({ kind: 'fork', common: 2 })); // requested while the page is written
    await replicator.pull();
    expect(await shown()).toEqual(['Mine', 1]);
    expect((await replicator.pull()).kind).toBe('fork');
    expect(await shown()).toEqual(['Theirs', 1]);
  });
});
