import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { demoBelt, demoDevice, demoJob, demoWorkshop } from '@outpost/domain/packs/workshop/fixtures/demo-workshop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const got: { readonly key: string; readonly order: unknown }[] = [];
let supplier: Server;
const services: Record<string, string> = {};
beforeAll(async () => {
  supplier = createServer((request, response) => {
    void json(request).then((order) => {
      got.push({ key: String(request.headers['idempotency-key']), order });
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ orderNumber: `S-${got.length}` }));
    });
  });
  await new Promise<void>((resolve) => supplier.listen(0, '127.0.0.1', resolve));
  services['workshop.supplier'] = `http://127.0.0.1:${(supplier.address() as AddressInfo).port}`;
});
const site = givenServer({ services });
afterAll(() => new Promise<void>((resolve) => supplier.close(() => resolve())));

let tenant: TestTenant;
let ann: TestDevice;
let kim: TestDevice;
let settingsBefore: readonly unknown[];
const run = (): Promise<void> => site.test.server.runWorkers(tenant.orgId);
const ordersNow = () => tenant.rows<{ id: string; fields: Record<string, unknown> }>('select id, fields from store.workshop_supplier_order order by created_at'); // prettier-ignore
const ask = async (path: string, body: unknown, who?: string): Promise<readonly [number, unknown]> => {
  const signIn = {
    email: `${who ?? ''}@shop.example`,
    password: testPassword,
    device: { id: site.test.newId(), name: 'x' },
  };
  const token = who === undefined ? undefined : ((await (await site.test.fetch('/auth/sign-in', { body: signIn })).json()) as { accessToken: string }).accessToken; // prettier-ignore
  const reply = await site.test.fetch(path, { body, ...(token === undefined ? {} : { token }) });
  return [reply.status, await reply.json()];
};

beforeAll(async () => {
  tenant = await site.test.tenant();
  ann = await tenant.person('Ann', 'admin', { email: 'ann@shop.example' });
  await run();
  settingsBefore = await tenant.rows('select id from store.workshop_settings');
  await ann.do([made(site.test.newId(), 'platform/installed-pack', { pack: 'workshop', release: 1 })]);
  await run();
  kim = await tenant.person('Kim', 'technician', { email: 'kim@shop.example' });
  await ann.do([...demoWorkshop]);
});

describe('the workshop on the server', () => {
  it('brings its roles and settings, once, for each person, when it is installed', async () => {
    expect(settingsBefore).toEqual([]);
    await run();
    await run();
    expect((await tenant.rows('select fields from store.workshop_settings')).map(({ fields }) => fields)).toMatchObject(
      [{ vat: 20 }],
    );
    const mine = await tenant.rows<{ id: string; owner_id: string }>(
      'select id, owner_id from store.workshop_my_settings',
    );
    expect(mine.map(({ owner_id: owner }) => owner).sort()).toEqual([ann.userId, kim.userId].sort());
    const own = mine.find(({ owner_id: owner }) => owner === kim.userId)?.id ?? '';
    const others = mine.find(({ owner_id: owner }) => owner === ann.userId)?.id ?? '';
    const bench = (id: string) => kim.do([changeEdit(id, 'workshop/my-settings', { bench: [null, 'North'] })]);
    expect([(await bench(own)).status, (await bench(others)).status]).toEqual(['accepted', 'refused']);
    const [whole] = await tenant.rows<{ id: string }>('select id from store.workshop_settings');
    const vat = (who: TestDevice) => who.do([changeEdit(whole?.id ?? '', 'workshop/settings', { vat: [20, 19] })]);
    expect([(await vat(kim)).status, (await vat(ann)).status]).toEqual(['refused', 'accepted']);
    const price = { hours: 1 };
    expect(await ask('/v1/calculations/workshop/repair-price', price, 'ann')).toMatchObject([
      200,
      { gross: { amount: 7_140 } },
    ]);
  });

  it('drafts an order of a part that runs low, once, and sends it when a person asks for it', async () => {
    site.test.advance(60 * 60_000);
    await run();
    const [order] = await ordersNow();
    expect(await ordersNow()).toMatchObject([{ fields: { name: '10 × Drive belt', part: demoBelt, quantity: 10 } }]);
    site.test.advance(60 * 60_000);
    await run();
    expect([(await ordersNow()).length, got]).toEqual([1, []]);
    await kim.do([changeEdit(order?.id ?? '', 'workshop/supplier-order', { send: [null, true] })]);
    await run();
    await run();
    expect(got).toEqual([{ key: order?.id, order: { part: demoBelt, quantity: 10 } }]);
    expect(await ordersNow()).toMatchObject([{ fields: { sending: 'sent', orderNumber: 'S-1' } }]);
  });

  it('receives a shipment, and answers with the state of a device', async () => {
    const [, answer] = await ask('/admin/packs/workshop/webhooks/supplier-shipped', {}, 'ann');
    const { path } = answer as { path: string };
    const body = { orderNumber: 'S-1', tracking: 'T-77', expectedOn: '2026-11-24' };
    expect(await ask(path, body)).toEqual([200, { done: true }]);
    expect(await ordersNow()).toMatchObject([{ fields: { shippedAs: 'T-77', expectedOn: '2026-11-24' } }]);
    expect(await ask('/v1/packs/workshop/jobs-of-device', { serialNumber: 'V7-0001' }, 'kim')).toEqual([
      200,
      { jobs: [{ name: 'Robot stops on carpet', status: 'received', promisedOn: '2026-11-24' }] },
    ]);
  });

  it('[WRK-4] of two vans that take the last parts offline, one is refused', async () => {
    const took = (n: number) => {
      const id = site.test.newId();
      return [
        id,
        made(id, 'workshop/stock-movement', {
          note: 'Used',
          part: demoBelt,
          job: demoJob,
          quantity: -n,
          reason: 'used',
        }),
      ] as const;
    };
    const [first, second] = [took(2), took(1)];
    expect((await kim.do([first[1]])).status).toBe('accepted'); // two were there
    expect((await ann.do([second[1]])).refused[second[0]]).toMatchObject({
      details: { rule: 'WRK-4' },
      message: 'Not enough of this part is on hand.',
    });
  });

  it('[WRK-3] lets a technician move a job only by its steps', async () => {
    const step = (from: string, to: string, more: Parameters<typeof changeEdit>[2] = {}) =>
      kim.do([changeEdit(demoJob, 'workshop/job', { status: [from, to], ...more })]);
    expect((await step('received', 'ready')).refused[demoJob]?.code).toBe('workflow/no-such-move');
    expect((await step('received', 'diagnosed', { diagnosis: [null, 'Belt worn'] })).status).toBe('accepted');
    expect((await step('diagnosed', 'in-repair')).status).toBe('accepted');
    expect((await step('in-repair', 'ready', { workDone: [null, 'New belt'], testedBy: [null, 'Kim'] })).status).toBe(
      'accepted',
    );
    expect((await step('ready', 'handed-back')).refused[demoJob]?.code).toBe('access/denied');
    expect(await tenant.fields('workshop/job', demoJob)).toMatchObject({
      status: 'ready',
      readyOn: '2026-11-20',
      device: demoDevice,
    });
  });
});
