import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

/** Makes a device that holds a deal, with three waiting acts on it. */
async function given() {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport });
  server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  await device.tenant.replicator.pull();
  const acts: string[] = [];
  for (const name of ['One', 'Two', 'Three']) {
    const { act } = await performed(device, name, [{ entity: 'crm/deal', id: deal, fields: { name } }]);
    acts.push(act);
  }
  const { replicator } = device.tenant;
  const sent = () => server.pushes.map((push) => push.acts.map(({ id }) => acts.indexOf(id) + 1));
  const waiting = () => {
    const { memory } = device.tenant.device;
    const counted = [...memory.acts.values()].filter(({ state }) => state === 'waiting').length;
    expect(memory.waiting).toBe(counted); // the number that the status shows
    return counted;
  };
  return { server, device, acts, replicator, sent, waiting };
}

describe('acts that are sent while answers are written', () => {
  it('[S-2] are those behind the decided ones, in order, each once, and contain the newest head', async () => {
    const { server, replicator, sent, waiting } = await given();
    for (const n of [2, 3, 4]) server.accept({ [deal]: n }, n);
    await replicator.push(1);
    expect([sent(), waiting()]).toEqual([[[1], [2]], 2]);
    await replicator.push(1);
    expect([sent(), waiting()]).toEqual([[[1], [2], [3]], 1]);
    await replicator.push(1);
    expect(await replicator.push(1)).toEqual({ kind: 'idle' });
    expect([sent(), waiting()]).toEqual([[[1], [2], [3]], 0]);
    expect(server.pushes.map((push) => push.heads.at(-1)?.[0])).toEqual([1, 2, 3]);
    expect(server.headsShown().slice(1)).toEqual([1, 2, 3]); // with the server's signature of it (S-1c)
  });

  it('[S-2] are sent again behind those whose answers could not be written', async () => {
    const { server, device, replicator, sent, waiting } = await given();
    const { writer } = device.tenant.device.database.file;
    writer.exec(
      "create trigger full before update on r_outpost_state begin select raise(abort, 'the disk is full'); end",
    );
    for (const n of [2, 3]) server.accept({ [deal]: n }, n);
    await expect(replicator.push(1)).rejects.toThrow('disk is full');
    writer.exec('drop trigger full');
    for (const n of [2, 3, 4]) server.accept({ [deal]: n }, n); // a server repeats its answer to acts that it has already decided
    for (let turn = 0; turn < 3; turn += 1) await replicator.push(1);
    expect([sent(), waiting()]).toEqual([[[1], [2], [1], [2], [3]], 0]);
  });

  it('[S-2b] are not sent where the server stopped: they get other numbers first', async () => {
    const { server, acts, replicator, sent } = await given();
    server.push(({ acts: [first] }) => ({
      kind: 'decided',
      answers: [],
      stopped: { act: first?.id ?? '', code: 'sync/device-set-back' },
    }));
    await replicator.push(1);
    expect(sent()).toEqual([[1]]);
    for (const n of [2, 3, 4]) server.accept({ [deal]: n }, n);
    await replicator.push(2);
    const [before, after] = server.pushes;
    expect([before?.device === after?.device, after?.acts.map(({ id, number }) => [id, number])]).toEqual([
      false,
      [
        [acts[0], 1],
        [acts[1], 2],
      ],
    ]);
  });

  it('[S-1b] are sent again after their push was answered with a fork', async () => {
    const { server, replicator, sent, waiting } = await given();
    server.accept({ [deal]: 2 }, 2);
    server.push(() => ({ kind: 'fork', common: 1 }));
    await replicator.push(1);
    expect(await replicator.push(1)).toEqual({ kind: 'fork' });
    expect(waiting()).toBe(3); // the first one too: the server's journal does not have it
    for (const n of [2, 3, 4]) server.accept({ [deal]: n }, n);
    for (let turn = 0; turn < 3; turn += 1) await replicator.push(1);
    expect([sent(), waiting()]).toEqual([[[1], [2], [1], [2], [3]], 0]);
  });
});
