import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, hashAt, ScriptedServer, writtenGroups } from '../testing/scripted-server.ts';
import { buildNumbers } from './build-numbers.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
const other = '0190b1f2-7c00-7000-8000-000000000d02';
const build = buildNumbers(installedCatalogue);

async function given() {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport });
  const pull = () => device.tenant.replicator.pull();
  const state = () => device.tenant.device.memory.state;
  return { server, device, pull, state };
}
const unknown = () => Promise.resolve({ kind: 'unknown' });

describe('sets that are sent by digest', () => {
  it('[T-28] are sent in full once more where the server does not have a digest, and the page is applied', async () => {
    const { server, device, pull, state } = await given();
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await pull();
    server.answers.push(unknown);
    server.page({ rows: [{ record: givenDeal(other, 2) }], head: 2 });
    expect((await pull()).kind).toBe('page');
    const [first, byDigest, inFull] = server.pulls;
    expect([first?.schemas, byDigest?.schemas, inFull?.schemas]).toEqual([build.digest, build.digest, build.numbers]);
    expect(byDigest?.at?.tokens).toMatch(/^[\w-]{43}$/);
    expect(inFull?.at).toEqual({ ...byDigest?.at, tokens: writtenGroups(['crm/deal@org']) });
    expect([state().at?.n, device.tenant.device.lookups.counts()['crm/deal']]).toEqual([2, 2]);
  });

  it('[T-28] are sent in full with acts too: none was decided, and the same acts are sent again with the numbers of the build', async () => {
    const { server, device, pull } = await given();
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await pull();
    await device.tenant.acts.perform({ label: 'x', shape: 'together', edits: [{ entity: 'crm/deal', id: deal, fields: { name: 'Mine' } }] }); // prettier-ignore
    server.answers.push(unknown);
    server.accept({ [deal]: 2 }, 2);
    expect(await device.tenant.replicator.push()).toEqual({ kind: 'decided', acts: 1 });
    expect(server.pushes.map(({ schemas }) => schemas)).toEqual([build.digest, build.numbers]);
    expect(server.pushes[0]?.acts).toEqual(server.pushes[1]?.acts);
  });

  it('[T-28] a gain under way is sent in full with the tokens that the device held before it, also after a restart', async () => {
    const { server, device, pull } = await given();
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await pull();
    const gain = { had: 'before', since: 0, whole: { 'crm/deal': deal } };
    const tokens = ['crm/deal@org', 'crm/deal@team:1'];
    server.answers.push(async () => ({
      kind: 'page',
      rows: [],
      history: [],
      tokens: writtenGroups(tokens),
      next: { n: 2, id: '~', tokens: 'both', gain, history: 1 },
      done: false,
      head: { head: [2, hashAt(2)], signature: await server.sign(2) },
      durable: 0,
      remaining: 1,
    }));
    await pull();
    const again = await device.reopen();
    server.answers.push(unknown);
    server.page({ tokens, head: 3 });
    await again.tenant.replicator.pull();
    expect(server.pulls.at(-1)?.at).toMatchObject({
      tokens: writtenGroups(tokens),
      gain: { ...gain, had: writtenGroups(['crm/deal@org']) },
    });
    expect(again.tenant.device.memory.state.sets.had).toEqual([]);
  });

  it('[T-28] no data is applied of a page whose row names an unknown token, or from a server that asks twice', async () => {
    const { server, pull, state } = await given();
    server.page({
      rows: [{ record: givenDeal(deal, 1), through: ['crm/deal@nobody'] }],
      tokens: ['crm/deal@org'],
      head: 1,
    });
    server.answers.push(unknown, unknown);
    expect((await pull()).kind).toBe('unfit');
    expect((await pull()).kind).toBe('unfit');
    expect(state().at).toBeNull();
  });

  it('[T-28] [K-5] a state with all tokens one by one is read: at rest it continues, in a gain it starts over and keeps its records', async () => {
    const { server, device, pull } = await given();
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    await pull();
    const at = { n: 1, id: '~', tokens: ['crm/deal@org'], whole: {}, since: {}, history: 1 };
    const write = ({ tenant }: GivenTenant, next: object): void => {
      const { writer } = tenant.device.database.file;
      const before = JSON.parse(String(writer.prepare('select data from r_outpost_state').pluck().get())) as object;
      const { sets: _, ...others } = before as { sets?: unknown };
      writer
        .prepare('update r_outpost_state set data = ?')
        .run(JSON.stringify({ ...others, tokens: ['crm/deal@org'], at: next }));
    };
    write(device, at);
    const rested = await device.reopen();
    const groups = writtenGroups(['crm/deal@org']);
    expect(rested.tenant.device.memory.state).toMatchObject({ sweeping: false, sets: { tokens: groups, had: [] }, at: { n: 1, tokens: groups, gain: null } }); // prettier-ignore
    server.page({ head: 2 });
    await rested.tenant.replicator.pull();
    expect(server.pulls.at(-1)?.at?.tokens).toEqual(groups);
    write(rested, { ...at, whole: { 'crm/deal@org': deal } });
    const amid = await rested.reopen();
    expect(amid.tenant.device.memory.state).toMatchObject({ at: null, sweeping: true });
    expect(amid.tenant.device.lookups.counts()['crm/deal']).toBe(1);
  });
});
