import { tokensOf } from '@outpost/domain/kernel/access/access';
import { monthOf, monthTokensOf } from '@outpost/domain/kernel/access/record-age';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { pulledRowSchema } from '@outpost/domain/sync/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { applyAsServer } from '../../tenancy/create-tenant.ts';
import { eraseMember } from '../../tenancy/erasing/erase-member.ts';
import { bringSettingsUp } from '../../tenancy/shipped-settings.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { eraseRecords } from '../erase/erase-records.ts';
import { passHorizon } from '../erase/horizon.ts';
import { recordsOf } from '../load/load.ts';
import { fileByMonth } from './file-by-month.ts';

const given = givenServer({ writeLimits: { childrenInMemory: 3, childrenAtOnce: 2 } });
const id = (): string => given.test.newId();
const contacts = 'crm/contact';
const identities = 'crm/contact-identity';
const organisation = 'platform/organisation';
let eraser: Database;
let tenant: TestTenant;
let teams: readonly [string, string];
let ann: TestDevice;
/** She sees the contacts of the first team, and their identities. */
let ida: TestDevice;
let kept: string[] | null = null;

beforeAll(async () => {
  eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
});
afterAll(() => eraser.close());
beforeEach(async () => {
  kept = null;
  tenant = await given.test.tenant();
  teams = [await tenant.team('North'), await tenant.team('South')];
  ann = await tenant.person('Ann', 'admin');
  const grants = [
    `${contacts}:read@team`,
    `${contacts}:update@team`,
    `${identities}:read@org`,
    `${identities}:update@org`,
  ];
  await ann.do([made(id(), 'platform/role', { key: 'identity', label: 'Identity', grants })]);
  ida = await tenant.person('Ida', 'identity', { teamId: teams[0] });
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
});

const accepted = expect.objectContaining({ status: 'accepted' }) as unknown;
const companionOf = (contact: string): string => companionId(identities, contact);
const pair = (...of: readonly string[]): readonly string[] => [...of, ...of.map(companionOf)].sort();
const holds = (device: TestDevice): readonly string[] =>
  [...device.holds(contacts), ...device.holds(identities)].sort();

type Pairs = Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
const change = (contact: string, fields: Pairs) => changeEdit(contact, contacts, fields);
const seal = (contact: string, from: JsonValue, to: JsonValue) =>
  changeEdit(companionOf(contact), identities, { taxNumber: [from, to] });

/** Makes a contact of the first team with a sealed value. */
async function aContact(fields: Readonly<Record<string, JsonValue>> = {}): Promise<string> {
  const contact = id();
  const edits = [
    made(contact, contacts, { name: 'Vera Holm', ...fields }, { teamId: teams[0] }),
    made(companionOf(contact), identities, { record: contact, taxNumber: '11-111' }),
  ];
  expect(await ann.do(edits)).toEqual(accepted);
  return contact;
}

async function keepOff(...lines: readonly string[]): Promise<void> {
  const edit = changeEdit(settingsIdOf(tenant.orgId, organisation), organisation, {
    keptOffDevices: [kept, [...lines]],
  });
  expect(await ann.do([edit])).toEqual(accepted);
  kept = [...lines];
}
/** Lets months pass: it is the middle of a later month. */
function passMonths(months: number): void {
  const now = new Date(given.test.clock.nowMs());
  given.test.advance(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 15, 8) - now.getTime());
}
const step = (recordsAtOnce = 500) => fileByMonth({ ...given.test.server.tenancy, recordsAtOnce }, tenant.orgId);
async function work(): Promise<void> {
  while ((await step()) === 'more');
}
/** The organisation keeps contacts off devices that were not changed for so many months. */
async function keptByAge(months: number): Promise<void> {
  await keepOff(`${contacts}@*>${months}`);
  await work();
}

/** Returns the places of contacts and sealed values in the feed, and those that they must have: under the month of the contact. */
async function places(): Promise<{ readonly filed: readonly string[]; readonly due: readonly string[] }> {
  const rows = await tenant.rows<{ id: string; token: string }>(
    `select id, token from store.feed where entity = any($1::text[]) and not gone`,
    [[contacts, identities]],
  );
  const { installed } = given.test.server.tenancy;
  const all = await inTenant(given.database.database, { orgId: tenant.orgId, mode: 'snapshot' }, async (tx) => {
    const found = [];
    for (const entity of [contacts, identities]) {
      const ids = await tx.query<{ id: string }>(`select id from store.${entity.replace(/[/-]/g, '_')} where org_id = $1`, [tenant.orgId]); // prettier-ignore
      found.push(
        ...(await recordsOf(tx, { orgId: tenant.orgId, installed }, { entity, ids: ids.map((row) => row.id) })),
      );
    }
    return found;
  });
  const byId = new Map(all.map((record) => [record.id, record]));
  const due = all.flatMap((record) => {
    const of = record.entity === contacts ? record : byId.get(record.fields['record'] as string);
    const tokens = tokensOf(entityOf(installed, record.entity), record);
    return [...tokens, ...monthTokensOf(tokens, monthOf(of?.updatedAt ?? ''))].map((token) => `${token} ${record.id}`);
  });
  return { filed: rows.map((row) => `${row.token} ${row.id}`).sort(), due: due.sort() };
}
async function expectFiledAlike(): Promise<void> {
  const { filed, due } = await places();
  expect(filed).toEqual(due);
}
const filedOf = (record: string) => tenant.rows('select token from store.feed where id = $1 and not gone', [record]);

