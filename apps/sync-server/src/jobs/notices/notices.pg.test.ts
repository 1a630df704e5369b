import type { JsonValue } from '@outpost/domain/kernel/json';
import { markId } from '@outpost/domain/kernel/notifications/read-marks';
import { minutesOfDay, wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { timeAtMinute } from '@outpost/domain/kernel/notifications/quiet-hours';
import { beforeEach, describe, expect, it } from 'vitest';
import { waitingMails } from '../../identity/mail/outbox.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { applyAsServer } from '../../tenancy/create-tenant.ts';
import { tellPeople } from '../automations/tell-people.ts';
import { runWorkers } from '../workers/workers.ts';
import { noticeWorker } from './notice-worker.ts';

const given = givenServer();
const minute = 60_000;
const hour = 60 * minute;

type Fields = Readonly<Record<string, JsonValue>>;
let tenant: TestTenant;
let mia: TestDevice;
let max: TestDevice;
let addresses: { readonly mia: string; readonly max: string };
let team: string;

const run = (durability: 'commit' | 'backup' = 'commit') => {
  const { tenancy } = given.test.server;
  const identity = { ...tenancy.identity, accountMail: { queued: () => undefined, serverUrl: undefined } };
  const log = { warn: () => undefined };
  return runWorkers([noticeWorker({ ...tenancy, identity, durability, log, channels: [] })], tenant.orgId);
};
const mailsTo = async (address: string) =>
  (await given.test.database.transaction('snapshot', (tx) => waitingMails(tx, given.test.server.tenancy.identity)))
    .map(({ mail }) => mail)
    .filter(({ to }) => to === address);
const waiting = () => tenant.rows<{ n: number }>('select count(*)::int as n from store.notice_due where org_id = $1', [tenant.orgId]); // prettier-ignore

/** Makes the preferences of a person, and returns the id of their record. */
async function wish(person: TestDevice, fields: Fields): Promise<string> {
  const id = given.test.newId();
  const { refused } = await person.do([made(id, 'platform/my-notifications', fields, { ownerId: person.userId })]);
  expect(refused).toEqual({});
  return id;
}
async function makeDeal(fields: Fields = {}, envelope: { readonly ownerId?: string; readonly teamId?: string | null } = {}): Promise<string> {
  const id = given.test.newId();
  const { refused } = await max.do([made(id, 'crm/deal', { name: 'Dunmere', stage: 'prospecting', ...fields }, { ownerId: max.userId, teamId: team, ...envelope })]);
  expect(refused).toEqual({});
  return id;
} // prettier-ignore
const mention = (deal: string, [from, to]: readonly [JsonValue, JsonValue] = [null, 'Ask @Mia about the rack']) =>
  max.do([changeEdit(deal, 'crm/deal', { about: [from, to] })]);
const clockIn = (minutes: number): string => {
  const now = wallTimeOf(new Date(given.test.clock.nowMs()).toISOString(), 'UTC').minute;
  return timeAtMinute((now + minutes + minutesOfDay) % minutesOfDay);
};

beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  team = await tenant.team('South');
  const at = (name: string) => `${name}-${given.test.newId()}@fenwright.example`;
  addresses = { mia: at('mia'), max: at('max') };
  max = await tenant.person('Max', 'manager', { teamId: team, email: addresses.max });
  mia = await tenant.person('Mia', 'manager', { teamId: team, email: addresses.mia });
  await run(); // the reader begins here
});

