import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenOrganisation, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { exportedJournal, serverJournal } from './server-journal.ts';

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
    const account = await addedRecord(device, 'crm/account', { name: 'Acme' });
    const entry = {
      n: 40, at: '2026-11-19T10:00:00.000Z', class: 'change', action: 'record/changed', label: 'Renamed', outcome: 'done', by: givenPerson.id, about: null, account: null,
      address: null, session: null, device: null, request: null, act: null, entity: 'crm/account', record: account, changed: { name: ['A', 'Acme'] }, details: {}, times: 1, digest: 'd1', hash: 'c9',
    }; // prettier-ignore
    const refused = { ...entry, n: 39, by: null, about: givenPerson.id, entity: null, record: null, changed: {} };
    server.answers.push(jsonReply({ entries: [entry, refused], next: 12 }));
    const question = { by: givenPerson.id, from: '2026-11-18', until: '2026-11-19', before: 90, limit: 100 };
    const answer = await serverJournal(device.tenant, question);
    expect(answer).toMatchObject({
      ok: true,
      value: { entries: [{ n: 40 }, { n: 39 }], next: 12, refs: { [account]: { title: 'Acme' } } },
    });
    const [path, query] = asked.at(-1)?.path.split('?') ?? [];
    expect(path).toBe('/api/v1/audit/logs');
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      by: givenPerson.id,
      from: '2026-11-18T05:00:00.000Z',
      until: '2026-11-20T05:00:00.000Z',
      before: '90',
      limit: '100',
    });
  });

  it('[PLT-21] is exported by the server, which signs the file', async () => {
    const file = {
      fileName: 'journal.csv',
      mediaType: 'text/csv',
      content: 'x',
      signature: 'a..b',
      entries: 1,
      more: false,
    };
    server.answers.push(jsonReply(file));
    const exported = await exportedJournal(device.tenant, {
      format: 'csv',
      question: { until: '2026-11-19', class: 'security' },
    });
    expect(exported).toEqual({ ok: true, value: file });
    expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({
      format: 'csv',
      question: { until: '2026-11-20T05:00:00.000Z', class: 'security' },
    });
  });

  it('says that the server is out of reach', async () => {
    server.answers.push(new Error('No network.'));
    expect(await serverJournal(device.tenant, { limit: 100 })).toMatchObject({ ok: false, code: 'sync/offline' });
  });
});