describe('[A-6] [K-4] sealed values of records that were not changed for some months', () => {
  it('leave the devices with their records, are sent to no new one, and return with them', async () => {
    const old = await aContact();
    passMonths(3);
    const young = await aContact();
    await ida.pull(2);
    await keepOff(`${contacts}@*>2`);
    await step();
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(old, young)); // they are being filed: both are whole
    await work();
    await ida.page(2);
    expect(holds(ida)).toEqual(pair(young)); // both left with one page
    const fresh = ida.twin();
    const first = await fresh.page(1_000);
    expect(first.kind === 'page' && first.rows.filter((row) => !pulledRowSchema.safeParse(row).success)).toEqual([]); // the wire has no month
    await fresh.pull(3);
    expect(holds(fresh)).toEqual(pair(young));
    expect(await ann.do([change(old, { name: ['Vera Holm', 'Vera Sand'] })])).toEqual(accepted);
    await Promise.all([ida.pull(1), fresh.pull(50)]);
    expect([holds(ida), holds(fresh)]).toEqual([pair(old, young), pair(old, young)]);
    await keepOff();
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(old, young));
    expect(ida.tokens.some((token) => token.includes('~'))).toBe(false);
    await expectFiledAlike();
  });

  it('have the age of their record, whichever of the two was changed last', async () => {
    const [early, late] = [await aContact(), await aContact()];
    await keptByAge(1);
    passMonths(1);
    await ann.do([seal(early, '11-111', '22-222')]);
    await ann.do([change(late, { name: ['Vera Holm', 'Vera Sand'] })]);
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(early, late));
    expect(ida.held.get(companionOf(early))?.fields).toMatchObject({ taxNumber: '22-222' }); // a change is news under the same month
    passMonths(1);
    await work();
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(late));
    await expectFiledAlike();
  });

  it('take a change that waited on a device. It makes neither of the two younger', async () => {
    const contact = await aContact();
    await ida.pull();
    passMonths(3);
    await keptByAge(1);
    expect(await ida.do([seal(contact, '11-111', '22-222')])).toEqual(accepted);
    await ida.pull(2);
    expect(holds(ida)).toEqual([]);
    await keepOff();
    await ida.pull(2);
    expect(ida.held.get(companionOf(contact))?.fields).toMatchObject({ taxNumber: '22-222' });
    await expectFiledAlike();
  });

  it('are filed some at a time, between acts, under exactly the tokens of their state', async () => {
    const all = [await aContact(), await aContact(), await aContact(), await aContact(), await aContact()];
    await aContact(); // nobody changes it meanwhile
    const [a = '', b = '', c = '', d = '', e = ''] = all;
    passMonths(1);
    await keepOff(`${contacts}@*>3`);
    await step(2); // begins
    await ann.do([change(a, { name: ['Vera Holm', 'Vera Sand'] })]); // before it is reached
    await ann.do([seal(b, '11-111', '22-222')]);
    await step(2);
    await ann.do([change(c, { teamId: [teams[0], teams[1]] })]);
    await ann.do([seal(a, '11-111', '33-333'), change(d, { name: ['Vera Holm', 'Vera Sand'] })]);
    await aContact();
    await step(2);
    await ann.do([seal(e, '11-111', null)]);
    await work();
    await expectFiledAlike();
  });

  it('[A-4] show no history from before their person saw them', async () => {
    const contact = await aContact();
    passMonths(1);
    await ann.do([change(contact, { teamId: [teams[0], teams[1]] })]);
    await keptByAge(3);
    const rows = await tenant.rows<{ token: string; since: number }>(
      'select token, since from store.feed where id = $1 and not gone',
      [companionOf(contact)],
    );
    const since = new Map(rows.map((row) => [row.token, row.since]));
    const months = [...since.keys()].filter((token) => token.includes('~'));
    expect(months.map((token) => since.get(token))).toEqual(
      months.map((token) => since.get(token.replace(/~.*$/, ''))),
    );
    expect(since.get(`${identities}@team:${teams[1]}`)).not.toBe(since.get(`${identities}@org`));
  });
});

