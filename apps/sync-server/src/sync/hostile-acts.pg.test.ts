import { usd } from '@outpost/domain/testing/usd';
import { describe, expect, it } from 'vitest';
import { outcomeActId } from '../jobs/intents/settle-intent.ts';
import { applyAsServer } from '../tenancy/create-tenant.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made } from '../testing/test-server.ts';

// Acts that a foreign client could send, and that our devices never do.
const given = givenServer();

/** Makes Mia's deal with a task under it, both invisible to Moe, and a deal of Moe's. */
async function strangers(): Promise<
  SalesWorld & { readonly hers: string; readonly herTask: string; readonly his: string }
> {
  const w = await makeSalesWorld(given.test);
  const [hers, herTask, his] = [w.id(), w.id(), w.id()];
  await w.mia.do([w.deal(hers), w.task(herTask, hers)]);
  await w.moe.do([w.deal(his, {}, { ownerId: w.moe.userId, teamId: w.teams.t2 })]);
  return { ...w, hers, herTask, his };
}

describe('a merge of another person’s records', () => {
  it('[S-4f] moves no references where it is refused record by record', async () => {
    const { tenant, moe, hers, herTask, his, set } = await strangers();
    await moe.do([set(hers, { life: ['alive', `merged:${his}`] })], { shape: 'each' });
    expect(await tenant.fields('crm/task', herTask)).toMatchObject({ about: `crm/deal:${hers}` });
    await moe.pull();
    expect(moe.holds('crm/task')).toEqual([]);
  });

  it('[S-4f] moves no references back when it is undone record by record without the right to', async () => {
    const { tenant, ann, moe, mia, hers, herTask, his, set, id, deal } = await strangers();
    const kept = id();
    await mia.do([deal(kept, { name: 'Kept' })]);
    const merge = await ann.do([set(hers, { life: ['alive', `merged:${kept}`] })]);
    expect(await tenant.fields('crm/task', herTask)).toMatchObject({ about: `crm/deal:${kept}` });
    await moe.do([set(his, { name: ['Deal', 'x'] })], { undoes: merge.act, shape: 'each' });
    expect(await tenant.fields('crm/task', herTask)).toMatchObject({ about: `crm/deal:${kept}` });
  });

  it('[S-4f] moves no references back where the merged record is restored', async () => {
    const { tenant, ann, moe, mia, hers, herTask, his, set, id, deal } = await strangers();
    const kept = id();
    await mia.do([deal(kept, { name: 'Kept' })]);
    const merge = await ann.do([set(hers, { life: ['alive', `merged:${kept}`] })]);
    await ann.do([set(hers, { life: [`merged:${kept}`, 'alive'] })]);
    await moe.do([set(his, { name: ['Deal', 'x'] })], { undoes: merge.act, shape: 'each' });
    expect(await tenant.fields('crm/task', herTask)).toMatchObject({ about: `crm/deal:${kept}` });
  });

  it('[S-1c] moves no references where it is superseded', async () => {
    const { tenant, mia, hers, herTask, set, id, deal } = await strangers();
    const kept = id();
    await mia.do([deal(kept, { name: 'Kept' })]);
    await mia.do([set(hers, { life: ['deleted', `merged:${kept}`] })], { again: true });
    expect(await tenant.fields('crm/task', herTask)).toMatchObject({ about: `crm/deal:${hers}` });
  });
});

