import { describe, expect, it } from 'vitest';
import { type BudgetLimits, Budgets } from './budgets.ts';

const none = { burst: 1e9, perSecond: 1e9 };
const limits: BudgetLimits = {
  person: { acts: { burst: 10, perSecond: 2 }, rows: none, bytes: none, questionMs: { burst: 5, perSecond: 1 } },
  tenant: { acts: { burst: 15, perSecond: 5 }, rows: none, bytes: none, questionMs: none },
};
const [ann, ben, eve] = [
  { orgId: 'one', userId: 'ann' },
  { orgId: 'one', userId: 'ben' },
  { orgId: 'two', userId: 'eve' },
];

function given() {
  const time = { nowMs: 0 };
  return { time, budgets: new Budgets(limits, { clock: { nowMs: () => time.nowMs } }) };
}

describe('budgets', () => {
  it('[E-3] refuse who has used up theirs, say when to come back, and hold by then', () => {
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

  it('[E-3] count a tenant together, and its neighbour apart', () => {
    const { budgets } = given();
    budgets.spend(ann, 'acts', 9);
    budgets.spend(ben, 'acts', 9);
    expect(budgets.judge(ben, ['acts'])).toMatchObject({ details: { waitSeconds: 1 } });
    expect(budgets.judge(eve, ['acts', 'rows', 'bytes', 'questionMs'])).toBeUndefined();
  });

  it('[E-3] save up no more than a burst, and tell nobody to wait for hours', () => {
    const { time, budgets } = given();
    time.nowMs = 1e9;
    budgets.spend(ann, 'questionMs', 5);
    expect(budgets.judge(ann, ['questionMs'])).toBeUndefined();
    budgets.spend(ann, 'questionMs', 1e6);
    expect(budgets.judge(ann, ['questionMs'])).toMatchObject({ details: { waitSeconds: 600 } });
  });
});
