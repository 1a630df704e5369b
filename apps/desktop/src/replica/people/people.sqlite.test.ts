import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';
import { givenDeal, jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { givePassword, invitePerson, requestInvites, peopleContacts, requestInviteRevocation } from './people.ts';

const password = 'six pale orange kites';
let server: ScriptedServer;
let device: GivenTenant;
let asked: HttpRequest[];

beforeEach(async () => {
  server = new ScriptedServer();
  asked = [];
  const transport: Transport = {
    ...server.transport,
    request: (request, signal) => {
      asked.push(request);
      return server.transport.request(request, signal);
    },
  };
  device = await tenantForTest({ transport, membership: givenMembership('admin') });
});
const zoe = () =>
  addedRecord(device, 'platform/person', {
    name: 'Zoe',
    email: 'zoe@example.com',
    status: 'not-invited',
    memberships: [],
  });

describe('people of the tenant, asked at the server', () => {
  it('gives a password by one request, and keeps it nowhere on the device', async () => {
    server.page({ head: 1, rows: [] });
    await device.tenant.replicator.pull();
    asked.length = 0;
    server.answers.push(jsonReply({ done: true }));
    server.page({ head: 1, rows: [] });
    expect(await givePassword(device.tenant, { id: givenPerson.id, password })).toMatchObject({ ok: true });
    expect(asked[0]).toMatchObject({
      method: 'PUT',
      path: `/admin/members/${givenPerson.id}/password`,
      body: JSON.stringify({ password }),
    });
    expect(device.image().includes(password)).toBe(false);
  });

  it('sends the act that adds the person first, and asks to wait where that cannot be sent', async () => {
    const id = await zoe();
    server.answers.push(new Error('No network.'));
    const refused = await givePassword(device.tenant, { id, password });
    expect(refused).toMatchObject({ ok: false, code: 'sync/offline' });
    expect(refused.ok ? '' : refused.message).toContain('waits to be sent');
    expect(asked.some(({ path }) => path.startsWith('/admin/'))).toBe(false);
    expect([...device.tenant.device.memory.acts.values()].map(({ act }) => JSON.stringify(act)).join()).not.toContain(password); // prettier-ignore
  });

  it('invites a person after the act that adds them was sent, and takes the invitation back', async () => {
    const id = await zoe();
    server.answers.push(new Error('No network.'));
    expect(await invitePerson(device.tenant, { id })).toMatchObject({ ok: false, code: 'sync/offline' });
    expect(asked.some(({ path }) => path.startsWith('/admin/'))).toBe(false);
    server.page({ head: 1, rows: [] });
    await device.tenant.replicator.pull();
    asked.length = 0;
    const expiresAt = '2026-11-27T08:00:00.000Z';
    server.answers.push(jsonReply({ id: givenPerson.id, expiresAt }));
    expect(await invitePerson(device.tenant, { id: givenPerson.id })).toEqual({ ok: true, value: { expiresAt } });
    const invite = { person: givenPerson.id, state: 'waiting', sentAt: '2026-11-20T08:00:00.000Z', expiresAt };
    server.answers.push(jsonReply({ invites: [invite] }), jsonReply({ done: true }));
    expect(await requestInvites(device.tenant)).toEqual({ ok: true, value: { invites: [invite] } });
    expect(await requestInviteRevocation(device.tenant, { id: givenPerson.id })).toEqual({ ok: true, value: null });
    const path = `/admin/members/${givenPerson.id}/invite`;
    expect(asked.map((request) => `${request.method} ${request.path}`)).toEqual([`PUT ${path}`, 'GET /admin/invites', `DELETE ${path}`]); // prettier-ignore
  });

  it('says why the server was not reached, and passes on its own sentence', async () => {
    server.answers.push(new Error('No network.'));
    expect(await peopleContacts(device.tenant)).toMatchObject({ code: 'sync/offline', message: expect.stringContaining('No network.') as string }); // prettier-ignore
    const said = 'Only administrators see this list.';
    server.answers.push({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'access/denied', detail: said, details: { action: 'administer' } }),
    });
    expect(await peopleContacts(device.tenant)).toMatchObject({ code: 'access/denied', message: said });
    const told = { id: givenPerson.id, lastContactAt: '2026-11-20T08:00:00.000Z', devices: 2 };
    server.answers.push(jsonReply({ members: [{ ...told, name: 'Mia', email: null, status: 'active', version: 1 }] }));
    expect(await peopleContacts(device.tenant)).toEqual({ ok: true, value: { people: [told] } });
  });
});

