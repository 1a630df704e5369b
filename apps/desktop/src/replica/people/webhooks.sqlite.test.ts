import { describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { hurryQueuedWork, queuedWork } from './queued-work.ts';
import {
  endWebhookSecret,
  listWebhooks,
  makeWebhook,
  makeWebhookSecret,
  removeWebhook,
  replayWebhook,
  sendDelivery,
  testWebhook,
  turnWebhook,
  webhookDeliveries,
} from './webhooks.ts';

const id = '0190b1f2-7c00-7000-8000-000000000901';
const secretId = '0190b1f2-7c00-7000-8000-000000000902';
const subject = '0190b1f2-7c00-7000-8000-000000000903';

async function givenAdmin() {
  const server = new ScriptedServer();
  const asked: HttpRequest[] = [];
  const transport: Transport = {
    ...server.transport,
    request: (request, signal) => {
      asked.push(request);
      return server.transport.request(request, signal);
    },
  };
  const device = await tenantForTest({ transport, membership: givenMembership('admin') });
  const lines = () => asked.map(({ method, path, body }) => `${method} ${path} ${body ?? ''}`.trim());
  return { server, device, lines };
}

describe('[EVT-9] webhooks on a device', () => {
  it('are asked of the server, which gets the rights to read what an endpoint sends, and no secret is kept', async () => {
    const { server, device, lines } = await givenAdmin();
    const { tenant } = device;
    const tried = { at: '2026-11-20T09:00:00.000Z', status: 200, ms: 4, fault: null };
    const secret = { id: secretId, kind: 'hmac' as const, secret: 'whsec_the-secret', publicKey: null };
    const given = { name: 'ERP', url: 'https://erp.example', content: 'thin' as const, kind: 'hmac' as const };
    server.answers.push(
      jsonReply({ webhooks: [] }),
      jsonReply({ id, secret }),
      jsonReply({ id, secret }),
      jsonReply({ id }),
      jsonReply(secret),
      jsonReply({ id: secretId }),
      jsonReply(tried),
      jsonReply({ events: 3 }),
      jsonReply({ n: 7 }),
      jsonReply({ id }),
    );
    expect(await listWebhooks(tenant, null)).toEqual({ ok: true, value: { webhooks: [] } });
    await makeWebhook(tenant, { ...given, kinds: ['crm/deal', 'crm/account'], events: [] });
    await makeWebhook(tenant, { ...given, kinds: [], events: ['user.logged_in'] });
    expect(await turnWebhook(tenant, { id, isOn: false })).toEqual({ ok: true, value: null });
    expect(await makeWebhookSecret(tenant, { id, kind: 'hmac' })).toEqual({ ok: true, value: secret });
    expect(await endWebhookSecret(tenant, { id, secret: secretId })).toEqual({ ok: true, value: null });
    expect(await testWebhook(tenant, { id })).toEqual({ ok: true, value: tried });
    expect(await replayWebhook(tenant, { id, from: '2026-11-19T00:00:00.000Z' })).toEqual({ ok: true, value: { events: 3 } }); // prettier-ignore
    expect(await sendDelivery(tenant, { id, n: 7 })).toEqual({ ok: true, value: null });
    expect(await removeWebhook(tenant, { id })).toEqual({ ok: true, value: null });
    const body = { name: 'ERP', url: 'https://erp.example', content: 'thin', kind: 'hmac' };
    expect(lines()).toEqual([
      'GET /api/v1/webhooks',
      `POST /api/v1/webhooks ${JSON.stringify({ ...body, events: [], sends: [{ entity: 'crm/deal' }, { entity: 'crm/account' }], grants: ['crm/deal:read@org', 'crm/account:read@org'] })}`,
      `POST /api/v1/webhooks ${JSON.stringify({ ...body, events: ['user.logged_in'], sends: [], grants: ['platform/role:administer@org'] })}`,
      `PUT /api/v1/webhooks/${id} {"isOn":false}`,
      `POST /api/v1/webhooks/${id}/secrets {"kind":"hmac"}`,
      `DELETE /api/v1/webhooks/${id}/secrets/${secretId}`,
      `POST /api/v1/webhooks/${id}/test {}`,
      `POST /api/v1/webhooks/${id}/replay {"from":"2026-11-19T00:00:00.000Z"}`,
      `POST /api/v1/webhooks/${id}/deliveries/7/send {}`,
      `DELETE /api/v1/webhooks/${id}`,
    ]);
    expect(device.image().includes('the-secret')).toBe(false);
    server.answers.push(new Error('No network.'));
    expect(await listWebhooks(tenant, null)).toMatchObject({ ok: false, code: 'sync/offline' });
  });

  it('list deliveries page by page, with the records that this device holds', async () => {
    const { server, device, lines } = await givenAdmin();
    const delivery = { n: 7, type: 'deal.updated', entity: 'crm/deal', subject, state: 'done', tries: 1, dueAt: null, waitsFor: null, log: [], request: null, answer: null, madeAt: '2026-11-20T09:00:00.000Z', doneAt: null }; // prettier-ignore
    server.answers.push(jsonReply({ deliveries: [delivery], more: true }));
    const answer = await webhookDeliveries(device.tenant, { id, state: 'done', before: 9 });
    expect(answer).toEqual({ ok: true, value: { deliveries: [delivery], more: true, records: {} } });
    expect(lines()).toEqual([`GET /api/v1/webhooks/${id}/deliveries?state=done&before=9`]);
  });
});

describe('[T-23] the queue of the server on a device', () => {
  it('is asked of the server, with the records that this device holds', async () => {
    const { server, device, lines } = await givenAdmin();
    const counts = { waiting: 1, running: 0, failed: 0, unclear: 0, expired: 0 };
    const work = [{ kind: 'email', record: { entity: 'crm/activity', id: subject }, tries: 1, opensAt: null, closesAt: null, runsSince: null, endedAt: null, why: null }]; // prettier-ignore
    server.answers.push(jsonReply({ counts, resting: [], work, next: null }), jsonReply({ hurried: true }));
    const answer = await queuedWork(device.tenant, { state: 'waiting', before: `9:${id}` });
    expect(answer).toEqual({ ok: true, value: { counts, resting: [], work, next: null, records: {} } });
    expect(await hurryQueuedWork(device.tenant, { entity: 'crm/activity', record: subject })).toEqual({ ok: true, value: { hurried: true } }); // prettier-ignore
    expect(lines()).toEqual([
      `GET /admin/queue?state=waiting&before=9%3A${id}`,
      `POST /admin/queue/hurry {"entity":"crm/activity","record":"${subject}"}`,
    ]);
  });
});
