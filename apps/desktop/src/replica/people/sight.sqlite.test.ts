import { beforeEach, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { journalDays } from '../journal/server-journal.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { explainedAccess, makeSightDocument, peopleWhoSee } from './sight.ts';

let server: ScriptedServer;
let device: GivenTenant;
let asked: HttpRequest[];
const actions = ['read', 'update', 'assign', 'delete', 'export', 'administer'];
const record = { entity: 'crm/deal', id: '0190b1f2-7c00-7000-8000-000000000001' };

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

it('[A-2] a device asks the server for the rights of a person or a role to a record', async () => {
  const explained = { actions: [{ action: 'read', may: false, reasons: [] }], grants: [], sealed: [], status: 'active' } as const; // prettier-ignore
  server.answers.push(jsonReply(explained), jsonReply({ ...explained, status: null }));
  expect(await explainedAccess(device.tenant, { of: { person: givenPerson.id }, record })).toEqual({ ok: true, value: explained }); // prettier-ignore
  expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({ person: givenPerson.id, record, actions });
  await explainedAccess(device.tenant, { of: { role: 'viewer' }, record });
  expect([asked.at(-1)?.path, JSON.parse(asked.at(-1)?.body ?? '')]).toEqual(['/access/explain', { role: 'viewer', record, actions }]); // prettier-ignore
});

it('[A-2] a device asks for the people who see a record, and says that the server is out of reach', async () => {
  server.answers.push(jsonReply({ people: [], count: 0 }), new Error('No network.'));
  expect(await peopleWhoSee(device.tenant, { record })).toEqual({
    ok: true,
    value: { people: [], count: 0, machines: [] },
  }); // an older server names no machines
  expect(asked.at(-1)?.path).toBe('/access/seen-by');
  expect(await peopleWhoSee(device.tenant, { record })).toMatchObject({ ok: false, code: 'sync/offline' });
});

it('[PLT-21] a device asks for the numbers of entries of one month in one request', async () => {
  const days = { month: '2026-11', days: [{ day: '2026-11-01', security: 1, compliance: 0, change: 4, refused: 0 }], countedFrom: null }; // prettier-ignore
  server.answers.push(jsonReply(days));
  const before = asked.length;
  expect(await journalDays(device.tenant, { month: '2026-11' })).toEqual({ ok: true, value: days });
  expect(asked.slice(before).map(({ path }) => path)).toEqual(['/api/v1/audit/days?month=2026-11']);
});

it('[PLT-21] a device has the server make a report of who sees a record, and keeps none of its content', async () => {
  const made = { id: record.id, kind: 'sight', from: 'x', until: 'x', madeAt: 'x', madeBy: givenPerson.id };
  server.answers.push(
    jsonReply({ ...made, content: '{}', signature: 'a..b' }),
    jsonReply({ ...made, content: '{}', signature: 'a..b' }),
  );
  expect(await makeSightDocument(device.tenant, { of: { person: givenPerson.id }, record })).toEqual({ ok: true, value: made }); // prettier-ignore
  expect([asked.at(-1)?.path, JSON.parse(asked.at(-1)?.body ?? '')]).toEqual(['/access/report', { record, actions, of: { person: givenPerson.id } }]); // prettier-ignore
  await makeSightDocument(device.tenant, { record });
  expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({ record, actions });
});
