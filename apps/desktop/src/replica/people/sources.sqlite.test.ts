import { describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import {
  changeWebhookSource,
  discardDelivery,
  endWebhookSourceSecret,
  listWebhookSources,
  makeSourceSecret,
  makeWebhookSource,
  previewSource,
  receivedDeliveries,
  removeWebhookSource,
  tryDeliveryAgain,
} from './sources.ts';

const id = '0190b1f2-7c00-7000-8000-000000000901';
const secretId = '0190b1f2-7c00-7000-8000-000000000902';
const mapping = { entity: 'crm/lead', mode: 'create' as const, matchBy: null, isOwned: true, fields: { name: { from: 'name' } } }; // prettier-ignore
const source = { id, name: 'Website', url: 'https://crm.example/hooks/o/in/a', proof: 'standard' as const, header: null, mapping, madeBy: id, madeAt: '2026-11-20T09:00:00.000Z', offAt: null, refused: null, lastAt: null, failed: 0, waiting: 0, secrets: [] }; // prettier-ignore

describe('[EVT-10] sources of webhooks on a device', () => {
  it('are asked of the server, and neither a secret nor a payload is kept', async () => {
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
    const { tenant } = device;
    const secret = { id: secretId, secret: 'whsec_the-secret' };
    const delivery = { n: 7, sentId: 'm', state: 'failed', outcome: null, faults: [], entity: 'crm/lead', record: secretId, payload: '{"the":"payload"}', receivedAt: '2026-11-20T09:00:00.000Z', doneAt: null }; // prettier-ignore
    server.answers.push(
      jsonReply({ sources: [source] }),
      jsonReply({ id, source, secret }),
      jsonReply(source),
      jsonReply(secret),
      jsonReply({ id: secretId }),
      jsonReply({ deliveries: [delivery], more: false }),
      jsonReply({ n: 7 }),
      jsonReply({ n: 7 }),
      jsonReply({ kind: 'created', faults: [], record: null }),
      jsonReply({ id }),
    );
    expect(await listWebhookSources(tenant, null)).toEqual({ ok: true, value: { sources: [source] } });
    await makeWebhookSource(tenant, { name: 'Website', mapping, proof: 'standard', header: null });
    await changeWebhookSource(tenant, { id, isOn: false });
    expect(await makeSourceSecret(tenant, { id })).toEqual({ ok: true, value: secret });
    expect(await endWebhookSourceSecret(tenant, { id, secret: secretId })).toEqual({ ok: true, value: null });
    expect(await receivedDeliveries(tenant, { id, state: 'failed', before: 9 })).toEqual({ ok: true, value: { deliveries: [delivery], more: false, records: {} } }); // prettier-ignore
    expect(await tryDeliveryAgain(tenant, { id, n: 7 })).toEqual({ ok: true, value: null });
    expect(await discardDelivery(tenant, { id, n: 7 })).toEqual({ ok: true, value: null });
    await previewSource(tenant, { mapping, payload: { name: 'Ada' } });
    expect(await removeWebhookSource(tenant, { id })).toEqual({ ok: true, value: null });
    const path = '/api/v1/webhook-sources';
    expect(asked.map(({ method, path: at, body }) => `${method} ${at} ${body ?? ''}`.trim())).toEqual([
      `GET ${path}`,
      `POST ${path} ${JSON.stringify({ name: 'Website', mapping, proof: 'standard', header: null })}`,
      `PUT ${path}/${id} {"isOn":false}`,
      `POST ${path}/${id}/secrets {}`,
      `DELETE ${path}/${id}/secrets/${secretId}`,
      `GET ${path}/${id}/deliveries?state=failed&before=9`,
      `POST ${path}/${id}/deliveries/7/again {}`,
      `POST ${path}/${id}/deliveries/7/discard {}`,
      `POST ${path}/preview ${JSON.stringify({ mapping, payload: { name: 'Ada' } })}`,
      `DELETE ${path}/${id}`,
    ]);
    for (const text of ['the-secret', '"payload"']) expect(device.image().includes(text)).toBe(false);
    server.answers.push(new Error('No network.'));
    expect(await listWebhookSources(tenant, null)).toMatchObject({ ok: false, code: 'sync/offline' });
  });
});
