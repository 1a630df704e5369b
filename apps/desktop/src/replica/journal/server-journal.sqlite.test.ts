import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenOrganisation, givenPerson } from '../testing/given-tenant.ts';
import { added } from '../testing/performed.ts';
import { givenHistoryRow, json, ScriptedServer } from '../testing/scripted-server.ts';
import { serverJournal } from './server-journal.ts';

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
  device = await tenantForTest({
    transport,
    membership: givenMembership('admin'),
    organisation: { ...givenOrganisation, timeZone: 'America/New_York' },
  });
});

describe('the whole journal, asked at the server', () => {
  it('has the days of the organisation’s time zone, and the names that this device knows', async () => {
    const account = await added(device, 'crm/account', { name: 'Acme' });
    server.answers.push(json({ rows: [givenHistoryRow(account, 40, { entity: 'crm/account' })], next: 12 }));
    const question = { by: givenPerson.id, from: '2026-11-18', until: '2026-11-19', before: 90, limit: 100 };
    const answer = await serverJournal(device.tenant, question);
    expect(answer).toMatchObject({
      ok: true,
      value: { rows: [{ n: 40 }], next: 12, refs: { [account]: { title: 'Acme' } } },
    });
    expect(asked.at(-1)?.path).toBe('/admin/journal');
    expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({
      by: givenPerson.id,
      from: '2026-11-18T05:00:00.000Z',
      until: '2026-11-20T05:00:00.000Z',
      before: 90,
      limit: 100,
    });
  });

  it('says that the server is out of reach', async () => {
    server.answers.push(new Error('No network.'));
    expect(await serverJournal(device.tenant, { limit: 100 })).toMatchObject({ ok: false, code: 'sync/offline' });
  });
});
