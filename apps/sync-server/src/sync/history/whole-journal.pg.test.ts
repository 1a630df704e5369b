import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { askWholeJournal, type WholeJournalAnswer, type WholeJournalQuestion } from './whole-journal.ts';

const given = givenServer();
let tenant: TestTenant;
let ada: TestDevice;
let mo: TestDevice;
let deal: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'admin');
  mo = await tenant.person('Mo', 'member');
  deal = given.test.newId();
  await mo.do([made(deal, 'crm/account', { name: 'Acme' }, { ownerId: mo.userId })], { label: 'Added Acme' });
  given.test.advance(86_400_000);
  await ada.do([changeEdit(deal, 'crm/account', { name: ['Acme', 'Acme Ltd'] })], { label: 'Renamed Acme' });
});

const ask = async (question: Partial<WholeJournalQuestion> = {}, by = ada) => {
  const answer = await askWholeJournal(given.test.server.tenancy, by.asker, { limit: 100, ...question });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
const labels = async (question: Partial<WholeJournalQuestion> = {}) =>
  (await ask(question)).rows.map(({ label }) => label);
const now = () => new Date(given.test.clock.nowMs() - 3_600_000).toISOString();

describe('[P-5] the whole journal of a tenant', () => {
  it('has the changes of everybody with their values, newest first, from its beginning', async () => {
    const { rows, next } = await ask();
    expect(rows[0]).toMatchObject({ label: 'Renamed Acme', by: ada.userId, changed: { name: ['Acme', 'Acme Ltd'] } });
    expect(rows[1]).toMatchObject({ label: 'Added Acme', by: mo.userId, kind: 'created' });
    expect(rows.map(({ n }) => n)).toEqual(rows.map(({ n }) => n).toSorted((a, b) => b - a));
    expect([rows.some(({ entity }) => entity === 'platform/role'), next]).toEqual([true, null]);
  });

  it('is filtered by person, kind, record and time', async () => {
    expect(await labels({ by: mo.userId })).toEqual(['Added Acme']);
    expect(await labels({ entity: 'crm/account' })).toEqual(['Renamed Acme', 'Added Acme']);
    expect(await labels({ record: deal, by: ada.userId })).toEqual(['Renamed Acme']);
    expect(await labels({ from: now() })).toEqual(['Renamed Acme']);
    expect((await labels({ until: now() }))[0]).toBe('Added Acme');
    const tomorrow = new Date(given.test.clock.nowMs() + 86_400_000).toISOString();
    expect(await labels({ from: tomorrow })).toEqual([]);
    expect(await labels({ entity: 'crm/no-such-kind' })).toEqual([]);
  });

  it('is read page by page without a gap', async () => {
    const all = (await ask()).rows.map(({ n }) => n);
    const read: number[] = [];
    let before: number | null = all.length * 100;
    while (before !== null) {
      const page: WholeJournalAnswer = await ask({ limit: 2, before });
      read.push(...page.rows.map(({ n }) => n));
      before = page.next;
    }
    expect(read).toEqual(all);
  });

  it('[A-3c] has nothing of records that belong to one person alone', async () => {
    const own = given.test.newId();
    await mo.do([made(own, 'platform/my-notifications', { hidden: ['due'] }, { ownerId: mo.userId })]);
    expect(await labels({ record: own })).toEqual([]);
  });

  it('[A-2] is refused to others', async () => {
    await expect(ask({}, mo)).rejects.toThrow('access/denied');
  });
});