describe('an undo of another person’s act', () => {
  it('[S-4c] is refused for values in fields that only the server writes', async () => {
    const w = await strangers();
    const mail = w.id();
    await w.mia.do([
      made(mail, 'crm/activity', {
        about: `crm/deal:${w.hers}`,
        kind: 'email',
        subject: 'Hi',
        delivery: 'send',
        toAddress: 'a@example.com',
      }),
    ]);
    await applyAsServer(given.test.server.tenancy, w.tenant.orgId, {
      label: 'Sent',
      edits: [changeEdit(mail, 'crm/activity', { deliveryStatus: [null, 'sent'] })],
    });
    const [outcome] = await w.tenant.rows<{ act: string }>(
      'select act from store.journal where record = $1 order by n desc limit 1',
      [mail],
    );
    const undo = await w.mia.do([w.set(mail, { deliveryStatus: ['sent', null] }, 'crm/activity')], {
      undoes: outcome?.act ?? '',
    });
    expect(undo.refused[mail]?.code).toBe('access/denied');
    expect(await w.tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
  });

  it('[A-5] gets an answer without records out of sight', async () => {
    const { mia, moe, hers, set } = await strangers();
    const first = await mia.do([set(hers, { name: ['Deal', 'Secret'] })]);
    await mia.do([set(hers, { name: ['Secret', 'Deal'] })], { undoes: first.act });
    const answer = await moe.do([set(hers, { name: ['Secret', 'Deal'] })], { undoes: first.act });
    expect(answer.versions).toEqual({});
  });

  it('[S-4c] closes no group without the right to undo its acts', async () => {
    const { mia, moe, hers, set, id } = await strangers();
    const group = id();
    const first = await mia.do([set(hers, { name: ['Deal', 'One'] })], { group });
    const nothing = await mia.do([set(hers, { name: ['One', 'One'] })], { group });
    await mia.do([set(hers, { name: ['One', 'Deal'] })], { undoes: first.act });
    for (const act of [first.act, nothing.act])
      await moe.do([set(hers, { name: ['One', 'Deal'] })], { undoes: act, closes: group });
    const later = await mia.do([set(hers, { name: ['Deal', 'Two'] })], { group });
    expect(later.status).toBe('accepted');
  });

  it('[S-4c] closes no group by an own act in it', async () => {
    const { mia, moe, hers, his, set, id } = await strangers();
    const group = id();
    await mia.do([set(hers, { name: ['Deal', 'One'] })], { group });
    const intruder = await moe.do([set(his, { name: ['Deal', 'x'] })], { group });
    await moe.do([set(his, { name: ['x', 'Deal'] })], { undoes: intruder.act, closes: group });
    const later = await mia.do([set(hers, { name: ['One', 'Two'] })], { group });
    expect(later.status).toBe('accepted');
  });

  it('[S-2] cannot take the id under which the server will write an outcome', async () => {
    const { mia, hers, set } = await strangers();
    const id = outcomeActId('email', hers, { fence: 1, status: 'done' });
    const answer = await mia.push([mia.act([set(hers, { name: ['Deal', 'x'] })], { id })]);
    expect(answer).toMatchObject({ answers: [{ status: 'refused' }] });
  });
});

describe('ids', () => {
  it('[K-1] of acts are not taken by records: on the author’s device both are in one collection', async () => {
    const { mia, moe, hers, set, deal } = await strangers();
    const act = await mia.do([set(hers, { name: ['Deal', 'x'] })]);
    const like = await moe.do([deal(act.act, {}, { ownerId: moe.userId, teamId: null, sharedWith: [mia.userId] })]);
    expect(like.refused[act.act]?.code).toBe('records/exists');
  });
});

describe('references', () => {
  it('[A-5] name no record out of their author’s sight, with any earlier value in the edit', async () => {
    const w = await strangers();
    const account = w.id();
    await w.mia.do([made(account, 'crm/account', { name: 'Hidden' }, { ownerId: w.mia.userId, teamId: w.teams.t1 })]);
    const answer = await w.moe.do([w.set(w.his, { account: [account, account] })]);
    expect(answer.refused[w.his]?.code).toBe('records/not-found');
  });
});

describe('history', () => {
  it('[S-9] of the act that made a record visible has no earlier values', async () => {
    const { mia, moe, hers, set } = await strangers();
    await mia.do([set(hers, { name: ['Deal', 'Secret'] })]);
    await mia.do([set(hers, { name: ['Secret', 'Open'], sharedWith: [[], [moe.userId]] })]);
    await moe.pull();
    expect(moe.holds('crm/deal')).toContain(hers);
    expect(JSON.stringify(moe.history)).not.toContain('Secret');
  });
});

describe('malformed values', () => {
  it.each([
    ['money', { value: { amount: 'much', currency: 1 } }],
    ['a day', { closesOn: 'x'.repeat(10_000) }],
    ['a choice', { stage: 'y'.repeat(10_000) }],
    ['a text', { name: { deep: [1] } }],
  ])('[S-4d] %s is refused on a record that is deleted, too', async (_what, fields) => {
    const { tenant, mia, hers, set } = await strangers();
    const before = await tenant.fields('crm/deal', hers);
    const answer = await mia.do([
      set(hers, {
        life: ['alive', 'deleted'],
        ...Object.fromEntries(Object.entries(fields).map(([name, to]) => [name, [null, to] as const])),
      }),
    ]);
    expect(answer.refused[hers]?.code).toBe('records/invalid');
    expect(await tenant.fields('crm/deal', hers)).toEqual(before);
  });

  it('[P-3] an empty text in a field of a date or a number counts as empty, and breaks no report', async () => {
    const { tenant, mia, hers, id, deal, set } = await strangers();
    await mia.do([deal(id(), { closesOn: '', value: '', stage: 'prospecting', tags: [], about: '' })]);
    await mia.do([set(hers, { closesOn: [null, ''], engagedOn: [null, []], value: [usd(5), ''] })]);
    expect(await tenant.fields('crm/deal', hers)).toEqual({ name: 'Deal', stage: 'prospecting' });
    expect(await tenant.rows('select count(t::text) as deals from report.crm_deal t')).toHaveLength(1);
  });

  it('[E-1] values at the limits of the store are decided without faults', async () => {
    const { mia, id, deal } = await strangers();
    const wide = '🂡'.repeat(400);
    const words = Array.from({ length: 120 }, (_, place) => `𝔊${place}${'ß'.repeat(60)}`);
    for (const fields of [
      { name: wide },
      { externalKey: '＃'.repeat(100) },
      { about: words.join(' ') },
      { tags: words.map((word) => word.slice(0, 60)) },
      { value: { amount: 9e15, currency: 'USD' } },
      { name: '\uFFFF\u0001' },
    ]) {
      expect((await mia.do([deal(id(), fields)])).status).toBe('accepted');
    }
    expect(usd(1).currency).toBe('USD');
  });
});

describe('the act with an id that only the server makes', () => {
  it('[S-2b] is refused with any number, and the acts after it are decided', async () => {
    const w = await makeSalesWorld(given.test);
    const [before, reserved, after] = [w.id(), w.id(), w.id()].map((id) => w.mia.act([w.deal(id)]));
    if (!before || !reserved || !after) throw new Error('There are three acts');
    const theServers = reserved.id.replace(/^(.{14})7/, '$18');
    const answer = await w.mia.push([before, { ...reserved, id: theServers, number: before.number + 7 }, { ...after, number: before.number + 1 }]); // prettier-ignore
    expect(answer.kind === 'decided' && [answer.stopped, answer.answers.map(({ status }) => status)]).toEqual([null, ['accepted', 'refused', 'accepted']]); // prettier-ignore
  });
});
