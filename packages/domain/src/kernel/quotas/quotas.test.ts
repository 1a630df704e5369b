import { describe, expect, it } from 'vitest';
import { dayAfterMonth, isMonthly, labelInMonth, monthUsedUp, quotasOf } from './quotas.ts';

describe('[PLT-42] quotas by month', () => {
  it('end on the first of the next month', () => {
    expect(['2026-08', '2026-09', '2026-12'].map(dayAfterMonth)).toEqual(['2026-09-01', '2026-10-01', '2027-01-01']);
  });

  it('are all that are declared by the month, and say their month', () => {
    const byMonth = quotasOf({}).filter(({ unit }) => unit === 'month');
    expect(byMonth.map(({ key }) => [key, isMonthly(key)])).toEqual([['messages', true], ['api-calls', true]]); // prettier-ignore
    expect(byMonth.map((quota) => labelInMonth(quota, '2026-11'))).toEqual([
      'messages in November 2026',
      'API calls in November 2026',
    ]);
  });

  it('are refused with the number, the limit, the end of the month and whom to ask', () => {
    const refusal = monthUsedUp('api-calls', { limit: 1_000, used: 1_003, month: '2026-12' });
    expect(refusal.details).toEqual({ quota: 'api-calls', limit: 1_000, used: 1_003, until: '2027-01-01' });
    expect(refusal.message).toBe(
      'Your organisation may have 1,000 API calls a month, and has used 1,003. The count begins again on 2027-01-01 at 00:00 UTC. Ask an administrator of your organisation for more.',
    );
  });
});
