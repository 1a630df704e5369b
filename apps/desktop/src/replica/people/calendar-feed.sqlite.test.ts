import { expect, it } from 'vitest';
import type { HttpRequest } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { calendarFeed, requestCalendarFeedEnd, requestCalendarFeed } from './calendar-feed.ts';

it('a device asks the server for the calendar’s address, and keeps it nowhere', async () => {
  const server = new ScriptedServer();
  const asked: Pick<HttpRequest, 'method' | 'path'>[] = [];
  const device = await tenantForTest({
    transport: {
      ...server.transport,
      request: (request, signal) => {
        asked.push({ method: request.method, path: request.path });
        return server.transport.request(request, signal);
      },
    },
  });
  const path = '/calendars/0190b1f2-7c00-7000-8000-000000000a01/Zq3kSecretKeyOfACalendar.ics';
  server.answers.push(
    jsonReply({ madeAt: null, readOn: null }),
    jsonReply({ path }),
    jsonReply({ done: true }),
    new Error('No network.'),
  );
  expect(await calendarFeed(device.tenant)).toEqual({ ok: true, value: { madeAt: null, readOn: null } });
  expect(await requestCalendarFeed(device.tenant)).toEqual({ ok: true, value: { path } });
  expect(await requestCalendarFeedEnd(device.tenant)).toEqual({ ok: true, value: null });
  expect(await requestCalendarFeed(device.tenant)).toMatchObject({ ok: false, code: 'sync/offline' });
  expect(asked.map((one) => `${one.method} ${one.path}`)).toEqual(['GET', 'POST', 'DELETE', 'POST'].map((method) => `${method} /me/calendar-feed`)); // prettier-ignore
  expect(device.image().includes('Zq3kSecretKeyOfACalendar')).toBe(false);
});
