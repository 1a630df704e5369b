import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson, type GivenTenantOptions } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, givenHistoryRow, hashAt, ScriptedServer, writtenGroups } from '../testing/scripted-server.ts';

const ids = {
  deal: '0190b1f2-7c00-7000-8000-000000000d01',
  other: '0190b1f2-7c00-7000-8000-000000000d02',
  dana: '0190b1f2-7c00-7000-8000-0000000000a2',
};
async function given(
  options: GivenTenantOptions = {},
): Promise<{ readonly device: GivenTenant; readonly server: ScriptedServer }> {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport, ...options });
  return { device, server };
}

const does = async (device: GivenTenant, fields: Record<string, JsonValue>, id = ids.deal): Promise<string> =>
  (await performed(device, 'Changed', [{ entity: 'crm/deal', id, fields }])).act;
async function shown({ tenant }: GivenTenant, id = ids.deal) {
  const got = await tenant.questions.get({ id });
  return got.ok ? got.value.record : undefined;
}
const name = async (device: GivenTenant, id = ids.deal) => (await shown(device, id))?.fields['name'];

/** Makes a device that has pulled one deal at number 1. */
async function givenPulled(options: GivenTenantOptions = {}) {
  const made = await given(options);
  made.server.page({ rows: [{ record: givenDeal(ids.deal, 1) }], head: 1 });
  expect((await made.device.tenant.replicator.pull()).kind).toBe('page');
  return made;
}