describe('[NTF-1] an e-mail about a notification', () => {
  it('goes to a person who chose its kind, names the author and the record, and has no text of the record', async () => {
    await wish(mia, { mailed: ['mentioned'] });
    await mention(await makeDeal());
    await run();
    expect(await mailsTo(addresses.mia)).toEqual([]); // they have two minutes to read it in the app
    given.test.advance(2 * minute);
    await run();
    const [mail, ...more] = await mailsTo(addresses.mia);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Max mentioned you in Dunmere');
    expect(mail?.text).toContain('• Max mentioned you in Dunmere');
    expect(mail?.text).not.toContain('rack');
    expect(await mailsTo(addresses.max)).toEqual([]);
    given.test.advance(48 * hour);
    await run();
    expect((await mailsTo(addresses.mia)).length).toBe(1);
  });

  it('is not about own changes, kinds that are not chosen, or changes from before the choice', async () => {
    const deal = await makeDeal();
    await mention(deal);
    await run();
    await wish(mia, { mailed: ['mentioned', 'moved'], hidden: ['moved'] });
    await mia.do([changeEdit(deal, 'crm/deal', { about: ['Ask @Mia about the rack', 'Ask @Mia about the rack\n@Mia myself'] })]); // prettier-ignore
    await makeDeal({}, { ownerId: mia.userId });
    given.test.advance(hour);
    await run();
    expect(await mailsTo(addresses.mia)).toEqual([]);
    expect(await waiting()).toEqual([{ n: 0 }]);
  });

  it('is one for all records of an act, and tells of assigned, moved and followed records', async () => {
    const followed = await makeDeal({ name: 'Followed' });
    await run();
    await wish(mia, { mailed: ['assigned', 'moved', 'followed'], following: [`crm/deal:${followed}`] });
    const ids = [given.test.newId(), given.test.newId(), given.test.newId()];
    await max.do(ids.map((id) => made(id, 'crm/deal', { name: `Given ${id.slice(-4)}`, stage: 'prospecting' }, { ownerId: mia.userId, teamId: team }))); // prettier-ignore
    await max.do([changeEdit(ids[0] ?? '', 'crm/deal', { stage: ['prospecting', 'proposal'] })]);
    await max.do([changeEdit(followed, 'crm/deal', { name: ['Followed', 'Renamed'] })]);
    given.test.advance(3 * minute);
    await run();
    const [mail, ...more] = await mailsTo(addresses.mia);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('3 unread notifications at Fenwright');
    expect(mail?.text).toMatch(/• Max gave you Given \w{4} and 2 other records/);
    expect(mail?.text).toMatch(/• Max moved Given \w{4}/);
    expect(mail?.text).toContain('• Max changed Renamed');
  });

  it('has the words of an automation, which are for its receiver alone', async () => {
    await wish(mia, { mailed: ['told'] });
    const deal = await makeDeal();
    const { tenancy } = given.test.server;
    await tellPeople({ ...tenancy }, tenant.orgId, { catalogue: tenancy.installed, key: ['test', deal], people: [mia.userId, max.userId], words: 'Call them today', from: 'Quiet deals', about: { id: deal, entity: 'crm/deal' } }); // prettier-ignore
    given.test.advance(3 * minute);
    await run();
    expect((await mailsTo(addresses.mia)).map(({ subject }) => subject)).toEqual(['Dunmere: Call them today']);
    expect(await mailsTo(addresses.max)).toEqual([]);
  });
});

describe('[NTF-2] the time of an e-mail', () => {
  it('is the end of the quiet hours, and the preferences of that moment count', async () => {
    const record = await wish(mia, { mailed: ['mentioned'], quietFrom: clockIn(-60), quietUntil: clockIn(180) });
    await mention(await makeDeal());
    given.test.advance(hour);
    await run();
    expect(await mailsTo(addresses.mia)).toEqual([]);
    await mia.do([changeEdit(record, 'platform/my-notifications', { quietFrom: [clockIn(-120), null], quietUntil: [clockIn(120), null] })]); // prettier-ignore
    await run();
    expect((await mailsTo(addresses.mia)).length).toBe(1);
  });

  it('is the hour of a digest, which has all that came since the last one', async () => {
    await wish(mia, { mailed: ['mentioned'], mailRhythm: 'daily', mailAt: clockIn(180) });
    const [one, two] = [await makeDeal(), await makeDeal({ name: 'Tasting room' })];
    await mention(one);
    given.test.advance(hour);
    await mention(two);
    await run();
    given.test.advance(hour);
    await run();
    expect(await mailsTo(addresses.mia)).toEqual([]);
    given.test.advance(hour + minute);
    await run();
    const [mail, ...more] = await mailsTo(addresses.mia);
    expect(more).toEqual([]);
    expect(mail?.text).toMatch(/in Dunmere[\s\S]*in Tasting room/);
  });
});

