import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';
import { givenDeal, jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { listAtServer, sumsAtServer } from './server-records.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
let server: ScriptedServer;
let given: GivenTenant;
let asked: HttpRequest[];
beforeEach(async () => {
  server = new ScriptedServer();
  asked = [];
  const { transport } = server;
  given = await tenantForTest({
    transport: {
      ...transport,
      request: (request, signal) => {
        asked.push(request);
        return transport.request(request, signal);
      },
    },
  });
});

const list = listQuerySchema.parse({ entity: 'crm/deal', search: 'pumps', limit: 50 });
const sums = summaryQuerySchema.parse({ entity: 'crm/deal', sums: ['value'] });

describe('[A-6] a kind that this device does not keep, asked of the server', () => {
  it('is a window of a list, with the names that this device has, and stored nowhere', async () => {
    const account = await addedRecord(given, 'crm/account', { name: 'Acme' });
    const record = { ...givenDeal(deal, 4), fields: { name: 'Pumps', account } };
    server.answers.push(jsonReply({ records: [record], next: 'more' }));
    const answer = await listAtServer(given.tenant, list);
    expect(answer).toMatchObject({
      ok: true,
      value: { rows: [{ id: deal, waiting: 0, replaced: [] }], refs: { [account]: { title: 'Acme' } }, next: 'more' },
    });
    expect(asked.at(-1)?.path).toBe('/api/v1/records/crm/deal/query');
    expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({ life: 'alive', search: 'pumps', sort: [], limit: 50 });
    expect(given.tenant.device.lookups.shown('crm/deal', deal)).toBe(undefined);
  });

  it('is counted and summed', async () => {
    server.answers.push(jsonReply({ groups: [{ value: null, count: 7, sums: { value: { EUR: 900 } } }], more: false }));
    expect(await sumsAtServer(given.tenant, sums)).toEqual({ ok: true, value: { count: 7, sums: { value: { EUR: 900 } } } }); // prettier-ignore
    expect(asked.at(-1)?.path).toBe('/api/v1/records/crm/deal/summary');
    server.answers.push(jsonReply({ groups: [], more: false }));
    expect(await sumsAtServer(given.tenant, sums)).toEqual({ ok: true, value: { count: 0, sums: {} } });
  });

  it('is refused without a connection', async () => {
    server.answers.push(new Error('No network.'), new Error('No network.'));
    expect(await listAtServer(given.tenant, list)).toMatchObject({ ok: false, code: 'sync/offline' });
    expect(await sumsAtServer(given.tenant, sums)).toMatchObject({ ok: false, code: 'sync/offline' });
  });
});
