import { describe, expect, it } from 'vitest';
import type { Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';

/** Makes a person at a scripted server: an admin according to the device, a viewer according to the server. */
async function given({ byItself }: { readonly byItself: boolean }) {
  const server = new ScriptedServer();
  server.memberships = [givenMembership('viewer')];
  const line = { lost: 0, asked: 0, onceAnswered: async (): Promise<void> => undefined };
  const transport: Transport = {
    ...server.transport,
    request: async (request, signal) => {
      if (request.path !== '/me') return server.transport.request(request, signal);
      line.asked += 1;
      if (line.lost === 0) {
        const reply = await server.transport.request(request, signal);
        await line.onceAnswered();
        return reply;
      }
      line.lost -= 1;
      throw new Error('The reply was lost.');
    },
  };
  const device = await tenantForTest({ transport, byItself });
  return { device, server, line };
}
const rolesOf = ({ tenant }: Awaited<ReturnType<typeof tenantForTest>>) =>
  tenant.device.principal.memberships.map(({ role }) => role);
const person = { ...givenDeal(givenPerson.id, 1), entity: 'platform/person', fields: { name: 'Mia Member' } };

describe('the rights of a person', () => {
  it('[A-2] are requested again after a lost answer, without another event', async () => {
    const { device, server, line } = await given({ byItself: true });
    line.lost = 2;
    server.page({ rows: [{ record: person }], head: 1 });
    device.tenant.engine.start();
    await until(() => line.asked === 1 && device.tenant.engine.status().state === 'up-to-date');
    expect(rolesOf(device)).toEqual(['admin']);
    await device.time.pass(1_000); // the longest possible first wait
    await until(() => line.asked === 2);
    await device.time.pass(2_000);
    await until(() => rolesOf(device)[0] === 'viewer');
    await device.time.pass(20_000);
    expect(line.asked).toBe(3);
  });

  it('[A-2] are requested after a restart if they were not read before', async () => {
    const { device, server, line } = await given({ byItself: false });
    line.lost = 1;
    server.page({ rows: [{ record: person }], head: 1 });
    await device.tenant.engine.now();
    const after = await device.reopen();
    expect(rolesOf(after)).toEqual(['admin']);
    server.page({ rows: [], head: 1 });
    await after.tenant.engine.now();
    expect(rolesOf(after)).toEqual(['viewer']);
    server.page({ rows: [], head: 1 });
    await after.tenant.engine.now();
    expect(line.asked).toBe(2);
  });

  it('[A-2] are requested again where a page announces more during the request', async () => {
    const { device, server, line } = await given({ byItself: false });
    server.memberships = [givenMembership('admin')];
    server.page({ rows: [{ record: person }], head: 1, done: false });
    server.page({ rows: [{ record: { ...person, version: 2 } }], head: 2 });
    line.onceAnswered = async () => {
      server.memberships = [givenMembership('viewer')];
      await until(() => device.tenant.device.memory.state.rightsDue === 2);
    };
    await device.tenant.engine.now();
    expect(device.tenant.device.memory.state.rightsDue).toBe(0);
    expect(rolesOf(device)).toEqual(['viewer']);
  });
});
