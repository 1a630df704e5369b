import { eventTypesOf } from '@outpost/domain/kernel/events/event-types';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Broker, OutMessage } from '../../jobs/brokers/broker.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { webhookAdministrator, type WebhookAdministrator } from '../../testing/webhook-world.ts';

/** A broker in memory, which takes everything or nothing. The real ones have tests of their own. */
const taken: OutMessage[] = [];
const memory = { isAway: false };
const broker: Broker = {
  name: 'nats',
  mode: 'structured',
  prefix: 'ce-',
  publish(messages) {
    if (memory.isAway) return Promise.resolve({ confirmed: 0, fault: { kind: 'unreachable', message: 'nats.secret.example:4222' } }); // prettier-ignore
    taken.push(...messages);
    return Promise.resolve({ confirmed: messages.length });
  },
  close: () => Promise.resolve(),
};
const given = givenServer({ brokers: [broker] });
let tenant: TestTenant;
let ann: WebhookAdministrator;
let mia: TestDevice;
beforeAll(async () => {
  tenant = await given.test.tenant();
  ann = await webhookAdministrator(given.test, tenant);
  mia = await tenant.person('Mia', 'member');
});

type Listed = { readonly events: readonly { readonly n: number; readonly topics: readonly string[]; readonly event: object; readonly deliveredTo: readonly string[] }[]; readonly more: number | null }; // prettier-ignore
type Streams = { readonly streams: readonly { readonly n: number | null; readonly fault: string | null }[]; readonly head: number; readonly topics: readonly string[] }; // prettier-ignore
const list = async (query = '') => (await ann.ask<Listed>(`GET /api/v1/events${query}`)).body;
const streams = async () => (await ann.ask<Streams>('GET /api/v1/events/streams')).body;
const addDeal = async (): Promise<string> => {
  const id = given.test.newId();
  await mia.do([made(id, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: mia.userId })]);
  return id;
};

describe('[EVT-20] the routes of events out', () => {
  it('show events exactly as they went out, newest first, with the brokers that have them', async () => {
    const id = await addDeal();
    await given.test.server.runWorkers(tenant.orgId);
    memory.isAway = true;
    await mia.do([changeEdit(id, 'crm/deal', { name: ['Dunmere', 'Dunmere Hall'] })]);
    await given.test.server.runWorkers(tenant.orgId);
    memory.isAway = false;
    const [newest, before] = (await list('?topic=crm.deal.events')).events;
    expect(newest).toMatchObject({ topics: ['crm.deal.events'], event: { type: 'deal.updated' }, deliveredTo: [] });
    expect(before).toMatchObject({ event: { type: 'deal.created', subject: `crm/deal/${id}` }, deliveredTo: ['nats'] });
    expect(taken.filter(({ topic }) => topic === 'crm.deal.events').map(({ body }) => JSON.parse(body) as object)).toEqual([before?.event]); // prettier-ignore
    const shown = await streams();
    expect(shown).toMatchObject({ streams: [{ n: (newest?.n ?? 0) - 1, fault: 'unreachable' }] });
    expect(shown.head).toBe(newest?.n);
    expect(shown.topics).toContain('crm.deal.events');
    expect(JSON.stringify([await list(), shown])).not.toMatch(/secret\.example|Dunmere/);
    await given.test.server.runWorkers(tenant.orgId);
    expect((await list()).events[0]?.deliveredTo).toEqual(['nats']);
  });

  it('page through the whole journal without gaps, and by topic', async () => {
    for (let count = 0; count < 5; count += 1) await addDeal();
    const all = (await list('?limit=200')).events.map(({ n }) => n);
    const paged: number[] = [];
    for (let before: number | null = null, isFirst = true; isFirst || before !== null; isFirst = false) {
      const page: Listed = await list(`?limit=2${before === null ? '' : `&before=${before}`}`);
      paged.push(...page.events.map(({ n }) => n));
      before = page.more;
    }
    expect(paged).toEqual(all);
    const deals = (await list('?limit=200&topic=crm.deal.events')).events;
    expect(deals.length).toBe(7);
    for (const { topics } of deals) expect(topics).toEqual(['crm.deal.events']);
  });

  it('are for administrators of the own organisation, who are signed in', async () => {
    const ben = await webhookAdministrator(given.test, tenant, { name: 'Ben', role: 'member' });
    for (const path of ['/api/v1/events', '/api/v1/events/streams', '/api/v1/events/sign-ins'])
      expect([path, (await ben.ask(`GET ${path}`)).status]).toEqual([path, 403]);
    const other = await webhookAdministrator(given.test, await given.test.tenant());
    expect(JSON.stringify((await other.ask('GET /api/v1/events?limit=200')).body)).not.toContain(tenant.orgId);
  });

  it('[EVT-21] count the sign-ins and the active people of each day, without services and other organisations', async () => {
    type Days = {
      readonly days: readonly { readonly day: string; readonly signIns: number; readonly people: number }[];
    };
    await given.test.server.runWorkers(tenant.orgId); // appends the sign-ins of the tests before to the journal
    const before = (await ann.ask<Days>('GET /api/v1/events/sign-ins')).body;
    const carl = await webhookAdministrator(given.test, tenant, { name: 'Carl' });
    await given.test.server.runWorkers(tenant.orgId);
    const { days } = (await carl.ask<Days>('GET /api/v1/events/sign-ins')).body;
    expect(days[0]?.day).toBe('2026-11-20');
    expect((days[0]?.signIns ?? 0) - (before.days[0]?.signIns ?? 0)).toBe(1);
    expect(days[0]?.people).toBe(4); // Ann, Mia, Ben, Carl: Mia changed records and did not sign in
  });

  it('[EVT-16] publish the schema of the data of every type', async () => {
    const { body } = await ann.ask<{ readonly version: number; readonly schemas: Readonly<Record<string, { readonly $id: string }>> }>('GET /api/v1/events/schemas/cloud-events'); // prettier-ignore
    expect(body.version).toBe(1);
    const types = eventTypesOf(installedCatalogue).map(({ type }) => type);
    expect(Object.keys(body.schemas)).toEqual(expect.arrayContaining(types));
    expect(body.schemas['deal.updated']?.$id).toBe('urn:outpost:event:deal.updated:1');
  });
});
