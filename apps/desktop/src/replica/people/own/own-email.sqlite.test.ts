import { expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../../device/ports.ts';
import { tenantForTest } from '../../testing/for-test.ts';
import { givenMembership, givenOrganisation, givenPerson } from '../../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../../testing/scripted-server.ts';
import { requestEmailCodes, requestEmailChange } from './own-email.ts';

it('the own address is changed by two codes, and the shown session has it at once; the password is stored nowhere', async () => {
  const server = new ScriptedServer();
  const asked: HttpRequest[] = [];
  const me = { person: { ...givenPerson, email: 'new@example.com' }, organisation: givenOrganisation, memberships: [] };
  const transport: Transport = {
    ...server.transport,
    request: (one, signal) => {
      asked.push(one);
      return one.path === '/me' ? Promise.resolve(jsonReply(me)) : server.transport.request(one, signal);
    },
  };
  const device = await tenantForTest({ transport, membership: givenMembership('member') });
  const password = 'six pale orange kites';
  const tickets = { ticket: 'new', presentTicket: 'old', minutes: 30 };
  server.answers.push(jsonReply(tickets));
  expect(await requestEmailCodes(device.tenant, { email: 'new@example.com', password })).toEqual({ ok: true, value: tickets }); // prettier-ignore
  server.answers.push(jsonReply({ done: true }));
  server.page({ head: 1, rows: [] });
  const codes = { email: 'new@example.com', ticket: 'new', code: 'A', presentTicket: 'old', presentCode: 'B' };
  expect(await requestEmailChange(device.tenant, codes)).toEqual({ ok: true, value: null });
  expect(asked.slice(0, 2).map((one) => `${one.method} ${one.path}`)).toEqual(['POST /auth/email', 'PUT /auth/email']);
  expect(device.tenant.session.person.email).toBe('new@example.com');
  expect(device.image().includes(password)).toBe(false);
});
