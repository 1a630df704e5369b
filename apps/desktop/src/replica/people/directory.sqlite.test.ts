import { expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import {
  endDirectoryToken,
  makeDirectoryToken,
  mapDirectoryGroup,
  readDirectory,
  rotateDirectoryToken,
  setDirectoryInvites,
} from './directory.ts';

const id = '0190b1f2-7c00-7000-8000-000000000901';

it('[PLT-25] a device asks the server for each part of the directory, and keeps no token', async () => {
  const server = new ScriptedServer();
  const asked: HttpRequest[] = [];
  const transport: Transport = {
    ...server.transport,
    request: (request, signal) => {
      asked.push(request);
      return server.transport.request(request, signal);
    },
  };
  const device = await tenantForTest({ transport, membership: givenMembership('admin') });
  const setup = { address: 'https://crm.example.com/scim/v2', invites: true, people: 2, tokens: [], groups: [] };
  const made = { id, prefix: 'op1.a.b', token: 'op1.a.b.the-secret' };
  const roles = [{ role: 'member', teamId: null }];
  server.answers.push(
    jsonReply(setup),
    jsonReply(made),
    jsonReply(made),
    jsonReply({ id }),
    jsonReply({ done: true }),
    jsonReply({ done: true }),
  );
  expect(await readDirectory(device.tenant)).toEqual({ ok: true, value: setup });
  expect(await makeDirectoryToken(device.tenant, { name: 'Entra' })).toEqual({ ok: true, value: made });
  expect(await rotateDirectoryToken(device.tenant, { id })).toEqual({ ok: true, value: made });
  expect(await endDirectoryToken(device.tenant, { id })).toEqual({ ok: true, value: null });
  expect(await setDirectoryInvites(device.tenant, { invites: false })).toEqual({ ok: true, value: null });
  server.page({ head: 1, rows: [] });
  expect(await mapDirectoryGroup(device.tenant, { id, roles })).toEqual({ ok: true, value: null });
  expect(asked.slice(0, 6).map((request) => `${request.method} ${request.path} ${request.body ?? ''}`.trim())).toEqual([
    'GET /admin/directory',
    'POST /admin/directory/tokens {"name":"Entra"}',
    `POST /admin/directory/tokens/${id}/rotate {"overlapHours":24}`,
    `DELETE /admin/directory/tokens/${id}`,
    'PUT /admin/directory {"invites":false}',
    `PUT /admin/directory/groups/${id}/roles ${JSON.stringify({ roles })}`,
  ]);
  expect(device.image().includes('the-secret')).toBe(false);
  server.answers.push(new Error('No network.'));
  expect(await readDirectory(device.tenant)).toMatchObject({ ok: false, code: 'sync/offline' });
});