describe('[A-6] [K-4] the month of sealed values follows that of their record', () => {
  let contact: string;
  beforeEach(async () => {
    contact = await aContact();
    await keptByAge(3);
    passMonths(1);
  });
  const wasFiled = async (): Promise<readonly string[]> => (await places()).filed;

  it('through acts on both of them in one push, in any order', async () => {
    const other = await aContact();
    const last = await aContact();
    passMonths(1);
    const before = await wasFiled();
    await ida.pull();
    await ida.push([
      ida.act([seal(contact, '11-111', '22-222'), change(contact, { name: ['Vera Holm', 'Vera Sand'] })]),
      ida.act([seal(contact, '22-222', '33-333')]),
      ida.act([change(contact, { name: ['Vera Sand', 'Vera Lind'] }), seal(other, '11-111', '44-444')]),
      ida.act([seal(last, '11-111', '55-555'), change(last, { name: ['Vera Holm', 'Vera Sand'] })]),
    ]);
    await expectFiledAlike();
    expect(await wasFiled()).not.toEqual(before);
  });

  it('when the record changes its holders and they change, too, also with more children than a batch takes', async () => {
    await ann.do([change(contact, { teamId: [teams[0], teams[1]] })]);
    await expectFiledAlike();
    passMonths(1);
    const tasks = Array.from({ length: 7 }, () => made(id(), 'crm/task', { subject: 'Call', about: `${contacts}:${contact}` })); // prettier-ignore
    await applyAsServer(given.test.server.tenancy, tenant.orgId, { label: 'Made tasks', edits: tasks });
    expect(await ann.do([change(contact, { teamId: [teams[1], teams[0]] })])).toEqual(accepted);
    await expectFiledAlike();
    await work();
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(contact));
  });

  it('when the record is deleted and restored', async () => {
    await ann.do([change(contact, { life: ['alive', 'deleted'] })]);
    await expectFiledAlike();
    passMonths(1);
    await ann.do([change(contact, { life: ['deleted', 'alive'] })]);
    await expectFiledAlike();
    await work();
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(contact));
  });

  it('when the record is merged into another one, and when the merge is undone', async () => {
    const survivor = await aContact();
    passMonths(1);
    const merge = ann.act([change(contact, { life: ['alive', `merged:${survivor}`] })]);
    await ann.push([merge]);
    const [row] = await tenant.rows<{ of: string }>(`select fields->>'record' as of from store.crm_contact_identity where id = $1`, [companionOf(contact)]); // prettier-ignore
    expect(row?.of).toBe(survivor); // so it has the survivor's month, and not that of the merge
    await expectFiledAlike();
    passMonths(1);
    await ann.do([change(survivor, { name: ['Vera Holm', 'Vera Sand'] })]);
    await expectFiledAlike();
    await ann.do([], { undoes: merge.id });
    await expectFiledAlike();
  });

  it('[K-6] and all of its places end when the horizon passes their deletion', async () => {
    await ann.do([change(contact, { life: ['alive', 'deleted'] })]);
    expect((await filedOf(companionOf(contact))).length).toBeGreaterThan(2);
    const [clock] = await tenant.rows<{ head: number }>('select head from store.clock');
    await passHorizon(given.test.server.tenancy, tenant.orgId, clock?.head ?? 0);
    expect([await filedOf(contact), await filedOf(companionOf(contact))]).toEqual([[], []]);
  });

  it('[P-5] and all of its places end when the record is erased by law', async () => {
    await ida.pull();
    await ann.do([change(contact, { name: ['Vera Holm', 'Vera Sand'] })]);
    const { tenancy } = given.test.server;
    const ports = { ...tenancy, database: eraser, signing: given.test.keys.signing };
    const order = {
      orgId: tenant.orgId,
      ids: [contact],
      withChildren: true,
      withUnknown: false,
      orderedBy: 'Data protection',
      reason: 'Article 17',
      isDry: false,
    };
    expect(await eraseRecords(ports, order)).toMatchObject({ ok: true });
    expect([await filedOf(contact), await filedOf(companionOf(contact))]).toEqual([[], []]);
    await ida.pull(1);
    expect(holds(ida)).toEqual([]);
  });

  it('[P-5] when the erasure of a former member changes texts of the record', async () => {
    const bob = await tenant.person('Bobbert Quillfeather', 'member');
    const about = await aContact({ about: 'A friend of Bobbert Quillfeather' });
    await ida.pull();
    passMonths(1);
    const caller = { orgId: tenant.orgId, userId: ann.userId, sessionId: id() };
    await tenant.rows(
      `insert into auth.session (org_id, id, person_id, identity_id, device_id, device_name, generation, created_at, expires_at, proved_ms)
       values ($1, $2, $3, $4, $5, 'Laptop', 1, '2026-11-20T08:00:00.000Z', '2036-11-20T08:00:00.000Z', $6)`,
      [tenant.orgId, caller.sessionId, ann.userId, id(), id(), given.test.clock.nowMs()],
    );
    const ports = { ...given.test.server.tenancy, eraser, signing: given.test.keys.signing };
    const order = { name: 'Bobbert Quillfeather', heir: null, inTexts: true, reason: 'GDPR, article 17' };
    expect(await eraseMember(ports, caller, { id: bob.userId, order })).toMatchObject({ ok: true });
    const [row] = await tenant.rows<{ about: string }>(`select fields->>'about' as about from store.crm_contact where id = $1`, [about]); // prettier-ignore
    expect(row?.about).not.toContain('Quillfeather');
    await expectFiledAlike();
    await work();
    await ida.pull(2);
    expect(holds(ida)).toEqual(pair(contact, about));
  });
});
