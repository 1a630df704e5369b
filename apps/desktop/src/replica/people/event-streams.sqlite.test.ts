import { expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { listEvents, listEventStreams, listSignIns } from './event-streams.ts';

it('[EVT-20] asks the server for streams and events, by topic and number, and keeps nothing', async () => {
  const server = new ScriptedServer();
  const asked: HttpRequest[] = [];
  const transport: Transport = {
    ...server.transport,
    request: (request, signal) => {
      asked.push(request);
      return server.transport.request(request, signal);
    },
  };
  const { tenant } = await tenantForTest({ transport, membership: givenMembership('admin') });
  const streams = [{ broker: 'nats', n: 7, publishedAt: null, failingSince: null, fault: null, restsUntil: null }];
  const event = { n: 7, topics: ['crm.deal.events'], event: { type: 'deal.updated', time: '2026-11-20T08:00:00.000Z', data: { n: 7 } }, deliveredTo: ['nats'] }; // prettier-ignore
  server.answers.push(
    jsonReply({ streams, head: 9, topics: ['audit.events'] }),
    jsonReply({ events: [event], more: 7 }),
    jsonReply({ from: '2026-11-06T08:00:00.000Z', days: [{ day: '2026-11-20', signIns: 2, people: 3 }] }),
  );
  expect(await listEventStreams(tenant)).toEqual({ ok: true, value: { streams, head: 9, topics: ['audit.events'] } });
  expect(await listEvents(tenant, { before: 8, topic: 'crm.deal.events' })).toEqual({ ok: true, value: { events: [event], more: 7 } }); // prettier-ignore
  expect(await listSignIns(tenant)).toMatchObject({ ok: true, value: { days: [{ people: 3 }] } });
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/v1/events/streams',
    '/api/v1/events?before=8&topic=crm.deal.events',
    '/api/v1/events/sign-ins',
  ]);
});