describe('[NTF-3] at the moment of sending', () => {
  const due = async (): Promise<string> => {
    await wish(mia, { mailed: ['mentioned'] });
    const deal = await makeDeal();
    await mention(deal);
    await run();
    return deal;
  };
  const later = async () => {
    given.test.advance(hour);
    await run();
    expect(await waiting()).toEqual([{ n: 0 }]);
    return mailsTo(addresses.mia);
  };

  it('a notification that was read on some computer is not sent', async () => {
    await due();
    const [row] = await tenant.rows<{ at: string; about: string }>('select at, about from store.notice_due where org_id = $1', [tenant.orgId]); // prettier-ignore
    await wish(mia, { read: [markId(row?.at ?? '', 'mentioned', row?.about ?? '')] }); // a second record, of another computer
    expect(await later()).toEqual([]);
  });

  it('one that everything up to it was read is not sent', async () => {
    await due();
    await wish(mia, { readUpTo: [new Date(given.test.clock.nowMs() + minute).toISOString()] });
    expect(await later()).toEqual([]);
  });

  it('one whose record the person does not see any more is not sent', async () => {
    const deal = await due();
    const other = await tenant.team('North');
    await applyAsServer(given.test.server.tenancy, tenant.orgId, {
      label: 'Moved',
      edits: [changeEdit(deal, 'crm/deal', { teamId: [team, other] })],
    });
    expect(await later()).toEqual([]);
  });

  it('one whose record was deleted is not sent', async () => {
    const deal = await due();
    const { refused } = await max.do([changeEdit(deal, 'crm/deal', { life: ['alive', 'deleted'] })]);
    expect(refused).toEqual({});
    expect(await later()).toEqual([]);
  });

  it('nothing goes to a person who is suspended', async () => {
    await due();
    await applyAsServer(given.test.server.tenancy, tenant.orgId, { label: 'Suspended', edits: [changeEdit(mia.userId, 'platform/person', { status: ['active', 'suspended'] })] }); // prettier-ignore
    expect(await later()).toEqual([]);
  });

  it('a kind that is not wanted any more is not sent', async () => {
    await due();
    const [row] = await tenant.rows<{ id: string }>('select id from store.platform_my_notifications where org_id = $1', [tenant.orgId]); // prettier-ignore
    await mia.do([changeEdit(row?.id ?? '', 'platform/my-notifications', { mailed: [['mentioned'], ['moved']] })]);
    expect(await later()).toEqual([]);
  });
});

describe('[NTF-4] each notification', () => {
  it('is in one e-mail where several servers work at the same moment', async () => {
    await wish(mia, { mailed: ['mentioned'] });
    await mention(await makeDeal());
    await Promise.all([run(), run(), run()]);
    given.test.advance(3 * minute);
    await Promise.all([run(), run(), run()]);
    await run();
    expect((await mailsTo(addresses.mia)).length).toBe(1);
  });

  it('waits until its change would survive a restore', async () => {
    await wish(mia, { mailed: ['mentioned'] });
    await mention(await makeDeal());
    given.test.advance(3 * minute);
    await run('backup');
    expect(await mailsTo(addresses.mia)).toEqual([]);
    await run();
    expect((await mailsTo(addresses.mia)).length).toBe(1);
  });
});

describe('[NTF-5] a notification that stays unread', () => {
  it('goes to the person after the hours that they chose', async () => {
    await wish(mia, { escalated: ['mentioned'], escalateHours: 3 });
    await mention(await makeDeal());
    given.test.advance(2 * hour);
    await run();
    expect(await mailsTo(addresses.mia)).toEqual([]);
    given.test.advance(hour);
    await run();
    const [mail, ...more] = await mailsTo(addresses.mia);
    expect(more).toEqual([]);
    expect(mail?.text).toContain('has been unread for 3 hours');
  });

  it('goes to the lead of the team, who sees the record, too', async () => {
    await applyAsServer(given.test.server.tenancy, tenant.orgId, { label: 'Led', edits: [changeEdit(team, 'platform/team', { lead: [null, max.userId] })] }); // prettier-ignore
    await wish(mia, { escalated: ['mentioned'], escalateHours: 1, escalateTo: 'lead' });
    await mention(await makeDeal());
    given.test.advance(2 * hour);
    await run();
    const [mail, ...more] = await mailsTo(addresses.max);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Mia has not read a notification');
    expect(mail?.text).toContain('• Max mentioned Mia in Dunmere');
    expect(await mailsTo(addresses.mia)).toEqual([]);
  });

  it('tells another person nothing about a record that they do not see', async () => {
    const moe = await tenant.person('Moe', 'manager', { teamId: await tenant.team('North'), email: `moe-${given.test.newId()}@fenwright.example` }); // prettier-ignore
    const [row] = await tenant.rows<{ email: string }>(`select fields ->> 'email' as email from store.platform_person where id = $1`, [moe.userId]); // prettier-ignore
    await wish(mia, { escalated: ['mentioned'], escalateHours: 1, escalateTo: 'person', escalatePerson: moe.userId });
    await mention(await makeDeal());
    given.test.advance(2 * hour);
    await run();
    expect(await mailsTo(row?.email ?? '')).toEqual([]);
  });
});
