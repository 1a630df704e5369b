import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { given } from '@outpost/domain/kernel/acts/given';
import { changed as changedRecord } from '@outpost/domain/kernel/acts/changed';
import { grant } from '@outpost/domain/kernel/catalogue/role';
import { accept } from '@outpost/domain/kernel/refusal';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { task } from '@outpost/domain/packs/crm/entities/task.entity';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packRoute, webhook } from '../http/packs/pack-route.ts';
import type { Mail } from '../integrations/email/mail-transport.ts';
import { serviceAccountOf } from '../jobs/service/service.ts';
import { givenServer } from '../testing/given-server.ts';
import {
  changeEdit,
  made,
  makeTestServer,
  type TestDevice,
  testPassword,
  type TestTenant,
} from '../testing/test-server.ts';
import { type PackServer, serverWorkOf } from './pack-server.ts';
import { platformServer } from './platform/server.ts';

// The real packs, except that a tenant has crm only after somebody installs it. The crm pack has some work on the server.
const catalogue = catalogueOf(
  installedPacks.map((pack) => (pack.name === 'crm' ? { ...pack, isOptional: true } : pack)),
);
const mails: Mail[] = [];
const hour = 60 * 60_000;

const crmWork: PackServer = {
  pack: 'crm',
  grants: [...grant(task, ['read', 'create', 'update'], 'org')],
  schedules: [
    {
      name: 'call-back',
      doing: 'noting calls',
      everyMinutes: 60,
      run: async (service) => {
        const open = await service.list(task, { where: { field: 'subject', op: 'is', value: 'Turn' } });
        if (!open.ok) return open;
        const id = service.idOf(task, service.now);
        return service.act({
          once: ['turn', service.now],
          label: 'Noted a turn',
          edits: [given(task, id, { subject: open.value.length === 0 ? 'Turn' : 'Another turn' })],
        });
      },
    },
    {
      name: 'too-far',
      doing: 'reaching too far',
      everyMinutes: 60,
      run: (service) =>
        service.act({
          once: ['deal', service.today],
          label: 'Made a deal',
          edits: [given(deal, service.idOf(deal, service.now), { name: 'Not its own', stage: 'prospecting' })],
        }),
    },
  ],
  routes: [
    packRoute({
      name: 'count-tasks',
      summary: 'How many tasks there are',
      asks: 'crm/task:read@org',
      takes: z.strictObject({ most: z.number().int() }),
      gives: z.strictObject({ count: z.number() }),
      work: async (service, { most }) => {
        const found = await service.list(task, { limit: most });
        return found.ok ? accept({ count: found.value.length }) : found;
      },
    }),
  ],
  webhooks: [
    webhook({
      name: 'rang',
      summary: 'The telephone exchange says that a person rang.',
      takes: z.object({ call: z.string().max(60), task: z.string() }),
      receive: async (service, { call, task: id }) => {
        const found = await service.list(task, { where: { field: 'id', op: 'is', value: id } });
        if (!found.ok) return found;
        const edits = found.value.map((record) => changedRecord(task, record, { subject: `Rang: ${call}` }));
        return service.act({ once: ['rang', call], label: 'Noted a call', edits });
      },
    }),
  ],
};

const site = givenServer({
  installed: catalogue,
  packs: [platformServer, crmWork],
  mail: {
    from: 'crm@fenwright.example',
    transport: { send: (mail) => (mails.push(mail), Promise.resolve({ status: 'sent' })), close: () => undefined },
  },
});
let tenant: TestTenant;
let ann: TestDevice;
let pack: string;
const service = serviceAccountOf({ pack: 'crm', grants: [] }).userId;
const run = (): Promise<void> => site.test.server.runWorkers(tenant.orgId);
const subjects = async (): Promise<readonly string[]> =>
  (await tenant.rows<{ s: string }>(`select fields->>'subject' as s from store.crm_task order by 1`)).map(({ s }) => s);
const setPack = (life: 'alive' | 'deleted'): Promise<unknown> =>
  ann.do([changeEdit(pack, 'platform/installed-pack', { life: [life === 'alive' ? 'deleted' : 'alive', life] })]);
