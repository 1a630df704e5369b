import { describe, expect, it } from 'vitest';
import { type BudgetLimits, Budgets } from './budgets.ts';

const none = { burst: 1e9, perSecond: 1e9 };
const all = { acts: none, outsideActs: none, rows: none, bytes: none, questionMs: none };
const limits: BudgetLimits = {
  person: { ...all, acts: { burst: 10, perSecond: 2 }, questionMs: { burst: 5, perSecond: 1 } },
  tenant: { ...all, acts: { burst: 15, perSecond: 5 } },
  address: { requests: { burst: 3, perSecond: 0.5 }, signIns: { burst: 1, perSecond: 1 } },
};
const [ann, ben, eve] = [
  { orgId: 'one', userId: 'ann' },
  { orgId: 'one', userId: 'ben' },
  { orgId: 'two', userId: 'eve' },
];

function given(nowMs = 0) {
  const time = { nowMs };
  const budgets = new Budgets(limits, { clock: { nowMs: () => time.nowMs } });
  const wait = (address: string, spending: 'requests' | 'signIns' = 'requests') =>
    budgets.admit(address, [spending])?.details.waitSeconds ?? 0;
  return { time, budgets, wait };
}

describe('budgets', () => {
  it('[E-3] refuse a person who has used up theirs, and admit them after the time that the refusal names', () => {
    const { time, budgets } = given();
    expect(budgets.judge(ann, ['acts'])).toBeUndefined();
    budgets.spend(ann, 'acts', 13);
    expect(budgets.judge(ann, ['acts'])).toMatchObject({ code: 'request/too-many', details: { waitSeconds: 2 } });
    expect(budgets.judge(ann, ['questionMs'])).toBeUndefined();
    time.nowMs = 1_000;
    expect(budgets.judge(ann, ['acts'])).toMatchObject({ details: { waitSeconds: 1 } });
    time.nowMs = 2_000;
    expect(budgets.judge(ann, ['acts'])).toBeUndefined();
  });

  it('[E-3] count all people of a tenant together, and each tenant separately', () => {
    const { budgets } = given();
    budgets.spend(ann, 'acts', 9);
    budgets.spend(ben, 'acts', 9);
    expect(budgets.judge(ben, ['acts'])).toMatchObject({ details: { waitSeconds: 1 } });
    expect(budgets.judge(eve, ['acts', 'outsideActs', 'rows', 'bytes', 'questionMs'])).toBeUndefined();
  });

  it('[E-3] save up no more than a burst, and name no wait of hours', () => {
    const { time, budgets } = given();
    time.nowMs = 1e9;
    budgets.spend(ann, 'questionMs', 5);
    expect(budgets.judge(ann, ['questionMs'])).toBeUndefined();
    budgets.spend(ann, 'questionMs', 1e6);
    expect(budgets.judge(ann, ['questionMs'])).toMatchObject({ details: { waitSeconds: 600 } });
  });

  it('[E-3] admit a burst of requests, then requests at the rate of the budget, for each address separately', () => {
    const { time, wait } = given();
    expect([wait('a'), wait('a'), wait('a'), wait('a'), wait('b')]).toEqual([0, 0, 0, 2, 0]);
    time.nowMs += 2_000;
    expect([wait('a'), wait('a')]).toEqual([0, 2]);
    time.nowMs += 3_600_000;
    expect([wait('a'), wait('a'), wait('a'), wait('a')]).toEqual([0, 0, 0, 2]);
  });

  it('[E-3] keep the latest addresses, up to a limit', () => {
    const { wait } = given();
    wait('first', 'signIns');
    for (let n = 0; n < 50_000; n += 1) wait(`address ${n}`, 'signIns');
    expect(wait('first', 'signIns')).toBe(0);
    expect(wait('address 49999', 'signIns')).toBe(1);
  });

  it('[E-3] still work when a clock is set back', () => {
    const { time, wait } = given(1_000_000);
    wait('a', 'signIns');
    time.nowMs = 0;
    expect(wait('a', 'signIns')).toBe(1);
  });
});
