import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpReply, HttpRequest } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';
import { givenDeal, jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { listAtServer, sumsAtServer, timelineAtServer } from './server-records.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
let server: ScriptedServer;
let given: GivenTenant;
let asked: HttpRequest[];
/** Answers a request by its path. Undefined: the next scripted answer. */
let replyTo: (path: string) => HttpReply | undefined;
beforeEach(async () => {
  replyTo = () => undefined;
  server = new ScriptedServer();
  asked = [];
  const { transport } = server;
  given = await tenantForTest({
    transport: {
      ...transport,
      request: (request, signal) => {
        asked.push(request);
        const reply = replyTo(request.path);
        return reply ? Promise.resolve(reply) : transport.request(request, signal);
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

  it('has a timeline of the changes and of the records that belong to it, newest first, with the names that this device has', async () => {
    const account = await addedRecord(given, 'crm/account', { name: 'Acme' });
    const row = (n: number, changed: object) => ({ n, id: deal, entity: 'crm/deal', act: null, group: null, undoes: null, label: 'Changed', by: givenPerson.id, device: null, at: `2026-11-0${n}T09:00:00.000Z`, madeAt: null, kind: 'changed', changed, superseded: {} }); // prettier-ignore
    const task = { ...givenDeal(account, 5), id: deal.replace(/1$/u, '2'), entity: 'crm/task', createdAt: '2026-11-03T09:00:00.000Z', fields: { subject: 'Call', about: `crm/deal:${deal}` } }; // prettier-ignore
    const history = { rows: [row(4, { account: [null, account] }), row(2, { name: ['Old', 'Pumps'] })], more: false };
    replyTo = (path) =>
      path === '/sync/history'
        ? jsonReply(history)
        : jsonReply({ records: path.includes('/crm/task/') && asked.filter((one) => one.path === path).length === 1 ? [task] : [], next: null }); // prettier-ignore
    const answer = await timelineAtServer(given.tenant, { entity: 'crm/deal', id: deal, limit: 60 });
    expect(answer).toMatchObject({ ok: true, value: { more: false, refs: { [account]: { title: 'Acme' } } } });
    const entries = answer.ok ? answer.value.entries.map((entry) => (entry.kind === 'change' ? entry.row.n : entry.record.entity)) : []; // prettier-ignore
    expect(entries).toEqual([4, 'crm/task', 2]);
    const paths = asked.map(({ path }) => path);
    expect(paths.filter((path) => path === '/sync/history')).toHaveLength(1);
    expect(given.tenant.device.lookups.shown('crm/task', task.id)).toBe(undefined);
  });

  it('has no timeline where the server refuses the history: nothing else is asked', async () => {
    server.answers.push({ status: 404, contentType: 'application/problem+json', body: JSON.stringify({ code: 'records/not-found', detail: 'It is not there.', details: { id: deal } }) }); // prettier-ignore
    const before = asked.length;
    expect(await timelineAtServer(given.tenant, { entity: 'crm/deal', id: deal })).toMatchObject({ ok: false, code: 'records/not-found' }); // prettier-ignore
    expect(asked.slice(before).map(({ path }) => path)).toEqual(['/sync/history']);
  });
});