async function token(name: string): Promise<string> {
  const body = { email: `${name}@work.example`, password: testPassword, device: { id: site.test.newId(), name } };
  const reply = await site.test.fetch('/auth/sign-in', { body });
  return ((await reply.json()) as { accessToken: string }).accessToken;
}
async function ask(path: string, body: unknown, who?: string): Promise<readonly [number, unknown]> {
  const headers = path.startsWith('/hooks/') ? { 'outpost-protocol': '' } : {}; // programs of other parties send no protocol number
  const reply = await site.test.fetch(path, { body, headers, ...(who === undefined ? {} : { token: await token(who) }) }); // prettier-ignore
  return [reply.status, await reply.json()];
}
async function entriesOfWebhooks() {
  await run();
  return tenant.rows<{ class: string; person: string; payload: string }>(
    `select e.class, e.person, j.payload from store.journal j join store.audit_entry e on e.org_id = j.org_id and e.n = j.n
     where e.action = 'webhook/made' order by e.n`,
  );
}

beforeAll(async () => {
  tenant = await site.test.tenant();
  ann = await tenant.person('Ann', 'admin', { email: 'ann@work.example' });
  await tenant.person('Max', 'member', { email: 'max@work.example' });
});

describe('[T-22] the work of a pack on the server', () => {
  it('[T-25] is not done for a tenant without the pack, and has no address there', async () => {
    await run();
    expect(await subjects()).toEqual([]);
    expect(await ask('/v1/packs/crm/count-tasks', { most: 10 }, 'ann')).toMatchObject([404, { code: 'request/not-found' }]); // prettier-ignore
    expect(await ask('/admin/packs/crm/webhooks/rang', {}, 'ann')).toMatchObject([404, { code: 'records/not-found' }]);
    pack = site.test.newId();
    await ann.do([made(pack, 'platform/installed-pack', { pack: 'crm', release: 1 })]);
    await run();
    expect(await subjects()).toEqual(['Turn']);
  });

  it('is done as the service account of the pack, by acts, once in each period', async () => {
    expect((await tenant.journal()).filter(({ label }) => label === 'Noted a turn')).toMatchObject([{ by: service }]);
    await run();
    site.test.advance(hour - 1);
    await run();
    expect(await subjects()).toEqual(['Turn']);
    site.test.advance(1);
    const other = await makeTestServer(site.database.database, { installed: catalogue, packs: [crmWork] });
    await Promise.all([run(), other.server.runWorkers(tenant.orgId)]);
    await other.server.close();
    expect(await subjects()).toEqual(['Another turn', 'Turn']);
  });

  it('does nothing without a grant of the account, and logs the refusal', async () => {
    expect(await tenant.rows('select id from store.crm_deal')).toEqual([]);
    const said = site.test.logged.filter((line) => line.includes('a schedule was refused'));
    expect(JSON.parse(said[0] ?? '{}')).toMatchObject({ schedule: 'crm/too-far', code: 'access/denied' });
  });

  it('answers at its own addresses, to callers with the grant that the address requires', async () => {
    expect(await ask('/v1/packs/crm/count-tasks', { most: 10 }, 'ann')).toEqual([200, { count: 2 }]);
    expect(await ask('/v1/packs/crm/count-tasks', { most: 10 }, 'max')).toMatchObject([403, { code: 'access/denied' }]);
    expect(await ask('/v1/packs/crm/count-tasks', { most: 'x' }, 'ann')).toMatchObject([400, { code: 'request/invalid' }]); // prettier-ignore
    expect(await ask('/v1/packs/crm/count-tasks', { most: 10 })).toMatchObject([401, {}]);
  });

  it('handles requests of other programs at a webhook address that an administrator has made, once for each body', async () => {
    const make = '/admin/packs/crm/webhooks/rang';
    const signedIn = await token('ann');
    await tenant.rows('update auth.session set proved_ms = null where org_id = $1 returning id', [tenant.orgId]);
    const unproved = await site.test.fetch(make, { token: signedIn, body: {} });
    expect(await unproved.json()).toMatchObject({ code: 'access/step-up-needed' }); // [PLT-28] an address is a key
    expect(await ask(make, {}, 'max')).toMatchObject([403, { code: 'access/denied' }]);
    const address = async () => ((await ask(make, {}, 'ann'))[1] as { path: string }).path;
    const path = await address();
    const [row] = await tenant.rows<{ id: string }>(`select id from store.crm_task where fields->>'subject' = 'Turn'`);
    const rang = { call: 'A1', task: row?.id ?? '', more: 'is passed over' };
    expect(await ask(path, rang)).toEqual([200, { done: true }]);
    expect(await subjects()).toEqual(['Another turn', 'Rang: A1']);
    const before = await tenant.journal();
    expect(before.at(-1)).toMatchObject({ label: 'Noted a call', by: service });
    expect(await ask(path, rang)).toEqual([200, { done: true }]);
    expect(await tenant.journal()).toEqual(before);
    expect(await ask(path, { call: 7 })).toMatchObject([400, { code: 'request/invalid' }]);
    const nothing = [404, { code: 'request/not-found' }];
    expect(await ask(`${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`, rang)).toMatchObject(nothing);
    expect(await ask(path.replace(tenant.orgId, site.test.newId()), rang)).toMatchObject(nothing);
    const next = await address();
    expect(await ask(path, rang)).toMatchObject(nothing); // the earlier address no longer works
    expect(await ask(next, rang)).toEqual([200, { done: true }]);
    await setPack('deleted');
    expect(await ask(next, rang)).toMatchObject(nothing);
    await setPack('alive');
  });

  it('[PLT-21] has an entry in the journal for each webhook address that was made, without its key', async () => {
    const before = await entriesOfWebhooks();
    const [, answered] = await ask('/admin/packs/crm/webhooks/rang', {}, 'ann');
    const key = (answered as { path: string }).path.split('/').at(-1);
    const [entry, ...more] = (await entriesOfWebhooks()).slice(before.length);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ class: 'security', person: ann.userId });
    expect(JSON.parse(entry?.payload ?? '')).toMatchObject({
      label: 'Webhook address made',
      event: {
        by: ann.userId,
        at: new Date(site.test.clock.nowMs()).toISOString(),
        request: expect.any(String) as string,
        session: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
        device: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
        details: { pack: 'crm', name: 'rang' },
      },
    });
    expect(entry?.payload).not.toContain(key);
    expect((await ask('/admin/packs/crm/webhooks/rang', {}, 'max'))[0]).toBe(403);
    expect(await entriesOfWebhooks()).toHaveLength(before.length + 1);
  });

  it('[T-25] an intent of a removed pack waits until the tenant has the pack again', async () => {
    const mail = site.test.newId();
    const about = site.test.newId();
    const fields = { kind: 'email', delivery: 'send', toAddress: 'a@b.example', subject: 'Offer', body: 'Hello', about: `crm/deal:${about}` }; // prettier-ignore
    await ann.do([made(about, 'crm/deal', { name: 'D', stage: 'prospecting' }), made(mail, 'crm/activity', fields)]);
    await setPack('deleted');
    await run();
    expect(mails).toEqual([]);
    await setPack('alive');
    await run();
    expect(mails).toMatchObject([{ to: 'a@b.example' }]);
    expect(await tenant.fields('crm/activity', mail)).toMatchObject({ deliveryStatus: 'sent' });
  });

  it('is refused at start where a grant cannot be parsed or reaches less than the organisation, or a name is used twice', () => {
    const ports = { mail: null, services: {}, fetch };
    expect(() => serverWorkOf([{ pack: 'crm', grants: ['crm/task'] }], ports)).toThrow('"crm/task" is not a grant');
    expect(() => serverWorkOf([{ pack: 'crm', grants: ['crm/task:read@own'] }], ports)).toThrow('must reach the organisation'); // prettier-ignore
    expect(() => serverWorkOf([{ pack: 'crm' }, { pack: 'crm' }], ports)).toThrow('Server work of pack crm is declared twice'); // prettier-ignore
    const [one] = crmWork.schedules ?? [];
    expect(() => serverWorkOf([{ pack: 'crm', schedules: one ? [one, one] : [] }], ports)).toThrow('schedule call-back is declared twice'); // prettier-ignore
  });
});
