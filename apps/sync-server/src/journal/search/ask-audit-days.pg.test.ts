import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditDays } from '@outpost/domain/kernel/audit/audit-days';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { noteEvent } from '../events/note-event.ts';
import { askAuditDays } from './ask-audit-days.ts';
import { askAuditLog } from './ask-audit-log.ts';

const given = givenServer();
const dayMs = 86_400_000;
let tenant: TestTenant;
let ada: TestDevice;
let mo: TestDevice;

beforeEach(async () => {
  tenant = await given.test.tenant();
  await given.test.server.runWorkers(tenant.orgId); // makes the settings of packs
  ada = await tenant.person('Ada', 'admin');
  mo = await tenant.person('Mo', 'member');
});

const days = async (by = ada, asked: Parameters<typeof askAuditDays>[2] = {}): Promise<AuditDays> => {
  const answer = await askAuditDays({ ...given.test.server.tenancy, clock: given.test.clock }, by.asker, asked);
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const today = () => dayOf(given.test.clock.nowMs());
const account = (by: TestDevice) =>
  by.do([made(given.test.newId(), 'crm/account', { name: 'Acme' }, { ownerId: by.userId })]);

async function note(
  action: 'data/exported' | 'sign-in/refused' | 'sealed/read',
  outcome: 'done' | 'refused',
): Promise<void> {
  const { orgId } = tenant;
  const nowMs = given.test.clock.nowMs();
  await inTenant(given.test.database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, { action, outcome, by: mo.userId, nowMs }),
  );
  await given.test.server.runWorkers(orgId);
}

describe('the numbers of entries by day', () => {
  it('[PLT-21] are those of the list, by class, with a zero for a day without an entry', async () => {
    given.test.advance(2 * dayMs);
    await account(mo);
    await account(mo);
    await note('data/exported', 'done');
    await note('sign-in/refused', 'refused');
    await note('sealed/read', 'done');
    const found = await days(ada, { month: today().slice(0, 7) });
    const last = found.days.at(-1);
    expect(last).toEqual({ day: today(), security: 2, compliance: 1, change: 2, refused: 1, sealedReads: 1 });
    expect(found.days.at(-2)).toMatchObject({ security: 0, compliance: 0, change: 0, refused: 0 });
    expect(found.countedFrom).toBeNull();
    const listed = await askAuditLog(given.test.server.tenancy, ada.asker, { limit: 500, from: `${found.month}-01T00:00:00.000Z` }); // prettier-ignore
    const sum = found.days.reduce((all, one) => all + one.security + one.compliance + one.change, 0);
    expect(sum).toBe(listed.ok ? listed.value.entries.length : -1);
  });

  it('[A-3c] count no change of a record that belongs to one person alone', async () => {
    given.test.advance(dayMs);
    await mo.do([made(given.test.newId(), 'platform/my-notifications', { hidden: ['due'] }, { ownerId: mo.userId })]);
    expect((await days()).days.at(-1)).toMatchObject({ day: today(), change: 0 });
  });

  it('[PLT-21] have all days of an earlier month, and none of a future month', async () => {
    expect((await days(ada, { month: '2024-02' })).days.map(({ day }) => day).slice(-2)).toEqual(['2024-02-28', '2024-02-29']); // prettier-ignore
    expect((await days(ada, { month: '2199-01' })).days).toEqual([]);
  });

  it('[E-3] leave out the days that have too many entries, and say so', async () => {
    given.test.advance(2 * dayMs);
    await account(mo);
    const month = today().slice(0, 7);
    const found = await days(ada, { month, mostRows: 1 });
    // The day of the only row that was read is today, which is not read whole.
    expect(found).toMatchObject({ countedFrom: dayOf(given.test.clock.nowMs() + dayMs), days: [] });
    expect((await days(ada, { month, mostRows: 10_000 })).countedFrom).toBeNull();
  });

  it('[A-2] are refused to others', async () => {
    await expect(days(mo)).rejects.toThrow('access/denied');
  });
});