describe('[A-3] the records that a person would see', () => {
  const ana = '0190b1f2-7c00-7000-8000-000000000a01';
  const [north, south] = ['0190b1f2-7c00-7000-8000-000000000b01', '0190b1f2-7c00-7000-8000-000000000b02'];
  const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000009${String(n).padStart(2, '0')}`;
  const deal = (n: number, more: Partial<StoredRecord>): StoredRecord => ({ ...givenDeal(idOf(n), n), ...more });
  const role = (teamId: string | null, ...grants: readonly string[]) => [
    { role: 'x', teamId, grants: [...grants], portal: false },
  ];
  const seesDeals = async (now: ReturnType<typeof role>, next: ReturnType<typeof role>) => {
    const answer = await device.tenant.questions.seenBy({ person: ana, now, next });
    return answer.ok ? answer.value.kinds.find(({ entity }) => entity === 'crm/deal') : answer;
  };

  it('are counted by the rule itself: own, shared, of a team, inherited, and not deleted ones', async () => {
    const rows = [
      deal(1, { ownerId: ana }),
      deal(2, { ownerId: givenPerson.id, sharedWith: [ana] }),
      deal(3, { ownerId: givenPerson.id, teamId: north }),
      deal(4, { ownerId: givenPerson.id, teamId: north }),
      deal(5, { ownerId: null, teamId: south }),
      deal(6, { ownerId: ana, life: 'deleted' }),
    ];
    server.page({ head: 6, rows: rows.map((record) => ({ record, through: ['crm/deal@org'] })) });
    await device.tenant.replicator.pull();
    const none = role(null);
    const own = role(null, 'crm/deal:read@own');
    const ofNorth = role(north, '*:read@team');
    expect(await seesDeals(none, none)).toMatchObject({ held: 5, now: 0, next: 0 });
    expect(await seesDeals(none, own)).toMatchObject({ now: 0, next: 2, gained: 2, lost: 0 }); // sharing shows a record to a person who may read any
    expect(await seesDeals(own, ofNorth)).toMatchObject({ now: 2, next: 4, gained: 2, lost: 0 });
    expect(await seesDeals(ofNorth, role(south, '*:read@team'))).toMatchObject({ now: 4, next: 3, gained: 1, lost: 2 });
    expect(await seesDeals(ofNorth, role(null, 'crm/*:read@org'))).toMatchObject({ next: 5, gained: 1 });
  });

  it('are gained and lost by several people together: each record counts once, each person once', async () => {
    const bob = '0190b1f2-7c00-7000-8000-000000000a02';
    const rows = [
      deal(1, { ownerId: ana }),
      deal(2, { ownerId: bob }),
      deal(3, { ownerId: givenPerson.id, teamId: north }),
      deal(4, { ownerId: givenPerson.id }),
    ];
    server.page({ head: 4, rows: rows.map((record) => ({ record, through: ['crm/deal@org'] })) });
    await device.tenant.replicator.pull();
    const [own, ofNorth, all] = [role(null, 'crm/deal:read@own'), role(north, 'crm/deal:read@team'), role(null, 'crm/deal:read@org')]; // prettier-ignore
    const effect = async (now: ReturnType<typeof role>, next: ReturnType<typeof role>) =>
      device.tenant.questions.effectOf({ people: [ana, bob].map((person) => ({ person, now, next })) });
    expect(await effect(own, all)).toMatchObject({
      value: { kinds: [{ entity: 'crm/deal', gained: 4, gainers: 2, lost: 0, losers: 0 }], gainers: 2, losers: 0 },
    });
    expect(await effect(ofNorth, own)).toMatchObject({
      value: { kinds: [{ gained: 0, gainers: 0, lost: 1, losers: 2 }], losers: 2 },
    });
    expect(await effect(own, own)).toEqual({ ok: true, value: { kinds: [], gainers: 0, losers: 0 } });
  });

  it('[A-3b] are those that are open to everyone, too, for a person inside the organisation', async () => {
    const view = (n: number, audience: string | null): StoredRecord => ({
      ...deal(n, { ownerId: givenPerson.id }),
      entity: 'platform/saved-view',
      fields: { name: `View ${n}`, forEntity: 'crm/deal', kind: 'grid', ...(audience === null ? {} : { audience }) },
    });
    const rows = [view(1, 'everyone'), view(2, null)];
    const through = ['platform/saved-view@org'];
    server.page({ head: 2, tokens: through, rows: rows.map((record) => ({ record, through })) });
    await device.tenant.replicator.pull();
    const inside = [{ role: 'x', teamId: null, grants: [], portal: false }];
    const outside = [{ role: 'y', teamId: null, grants: [], portal: true }];
    const answer = await device.tenant.questions.seenBy({ person: ana, now: inside, next: outside });
    const kinds = answer.ok ? answer.value.kinds : [];
    expect(kinds.find(({ entity }) => entity === 'platform/saved-view')).toMatchObject({ held: 2, now: 1, next: 0 });
  });
});