describe('the replicator', () => {
  it('[D-2b] shows an answered act only until its row arrives', async () => {
    const { device, server } = await givenPulled();
    await does(device, { name: 'Mine' });
    server.accept({ [ids.deal]: 2 }, 2);
    await device.tenant.replicator.push();
    expect(await name(device)).toBe('Mine');
    server.page({ rows: [{ record: givenDeal(ids.deal, 3, { name: 'Newer' }) }], head: 3, done: false });
    await device.tenant.replicator.pull();
    expect(await name(device)).toBe('Newer');
    expect((await shown(device))?.waiting).toBe(0);
  });

  it('[D-2b] shows nothing over a row whose act is answered afterwards', async () => {
    const { device, server } = await givenPulled();
    await does(device, { name: 'Mine' });
    server.page({ rows: [{ record: givenDeal(ids.deal, 3, { name: 'Newer' }) }], head: 3 });
    await device.tenant.replicator.pull();
    expect(await name(device)).toBe('Mine');
    server.accept({ [ids.deal]: 2 }, 2);
    await device.tenant.replicator.push();
    expect(await name(device)).toBe('Newer');
  });

  it('[S-1] requests few rows where it waits, and twice as many as it writes in the meantime', async () => {
    const { device, server } = await given();
    const random = seededRandom(1);
    for (const rows of [1_000, 2_000, 3_000, 0])
      server.page({ rows: Array.from({ length: rows }, () => ({ record: givenDeal(random.uuid(), 1) })), head: 1, done: rows === 0 }); // prettier-ignore
    for (let page = 0; page < 4; page += 1) await device.tenant.replicator.pull();
    expect(server.pulls.map(({ limit }) => limit)).toEqual([1_000, 2_000, 4_000, 5_000]);
  });

  it('[S-2] sends an act again under its id when the reply was lost', async () => {
    const { device, server } = await givenPulled();
    const act = await does(device, { name: 'Mine' });
    server.answers.push(new Error('The line broke.'));
    expect((await device.tenant.replicator.push()).kind).toBe('offline');
    server.accept({ [ids.deal]: 2 }, 2);
    expect((await device.tenant.replicator.push()).kind).toBe('decided');
    expect(server.pushes.map((push) => push.acts.map((sent) => [sent.id, sent.number]))).toEqual([
      [[act, 1]],
      [[act, 1]],
    ]);
    expect((await device.tenant.replicator.push()).kind).toBe('idle');
  });

  it('[S-5] puts refused edits into the tray with their reason, and shows the record without them', async () => {
    const { device, server } = await givenPulled();
    const act = await does(device, { name: 'Mine' });
    server.refuse({ [ids.deal]: { code: 'access/denied', message: 'You may not change this deal.', details: {} } }, 2);
    await device.tenant.replicator.push();
    expect(await name(device)).toBe('Acme');
    const [entry] = [...device.tenant.device.memory.tray.values()];
    expect([entry?.act.id, entry?.why[ids.deal]?.code, entry?.titles[ids.deal]]).toEqual([
      act,
      'access/denied',
      'Mine',
    ]);
    const mended = await device.tenant.acts.mend(entry?.id ?? '', { [ids.deal]: { name: 'Better' } });
    expect(mended.ok).toBe(true);
    expect([await name(device), device.tenant.device.memory.tray.size]).toEqual(['Better', 0]);
  });

  it('[S-2b] takes a new name and new numbers after an old backup was restored, with the ids and the order of its acts', async () => {
    const { device, server } = await givenPulled();
    const acts = [await does(device, { name: 'One' }), await does(device, { name: 'Two' })];
    const before = device.tenant.device.memory.state.device;
    server.push((request) => ({
      kind: 'decided',
      answers: [],
      stopped: { act: request.acts[0]?.id ?? '', code: 'sync/device-set-back' },
    }));
    await device.tenant.replicator.push();
    expect(device.tenant.device.memory.state.device).not.toBe(before);
    expect(device.tenant.replicator.nextBatch().map((act) => [act.id, act.number])).toEqual([
      [acts[0], 1],
      [acts[1], 2],
    ]);
  });

  it('[S-1c] sends acts after the last common head again, as losing to later changes, and keeps them until they are durable', async () => {
    const { device, server } = await givenPulled();
    const act = await does(device, { name: 'Mine' });
    server.accept({ [ids.deal]: 2 }, 2);
    await device.tenant.replicator.push();
    server.page({ rows: [{ record: givenDeal(ids.deal, 2, { name: 'Mine' }) }], head: 2, durable: 1 });
    await device.tenant.replicator.pull();
    expect([...device.tenant.device.memory.kept.keys()]).toEqual([act]);
    const after = await device.reopen();
    server.answers.push(async () => ({ kind: 'fork', common: 1 }));
    expect((await after.tenant.replicator.pull()).kind).toBe('fork');
    // The server has signed the newest head of a page for this device: the proof that the server has lost it.
    const claims = Buffer.from(server.shownHeads.at(-1)?.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(claims)).toMatchObject({ n: 2, hash: hashAt(2) });
    expect(after.tenant.device.memory.state.signedHead).toBeNull();
    expect(after.tenant.replicator.nextBatch()).toMatchObject([{ id: act, number: 1, again: true }]);
    expect(after.tenant.device.memory.state).toMatchObject({ at: null, heads: [[1, hashAt(1)]], upTo: null });
    server.accept({ [ids.deal]: 2 }, 2);
    await after.tenant.replicator.push();
    server.page({ rows: [{ record: givenDeal(ids.deal, 2, { name: 'Mine' }) }], head: 2, durable: 2 });
    await after.tenant.replicator.pull();
    expect([after.tenant.device.memory.kept.size, after.tenant.device.memory.acts.size, await name(after)]).toEqual([
      0,
      0,
      'Mine',
    ]);
  });

  it('[S-1c] sends the signed head of an answer to its acts, not an older one of a later page', async () => {
    const { device, server } = await givenPulled();
    await does(device, { name: 'Mine' });
    server.accept({ [ids.deal]: 5 }, 5);
    await device.tenant.replicator.push();
    server.page({ rows: [], head: 4, done: false }); // read before the act was decided
    const after = await device.reopen();
    await after.tenant.replicator.pull();
    server.answers.push(async () => ({ kind: 'fork', common: 1 }));
    await after.tenant.replicator.pull();
    expect(server.headsShown()).toEqual([undefined, 1, 5, 5]);
  });

  it('[P-5] applies no decisions with a head that the server did not sign, and sends the acts again', async () => {
    const { device, server } = await givenPulled();
    const act = await does(device, { name: 'Mine' });
    server.push(() => ({ kind: 'decided', answers: [], stopped: null, head: { head: [2, 'x'], signature: 'x' } }));
    expect(await device.tenant.replicator.push()).toMatchObject({ kind: 'unfit' });
    expect(device.tenant.replicator.nextBatch()).toMatchObject([{ id: act }]);
  });

  it('[S-1c] sends acts again with the time of their first decision and the replaced values, also after a second loss', async () => {
    const { device, server } = await givenPulled();
    const act = await does(device, { name: 'Mine' });
    const decided = (at: string, n: number) => {
      const superseded = { [ids.deal]: { name: 'Theirs' } };
      server.decide(n, () => ({ status: 'merged', versions: { [ids.deal]: n }, superseded, at }));
    };
    for (const [at, n] of [
      ['2026-11-20T08:01:00.000Z', 2],
      ['2026-11-20T08:09:00.000Z', 7],
    ] as const) {
      decided(at, n);
      await device.tenant.replicator.push();
      server.answers.push(async () => ({ kind: 'fork', common: 1 }));
      await device.tenant.replicator.pull();
      expect(device.tenant.replicator.nextBatch()).toMatchObject([
        {
          id: act,
          again: true,
          cameFrom: { at: '2026-11-20T08:01:00.000Z', n: 2 },
          edits: [{ id: ids.deal, gaveWay: { name: 'Theirs' } }],
        },
      ]);
    }
  });

  it('[S-1a] sweeps records that were not named again at the end of a start-over, and keeps acts on them', async () => {
    const { device, server } = await givenPulled();
    await does(device, { name: 'Mine' });
    server.answers.push(async () => ({
      kind: 'reset',
      head: { head: [9, hashAt(9)], signature: await server.sign(9) },
    }));
    expect((await device.tenant.replicator.pull()).kind).toBe('reset');
    expect(await name(device)).toBe('Mine');
    server.page({ rows: [{ record: givenDeal(ids.other, 9) }], head: 9 });
    await device.tenant.replicator.pull();
    expect([await name(device), await name(device, ids.other), device.tenant.device.memory.acts.size]).toEqual([
      undefined,
      'Acme',
      1,
    ]);
  });

  it('[A-4] purges records that only a lost token held, with their history', async () => {
    const { device, server } = await given();
    server.page({
      rows: [
        { record: givenDeal(ids.deal, 1), through: ['crm/deal@a', 'crm/deal@b'] },
        { record: givenDeal(ids.other, 2), through: ['crm/deal@a'] },
      ],
      history: [givenHistoryRow(ids.deal, 1), givenHistoryRow(ids.other, 2)],
      tokens: ['crm/deal@a', 'crm/deal@b'],
      head: 2,
    });
    await device.tenant.replicator.pull();
    server.page({ tokens: ['crm/deal@b'], head: 3 });
    await device.tenant.replicator.pull();
    expect([await name(device), await name(device, ids.other)]).toEqual(['Acme', undefined]);
    expect(
      device.tenant.device.lookups.historyOf([ids.deal, ids.other], { before: 99, limit: 99 }).map((kept) => kept.id),
    ).toEqual([ids.deal]);
    expect(
      device.tenant.device.database.file.writer
        .prepare('select count(*) from r_crm_deal where data like ?')
        .pluck()
        .get('%d02%Acme%'),
    ).toBe(0);
  });

  it('[A-4] keeps acts that wait on a removed record: the server still decides them', async () => {
    const { device, server } = await givenPulled();
    const act = await does(device, { name: 'Mine' });
    server.page({ rows: [{ gone: ids.deal, n: 2 }], head: 2 });
    await device.tenant.replicator.pull();
    expect([await name(device), device.tenant.replicator.nextBatch().map((waiting) => waiting.id)]).toEqual([
      undefined,
      [act],
    ]);
  });

  it('[S-4] marks a replaced value, and restores it', async () => {
    const { device, server } = await givenPulled();
    const row: HistoryRow = {
      n: 2, id: ids.deal, entity: 'crm/deal', act: null, group: null, undoes: null, label: 'Renamed', by: ids.dana, device: null, at: '2026-11-19T09:00:00.000Z', madeAt: null, kind: 'changed',
      changed: { name: ['Mine', "Dana's"] }, superseded: { name: { value: 'Mine', by: givenPerson.id, at: '2026-11-19T08:30:00.000Z' } },
    }; // prettier-ignore
    server.page({ rows: [{ record: givenDeal(ids.deal, 2, { name: "Dana's" }) }], history: [row], head: 2 });
    await device.tenant.replicator.pull();
    expect((await shown(device))?.replaced).toEqual(['name']);
    expect((await device.tenant.acts.restoreReplaced(2, 'name')).ok).toBe(true);
    expect([await name(device), (await shown(device))?.replaced]).toEqual(['Mine', []]);
    expect(device.tenant.replicator.nextBatch()[0]?.edits).toMatchObject([{ fields: { name: ["Dana's", 'Mine'] } }]);
  });

  it('[T-14] requires no decision about a state that was replaced by the same state', async () => {
    const { device, server } = await givenPulled();
    const row: HistoryRow = {
      n: 2, id: ids.deal, entity: 'crm/deal', act: null, group: null, undoes: null, label: 'Moved to Won', by: ids.dana, device: null, at: '2026-11-19T09:00:00.000Z', madeAt: null, kind: 'changed',
      changed: {}, superseded: { stage: { value: 'won', by: givenPerson.id, at: '2026-11-19T08:30:00.000Z' } },
    }; // prettier-ignore
    server.page({ rows: [{ record: givenDeal(ids.deal, 2, { stage: 'won' }) }], history: [row], head: 2 });
    await device.tenant.replicator.pull();
    expect((await shown(device))?.replaced).toEqual([]);
    expect([...(device.tenant.device.memory.replaced.get(ids.deal)?.values() ?? [])]).toMatchObject([
      { field: 'stage', lost: { value: 'won' }, kept: { value: 'won' }, handled: true },
    ]);
  });

  it('[P-5] applies no data of a page whose head the server did not sign', async () => {
    const { device, server } = await given();
    const forged = await server.sign(1, hashAt(1), ids.dana);
    server.answers.push(async () => ({
      kind: 'page',
      rows: [{ id: ids.deal, n: 1, record: givenDeal(ids.deal, 1), through: [0] }],
      history: [],
      tokens: writtenGroups(['crm/deal@a']),
      next: { n: 1, id: '~', tokens: 'digest', gain: null, history: 1 },
      done: true,
      head: { head: [1, hashAt(1)], signature: forged },
      durable: 0,
      remaining: 0,
    }));
    expect(await device.tenant.replicator.pull()).toMatchObject({ kind: 'unfit' });
    expect([await name(device), device.tenant.device.memory.state.at]).toEqual([undefined, null]);
  });

  it('[S-1] writes a page and its checkpoint together or not at all', async () => {
    const { device, server } = await givenPulled();
    const { writer } = device.tenant.device.database.file;
    writer.exec(
      "create trigger full before update on r_outpost_state begin select raise(abort, 'the disk is full'); end",
    );
    server.page({ rows: [{ record: givenDeal(ids.deal, 2, { name: 'Newer' }) }], head: 2 });
    await expect(device.tenant.replicator.pull()).rejects.toThrow('disk is full');
    expect([await name(device), device.tenant.device.memory.state.at?.n]).toEqual(['Acme', 1]);
    await expect(
      device.tenant.acts.perform({
        label: 'Changed',
        shape: 'together',
        edits: [{ entity: 'crm/deal', id: ids.deal, fields: { name: 'Mine' } }],
      }),
    ).rejects.toThrow('disk is full');
    expect([await name(device), device.tenant.device.memory.acts.size]).toEqual(['Acme', 0]);
    writer.exec('drop trigger full');
    server.page({ rows: [{ record: givenDeal(ids.deal, 2, { name: 'Newer' }) }], head: 2 });
    await device.tenant.replicator.pull();
    expect(await name(device)).toBe('Newer');
  });

  it('[S-3] does not count a page of a network that requires a sign-in as an answer', async () => {
    const { device, server } = await givenPulled();
    server.answers.push({ status: 200, contentType: 'text/html', body: '<html>Welcome to the hotel</html>' });
    expect(await device.tenant.replicator.pull()).toMatchObject({
      kind: 'offline',
      problem: expect.stringContaining('sign in') as string,
    });
  });

  it('[S-5] puts an act that the server cannot read into the tray, and sends the acts behind it', async () => {
    const { device, server } = await givenPulled();
    const acts = [await does(device, { name: 'Good' }), await does(device, { name: 'Odd' })];
    const refused = {
      status: 400,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        title: 'Not readable',
        status: 400,
        code: 'request/invalid',
        detail: 'acts.1: is odd',
        details: { path: 'acts.1' },
      }),
    };
    server.answers.push(refused);
    server.accept({ [ids.deal]: 2 }, 2);
    server.answers.push(refused);
    for (let push = 0; push < 3; push += 1) await device.tenant.replicator.push();
    expect(server.pushes.map((push) => push.acts.map((act) => act.id))).toEqual([acts, [acts[0]], [acts[1]]]);
    expect(
      [...device.tenant.device.memory.tray.values()].map((entry) => [entry.act.id, entry.why[ids.deal]?.message]),
    ).toEqual([[acts[1], 'acts.1: is odd']]);
    expect([await name(device), device.tenant.replicator.nextBatch()]).toEqual(['Good', []]);
  });
});
