import { describe, expect, it } from 'vitest';
import {
  dayAfterMonth,
  isMonthly,
  labelInMonth,
  monthUsedUp,
  noRoomForFile,
  quotaReached,
  quotasOf,
} from './quotas.ts';

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

describe('[PLT-26] a refusal at a limit', () => {
  const loans = { key: 'mortgage/loans', label: 'loans', unit: 'records', entity: 'mortgage/loan' } as const;
  const mib = 1_048_576;

  it('names the limit, the number in use and whom to ask, also for a quota of a pack', () => {
    const refusal = quotaReached(loans, { limit: 1_500, used: 1_498 }, 4);
    expect(refusal.details).toEqual({ quota: 'mortgage/loans', limit: 1_500, used: 1_498 });
    expect(refusal.message).toBe(
      'Your organisation may have 1,500 loans, and has 1,498. There is no room for 4 more. Ask an administrator of your organisation for more, or delete some. Your entries stay on your device.',
    );
  });

  it('leaves the number in use out for a person who may not read it', () => {
    const refusal = quotaReached(loans, { limit: 1_500, used: undefined }, 4);
    expect(refusal.details).toEqual({ quota: 'mortgage/loans', limit: 1_500 });
    expect(refusal.message).toMatch(/^Your organisation may have 1,500 loans\. There is no room for 4 more\. Ask an/u);
  });

  it('has sizes of files as people read them, and the detail that earlier builds know', () => {
    const refusal = noRoomForFile({ limit: 500 * mib, used: 498.23 * mib }, 2.5 * mib);
    expect(refusal.details).toEqual({ quota: 'storage', limit: 500 * mib, limitBytes: 500 * mib, used: 498.23 * mib });
    expect(refusal.message).toBe(
      'Your organisation may have 500 MB of files, and has 498.3 MB. There is no room for 2.5 MB more. Ask an administrator of your organisation for more, or delete some files. The file stays on this device.',
    );
    expect(noRoomForFile({ limit: 0, used: undefined }, 9_000).message).toMatch(
      /may have 0 MB of files\. There is no room for 0\.1 MB more\./u,
    );
  });
});
