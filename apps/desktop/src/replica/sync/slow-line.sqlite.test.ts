import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

async function given() {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport });
  const { replicator } = device.tenant;
  /** Waits for an exchange that is given up without an answer. */
  const givenUp = async (exchange: Promise<unknown>) => {
    await until(() => server.answers.length === 0); // it is under way
    await device.time.pass(60_000);
    expect(await exchange).toMatchObject({ kind: 'offline' });
  };
  const noAnswer = () => void server.answers.push(() => new Promise(() => undefined));
  return { server, device, replicator, givenUp, noAnswer };
}

describe('a connection that is too slow for the size of an exchange', () => {
  it('[S-8] makes the device request less, until a page arrives', async () => {
    const { server, replicator, givenUp, noAnswer } = await given();
    for (let turn = 0; turn < 2; turn += 1) {
      noAnswer();
      await givenUp(replicator.pull());
    }
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    expect(await replicator.pull()).toMatchObject({ kind: 'page' });
    expect(server.pulls.map(({ limit }) => limit)).toEqual([1_000, 250, 62]);
  });

  it('[S-2] [S-5] makes the device send fewer acts at once, in their order, until all have arrived', async () => {
    const { server, device, replicator, givenUp, noAnswer } = await given();
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await replicator.pull();
    const acts: string[] = [];
    for (let number = 1; number <= 8; number += 1)
      acts.push((await performed(device, `${number}`, [{ entity: 'crm/deal', id: deal, fields: { name: `${number}` } }])).act); // prettier-ignore
    noAnswer();
    await givenUp(replicator.push());
    for (let n = 2; n < 8; n += 1) server.accept({ [deal]: n }, n);
    while ((await replicator.push()).kind !== 'idle');
    const sent = server.pushes.map((push) => push.acts.map(({ id }) => acts.indexOf(id) + 1));
    expect(sent).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 2],
      [3, 4, 5, 6],
      [7, 8],
    ]);
  });
});
