import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import type { TestTenant } from '../../testing/test-server.ts';
import { type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts';

const given = givenServer();
let tenant: TestTenant;
let ann: WebhookAdministrator;
beforeEach(async () => {
  tenant = await given.test.tenant();
  ann = await webhookAdministrator(given.test, tenant);
});

const path = '/api/v1/webhook-sources';
const mapping = (more: object = {}) => ({ entity: 'crm/lead', mode: 'create', matchBy: null, isOwned: true, fields: { name: { from: 'name' }, email: { from: 'email' }, status: { is: 'New' } }, ...more }); // prettier-ignore
type Made = { readonly id: string; readonly secret: { readonly id: string; readonly secret: string } };
async function make(more: object = {}): Promise<Made> {
  const answer = await ann.ask<Made>(`POST ${path}`, { name: 'Website', mapping: mapping(), ...more });
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('the API of sources', () => {
  it('[EVT-10] shows a secret once, and its last characters later', async () => {
    for (const proof of ['standard', 'body', 'token']) {
      const { id, secret } = await make({ proof });
      expect(secret.secret).toMatch(proof === 'standard' ? /^whsec_[A-Za-z0-9+/]{43}=$/ : /^[A-Za-z0-9_-]{43}$/);
      const shown = JSON.stringify([(await ann.ask(`GET ${path}`)).body, (await ann.ask(`GET ${path}/${id}`)).body]);
      expect(shown).not.toContain(secret.secret.slice(6, 30));
      expect(shown).not.toContain('"address"');
    }
  });

  it('[EVT-10] ends a secret at once, but never the only one', async () => {
    const { id, secret } = await make();
    const end = (secretId: string) => ann.ask(`DELETE ${path}/${id}/secrets/${secretId}`);
    expect((await end(secret.id)).body).toMatchObject({ detail: 'This is its only secret. Make another one first.' });
    expect((await ann.ask(`POST ${path}/${id}/secrets`, {})).status).toBe(200);
    expect([(await end(secret.id)).status, (await end(secret.id)).status]).toEqual([200, 404]);
  });

  it('[EVT-12] refuses what its setter may not do, kinds with rights in them, and wrong mappings at their field', async () => {
    const refused = async (more: object) => {
      const { status, body } = await ann.ask(`POST ${path}`, { name: 'Website', mapping: mapping(more) });
      return [status, (body['details'] as { readonly path?: string } | undefined)?.path];
    };
    expect(await refused({ entity: 'platform/person', fields: { name: { from: 'name' } } })).toEqual([400, 'body.mapping.entity']); // prettier-ignore
    expect(await refused({ fields: { name: { from: 'a..b' } } })).toEqual([400, 'body.mapping.fields.name']);
    expect(await refused({ mode: 'change' })).toEqual([400, 'body.mapping.matchBy']);
    expect((await ann.ask(`POST ${path}`, { name: 'X', mapping: mapping(), proof: 'standard', header: 'x-a' })).status).toBe(400); // prettier-ignore
    expect((await ann.ask(`POST ${path}`, { name: 'X', mapping: mapping(), proof: 'token', header: 'Content-Type' })).status).toBe(400); // prettier-ignore
    const member = await webhookAdministrator(given.test, tenant, { name: 'Mia', role: 'member' });
    expect([(await member.ask(`GET ${path}`)).status, (await member.ask(`POST ${path}`, { name: 'X', mapping: mapping() })).status]).toEqual([403, 403]); // prettier-ignore
  });

  it('[EVT-13] says what a sample would do, and writes nothing', async () => {
    const preview = async (payload: object, more: object = {}) =>
      (await ann.ask<{ kind: string; faults: object[]; record: string | null }>(`POST ${path}/preview`, { mapping: mapping(more), payload })).body; // prettier-ignore
    const before = (await tenant.journal()).length;
    expect(await preview({ name: 'Ada', email: 'ada@example.com' })).toMatchObject({ kind: 'created', faults: [], record: null }); // prettier-ignore
    expect(await preview({ email: 'ada' })).toMatchObject({ kind: 'faults', faults: [{ field: 'email' }] });
    expect(await preview({ email: 'ada@example.com' })).toMatchObject({ kind: 'faults', faults: [{ field: 'name' }] });
    expect(await preview({ name: 'Ada', email: 'ada@example.com' }, { mode: 'change', matchBy: 'email' })).toMatchObject({ kind: 'faults', faults: [{ field: 'email' }] }); // prettier-ignore
    expect((await tenant.journal()).length).toBe(before);
    expect(await tenant.rows('select id from store.crm_lead')).toEqual([]);
  });

  it('[EVT-10] notes each change of a source in the journal, without a secret', async () => {
    const { id, secret } = await make();
    await ann.ask(`PUT ${path}/${id}`, { name: 'Shop' });
    await ann.ask(`POST ${path}/${id}/secrets`, {});
    await ann.ask(`DELETE ${path}/${id}`);
    await given.test.server.runWorkers(tenant.orgId);
    const rows = (await tenant.journal()).map((row) => JSON.stringify(row));
    const actions = rows.flatMap((row) => /"action":"(source\/[a-z-]+)"/.exec(row)?.[1] ?? []);
    expect(actions).toEqual(['source/made', 'source/changed', 'source/secret-changed', 'source/removed']);
    expect(rows.join(' ')).not.toContain(secret.secret.slice(6, 30));
    expect(await tenant.rows('select id from store.webhook_secret')).toEqual([]);
  });
});
