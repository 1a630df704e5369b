import { usd } from '@outpost/domain/testing/usd';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PushAnswer } from '@outpost/domain/sync/protocol';
import { verifyJournal } from '../journal/verify.ts';
import { inTenant } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit } from '../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

const statusOf = (answer: PushAnswer): string =>
  answer.kind !== 'decided' ? answer.kind : (answer.answers[0]?.status ?? answer.stopped?.code ?? 'nothing');

/** Counts the transactions that move the tenant's clock during `work`, by their notices of news. */
async function countingNews(work: () => Promise<unknown>): Promise<number> {
  const heard: string[] = [];
  const stop = await given.test.database.listen('outpost_news', {
    notice: (payload) => heard.push(payload),
    gap: () => undefined,
  });
  await work();
  await given.test.database.transaction('write', (tx) => tx.query(`select pg_notify('outpost_news', 'the last')`));
  while (heard.at(-1) !== 'the last') await new Promise((resolve) => setImmediate(resolve));
  await stop();
  return heard.length - 1;
}

describe('pushes of several devices at the same time', () => {
  it('[P-4, S-2] are decided in few transactions, each on the result of the one before it, with an answer of its own', async () => {
    const id = w.id();
    expect((await w.mia.do([w.deal(id)])).status).toBe('accepted');
    const devices = Array.from({ length: 20 }, () => w.mia.twin());
    const answers: PushAnswer[] = [];
    const rounds = await countingNews(async () => {
      const pushes = devices.map((device, place) =>
        device.push([device.act([w.set(id, { value: [usd(5), usd(100 + place)] })])]),
      );
      answers.push(...(await Promise.all(pushes)));
    });
    expect(rounds).toBeLessThan(5);
    // The first push finds the value that its device had seen. Each later one replaces the value of the one before, and
    // its answer reports that (S-4).
    expect(answers.map(statusOf)).toEqual(['accepted', ...Array.from({ length: 19 }, () => 'merged')]);
    const superseded = answers.map((answer) =>
      answer.kind === 'decided' ? answer.answers[0]?.superseded[id]?.['value'] : undefined,
    );
    expect(superseded.slice(1)).toEqual(Array.from({ length: 19 }, (_, place) => usd(100 + place)));
    const numbers = answers.map((answer) => (answer.kind === 'decided' ? (answer.answers[0]?.n ?? 0) : 0));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    const verified = await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId: w.tenant.orgId, keys: given.test.keys }),
    );
    expect(verified).toMatchObject({ problems: [] });
  });

  it('[A-2, S-1b, S-2b] are judged each by its own rights, journal and number, and a refused one affects no other', async () => {
    const id = w.id();
    await w.mia.do([w.deal(id)]);
    const [opener, viewer, gap, forked, fine] = [w.mia.twin(), w.vic.twin(), w.mia.twin(), w.mia.twin(), w.mia.twin()];
    gap.number = 5;
    forked.heads = [[1, 'ab'.repeat(32)]];
    const all = [opener, viewer, gap, forked, fine];
    const pushes = all.map((device) =>
      device.push([device.act([w.set(id, { source: [null, `of ${device.device}`] })])]),
    );
    // The same device again, while its first push waits: the two are not decided in the same turn.
    const [again] = [fine.push([{ ...fine.act([]), number: 2, edits: [w.set(id, { source: [null, 'later'] })] }])];
    expect((await Promise.all(pushes)).map(statusOf)).toEqual(['accepted', 'refused', 'sync/gap', 'fork', 'merged']);
    expect(statusOf(await again)).toBe('merged');
  });

  it('[A-2] are not judged by rights that an earlier act of the same turn has changed', async () => {
    const id = w.id();
    await w.mia.do([w.deal(id)]);
    const ned = await w.tenant.person('Ned', 'manager', { teamId: w.teams.t1 });
    const [opener, admin, late] = [w.mia.twin(), w.ann.twin(), ned.twin()];
    const demotion = changeEdit(ned.userId, 'platform/person', {
      memberships: [[{ role: 'manager', teamId: w.teams.t1 }], [{ role: 'viewer', teamId: w.teams.t1 }]],
    });
    const answers = await Promise.all([
      opener.push([opener.act([w.set(id, { source: [null, 'opened'] })])]),
      admin.push([admin.act([demotion])]),
      late.push([late.act([w.set(id, { source: [null, 'too late'] })])]),
    ]);
    expect(answers.map(statusOf)).toEqual(['accepted', 'accepted', 'refused']);
  });
});
