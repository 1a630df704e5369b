import { expect, it } from 'vitest';
import type { HttpRequest } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord } from '../testing/performed.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import {
  devicesOfPeople,
  endDevice,
  endDevicesOf,
  endOwnDevices,
  endTrustIn,
  ownDevices,
  reportDevice,
  requestDeviceQuestion,
} from './devices.ts';

const id = '0190b1f2-7c00-7000-8000-000000000a01';
const told = {
  id,
  personId: id,
  name: 'A laptop',
  kind: 'computer',
  address: null,
  signedInFrom: null,
  signedInAt: '2026-11-01T09:00:00.000Z',
  lastUsedAt: '2026-11-20T09:00:00.000Z',
  endsAt: '2026-11-27T09:00:00.000Z',
  endedAt: null,
  endedWhy: null,
  unsent: 3,
  isHere: true,
  trustedUntil: null,
};

it('a device asks the server for sessions and ends them there, and names people whom it knows', async () => {
  const server = new ScriptedServer();
  const asked: Pick<HttpRequest, 'method' | 'path' | 'body'>[] = [];
  const device = await tenantForTest({
    transport: {
      ...server.transport,
      request: (request, signal) => {
        asked.push(request);
        return server.transport.request(request, signal);
      },
    },
  });
  server.answers.push(
    jsonReply({ sessions: [{ ...told, deviceId: id, endedBy: null, ofANewerServer: 1 }] }),
    jsonReply({ sessions: [] }),
    jsonReply({ done: true }),
    jsonReply({ done: true }),
    jsonReply({ done: true }),
    jsonReply({ ended: 2 }),
    jsonReply({ ended: 1 }),
    new Error('No network.'),
  );
  expect(await ownDevices(device.tenant)).toEqual({
    ok: true,
    value: { sessions: [{ ...told, personName: null, held: null, lost: null, asked: null, wipe: null }] },
  });
  expect(await devicesOfPeople(device.tenant)).toEqual({ ok: true, value: { sessions: [] } });
  expect(await endDevice(device.tenant, { id, whose: 'own' })).toEqual({ ok: true, value: null });
  expect(await endDevice(device.tenant, { id, whose: 'other' })).toEqual({ ok: true, value: null });
  expect(await endTrustIn(device.tenant, { id })).toEqual({ ok: true, value: null });
  expect(await endOwnDevices(device.tenant, { which: 'others' })).toEqual({ ok: true, value: { ended: 2 } });
  expect(await endDevicesOf(device.tenant, { person: id })).toEqual({ ok: true, value: { ended: 1 } });
  expect(await ownDevices(device.tenant)).toMatchObject({ ok: false, code: 'sync/offline' });
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /me/sessions',
    'GET /admin/sessions',
    `DELETE /me/sessions/${id}`,
    `DELETE /admin/sessions/${id}`,
    `DELETE /me/sessions/${id}/trust`,
    'POST /me/sessions/end',
    `POST /admin/members/${id}/sessions/end`,
    'GET /me/sessions',
  ]);
});

it('[D-5] a device reports at the server that another one is lost or not, and asks its person; it names the authors whom it knows', async () => {
  const server = new ScriptedServer();
  const asked: Pick<HttpRequest, 'method' | 'path' | 'body'>[] = [];
  const device = await tenantForTest({
    transport: {
      ...server.transport,
      request: (request, signal) => {
        asked.push(request);
        return server.transport.request(request, signal);
      },
    },
  });
  const olga = await addedRecord(device, 'platform/person', { name: 'Olga Keene', status: 'not-invited' });
  const lost = { at: '2026-11-17T18:20:00.000Z', by: olga };
  const question = { ...lost, answer: 'lost', answeredAt: lost.at };
  server.answers.push(
    jsonReply({
      sessions: [
        { ...told, held: { records: 38_204, files: 212 }, lost, asked: question },
        { ...told, lost: { ...lost, by: id }, asked: { ...question, by: id } },
      ],
    }),
    ...Array.from({ length: 5 }, () => jsonReply({ done: true })),
    new Error('No network.'),
  );
  expect(await devicesOfPeople(device.tenant)).toMatchObject({
    value: {
      sessions: [
        {
          held: { records: 38_204, files: 212 },
          lost: { ...lost, byName: 'Olga Keene' },
          asked: { ...question, byName: 'Olga Keene' },
        },
        { lost: { by: id, byName: null }, asked: { by: id, byName: null } },
      ],
    },
  });
  const done = { ok: true, value: null };
  expect(await reportDevice(device.tenant, { id, whose: 'own', isLost: true })).toEqual(done);
  expect(await reportDevice(device.tenant, { id, whose: 'own', isLost: false })).toEqual(done);
  expect(await reportDevice(device.tenant, { id, whose: 'other', isLost: true })).toEqual(done);
  expect(await reportDevice(device.tenant, { id, whose: 'other', isLost: false })).toEqual(done);
  expect(await requestDeviceQuestion(device.tenant, { id })).toEqual(done);
  expect(await requestDeviceQuestion(device.tenant, { id })).toMatchObject({ ok: false, code: 'sync/offline' });
  expect(asked.slice(1, 6).map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST /me/sessions/${id}/lost`,
    `DELETE /me/sessions/${id}/lost`,
    `POST /admin/sessions/${id}/lost`,
    `DELETE /admin/sessions/${id}/lost`,
    `POST /admin/sessions/${id}/ask`,
  ]);
});
