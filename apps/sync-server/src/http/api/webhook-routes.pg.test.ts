import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import type { TestTenant } from '../../testing/test-server.ts';
import { type HookReceiver, startReceiver, type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts'; // prettier-ignore

const trusted = new Set<string>();
const given = givenServer({ outgoing: { trusted } });
let receiver: HookReceiver;
let tenant: TestTenant;
let ann: WebhookAdministrator;
beforeAll(async () => {
  receiver = await startReceiver();
  trusted.add(`127.0.0.1:${receiver.port}`);
});
afterAll(() => receiver.close());
beforeEach(async () => {
  receiver.got.length = 0;
  tenant = await given.test.tenant();
  ann = await webhookAdministrator(given.test, tenant);
});

const settings = () => ({
  name: 'ERP',
  url: receiver.urlOf(),
  grants: ['crm/deal:read@org'],
  sends: [{ entity: 'crm/deal' }],
});
type Made = {
  readonly id: string;
  readonly webhook: { readonly secrets: readonly { readonly id: string; readonly shown: string }[] };
  readonly secret: { readonly id: string; readonly secret: string };
};
async function make(more: object = {}): Promise<Made> {
  const answer = await ann.ask<Made>('POST /api/v1/webhooks', { ...settings(), ...more });
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('the API of webhooks', () => {
  it('[EVT-4] shows a secret once, and its last characters later', async () => {
    const { id, webhook, secret } = await make();
    expect(secret.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook.secrets).toMatchObject([{ id: secret.id, shown: secret.secret.slice(-5, -1), endsAt: null }]);
    for (const route of ['GET /api/v1/webhooks', `GET /api/v1/webhooks/${id}`])
      expect(JSON.stringify((await ann.ask(route)).body)).not.toContain(secret.secret.slice(6, 30));
  });

  it('[EVT-4] ends a secret at once, but never the only one', async () => {
    const { id, secret } = await make();
    const end = (secretId: string) => ann.ask(`DELETE /api/v1/webhooks/${id}/secrets/${secretId}`);
    expect((await end(secret.id)).status).toBe(422);
    expect((await ann.ask(`POST /api/v1/webhooks/${id}/secrets`, {})).status).toBe(200);
    expect((await end(secret.id)).status).toBe(200);
    expect((await end(secret.id)).status).toBe(404);
  });

  it('[EVT-4] signs by ed25519 where this is chosen, and shows the public key', async () => {
    const { id, webhook } = await make({ kind: 'ed25519' });
    const shown = webhook.secrets[0]?.shown ?? '';
    expect(shown).toMatch(/^whpk_/);
    await ann.ask(`POST /api/v1/webhooks/${id}/test`, {});
    const { headers, body } = receiver.got[0] ?? expect.fail('Nothing was sent');
    const x = Buffer.from(shown.slice(5), 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const signed = Buffer.from(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`);
    expect(verify(null, signed, key, Buffer.from(String(headers['webhook-signature']).slice(4), 'base64'))).toBe(true);
  });

  it('[E-2] refuses kinds, fields, filters and events that do not exist, and figures over other records', async () => {
    const wrong: readonly object[] = [
      { sends: [] },
      { sends: [{ entity: 'crm/nothing' }] },
      { sends: [{ entity: 'crm/deal', fields: ['nothing'] }] },
      { sends: [{ entity: 'crm/deal', where: { field: 'nothing', op: 'is', value: 1 } }] },
      { sends: [{ entity: 'crm/deal', where: { field: 'value', op: 'near', value: 1 } }] },
      { events: ['deal.updated'] },
      { events: ['user.nothing'] },
      { grants: [] },
      { grants: ['nothing'] },
      { url: 'not an address' },
    ];
    for (const more of wrong) {
      const { status } = await ann.ask('POST /api/v1/webhooks', { ...settings(), ...more });
      expect([more, status]).toEqual([more, expect.toSatisfy((code: number) => code === 400 || code === 422)]);
    }
    expect((await ann.ask('GET /api/v1/webhooks')).body).toEqual({ webhooks: [] });
  });

  it('[E-3] takes at most 50 endpoints, and removes one with everything that belongs to it', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 50; count += 1) ids.push((await make()).id);
    expect((await ann.ask('POST /api/v1/webhooks', settings())).status).toBe(422);
    expect((await ann.ask(`DELETE /api/v1/webhooks/${ids[0]}`)).status).toBe(200);
    expect(await tenant.rows('select count(*)::int as n from store.webhook_secret')).toEqual([{ n: 49 }]);
    expect(await tenant.rows(`select count(*)::int as n from store.reader_cursor where reader like 'webhook:%'`)).toEqual([{ n: 49 }]); // prettier-ignore
  });

  it('[EVT-3] publishes the schema of every event', async () => {
    const { status, body } = await ann.ask<{ version: number; schemas: Record<string, unknown> }>(
      'GET /api/v1/events/schemas',
    );
    expect(status).toBe(200);
    expect(body.version).toBe(1);
    expect(Object.keys(body.schemas)).toEqual(
      expect.arrayContaining(['deal.updated', 'user.logged_in', 'user.registered']),
    );
    expect(body.schemas['deal.stage_changed']).toMatchObject({ properties: { type: { const: 'deal.stage_changed' } } });
  });

  it('[PLT-21] notes each act of an administrator in the journal, without the secret', async () => {
    const { id, secret } = await make();
    await ann.ask(`PUT /api/v1/webhooks/${id}`, { name: 'Other' });
    await ann.ask(`POST /api/v1/webhooks/${id}/secrets`, {});
    await ann.ask(`DELETE /api/v1/webhooks/${id}`);
    await given.test.server.runWorkers(tenant.orgId);
    const rows = await tenant.journal();
    const actions = rows.flatMap(({ event }) => (event as { action?: string } | undefined)?.action ?? []);
    expect(actions.filter((action) => action.startsWith('endpoint/'))).toEqual(['endpoint/made', 'endpoint/changed', 'endpoint/secret-changed', 'endpoint/removed']); // prettier-ignore
    expect(JSON.stringify(rows)).not.toContain(secret.secret.slice(6, 30));
  });
});
