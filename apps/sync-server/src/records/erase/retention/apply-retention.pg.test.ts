import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../db/database.ts';
import { inTenant } from '../../../db/database.ts';
import { openAsRole } from '../../../db/open-as-role.ts';
import { noteEvent } from '../../../journal/events/note-event.ts';
import { verifyJournal } from '../../../journal/verify.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../../testing/test-server.ts';
import { applyRetention } from './apply-retention.ts';

const given = givenServer();
let eraser: Database | undefined;
let tenant: TestTenant;
let ada: TestDevice;
const day = 86_400_000;

beforeEach(async () => {
  eraser ??= await openAsRole(given.database.ownerUrl, 'outpost_eraser');
  tenant = await given.test.tenant();
  await given.test.server.runWorkers(tenant.orgId);
  ada = await tenant.person('Ada', 'admin');
});
afterAll(async () => {
  await eraser?.close();
});

async function note(action: 'sign-in' | 'data/exported'): Promise<void> {
  const { orgId } = tenant;
  const nowMs = given.test.clock.nowMs();
  await inTenant(given.test.database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, {
      action,
      nowMs,
      by: ada.userId,
      origin: { address: '192.0.2.1', request: null, person: null, session: null, device: null },
    }),
  );
  await given.test.server.runWorkers(orgId);
}
const apply = (isDry = false) => {
  if (!eraser) throw new Error('no eraser');
  const { clock, installed } = given.test.server.tenancy;
  const ports = { database: eraser, clock, random: randomBytes, installed, signing: given.test.keys.signing };
  return applyRetention(ports, { orgId: tenant.orgId, isDry });
};
const keep = async (days: Readonly<Record<string, number>>) => {
  const [row] = await tenant.rows<{ id: string }>('select id from store.platform_organisation');
  const values = Object.fromEntries(Object.entries(days).map(([name, value]) => [name, [null, value] as const]));
  return ada.do([changeEdit(row?.id ?? '', 'platform/organisation', values)]);
};
const emptied = async () => (await tenant.rows('select n from store.journal where payload is null order by n')).length;

describe('[PLT-21] the retention of journal entries', () => {
  it('is unlimited until the organisation sets a time', async () => {
    await note('sign-in');
    given.test.advance(4_000 * day);
    expect(await apply()).toEqual({ security: 0, compliance: 0, change: 0 });
  });

  it('removes entries by class, with their search entries, and the chain stays whole', async () => {
    await ada.do([made(given.test.newId(), 'crm/account', { name: 'Acme' })]);
    await note('sign-in');
    await note('data/exported');
    expect((await keep({ securityDays: 365 })).status).toBe('accepted');
    given.test.advance(366 * day);
    await note('sign-in');
    const dry = await apply(true);
    expect(dry).toMatchObject({ compliance: 0, change: 0 });
    expect(dry.security).toBeGreaterThan(0);
    expect(await emptied()).toBe(0);
    expect(await apply()).toEqual(dry);
    expect(await emptied()).toBe(dry.security);
    expect(await apply()).toEqual({ security: 0, compliance: 0, change: 0 });
    const left = await tenant.rows<{ action: string }>('select action from store.audit_entry order by n');
    expect(left.map(({ action }) => action)).toContain('data/exported');
    expect(left.filter(({ action }) => action === 'sign-in')).toHaveLength(1);
    const { orgId } = tenant;
    const verified = await inTenant(given.test.database, { orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId, keys: given.test.keys }),
    );
    expect(verified).toMatchObject({ problems: [], erased: dry.security });
    await given.test.server.runWorkers(orgId);
    const [applied] = await tenant.rows<{ payload: string }>(
      `select j.payload from store.journal j join store.audit_entry e on e.org_id = j.org_id and e.n = j.n where e.action = 'retention/applied'`,
    );
    expect(JSON.parse(applied?.payload ?? '')).toMatchObject({ event: { details: dry } });
  });

  it('has a minimum: a shorter time is refused', async () => {
    expect((await keep({ securityDays: 30 })).status).toBe('refused');
    expect((await keep({ complianceDays: 365 })).status).toBe('refused');
    expect((await keep({ changeDays: 729 })).status).toBe('refused');
  });

  it('leaves records as they are where old changes of them are removed', async () => {
    const account = given.test.newId();
    await ada.do([made(account, 'crm/account', { name: 'Acme' })]);
    await keep({ changeDays: 730 });
    given.test.advance(731 * day);
    expect((await apply()).change).toBeGreaterThan(0);
    expect(await tenant.fields('crm/account', account)).toEqual({ name: 'Acme' });
    expect((await ada.do([changeEdit(account, 'crm/account', { name: ['Acme', 'Acme Ltd'] })])).status).toBe(
      'accepted',
    );
  });

  it('is carried out by nobody but the operator: the server’s own role may not', async () => {
    const { clock, installed } = given.test.server.tenancy;
    const ports = {
      database: given.test.database,
      clock,
      random: randomBytes,
      installed,
      signing: given.test.keys.signing,
    };
    await keep({ securityDays: 365 });
    given.test.advance(366 * day);
    await expect(applyRetention(ports, { orgId: tenant.orgId, isDry: false })).rejects.toThrow('permission denied');
  });
});
