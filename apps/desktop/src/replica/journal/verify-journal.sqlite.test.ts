import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { jsonReply, ScriptedServer } from '../testing/scripted-server.ts';
import { verifyReceivedHeads } from './verify-journal.ts';

let server: ScriptedServer;
let device: GivenTenant;

beforeEach(async () => {
  server = new ScriptedServer();
  device = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
  server.page({ head: 4, rows: [] });
  await device.tenant.replicator.pull();
});
const devices = { holding: 41, agreeing: 41 };
const whole = { rows: 4, head: 4, problems: [], devices };

describe('[P-5] a check of the journal', () => {
  it('says that the server checked its chain, and that this device’s heads are in it', async () => {
    server.answers.push(jsonReply(whole));
    server.page({ head: 4, rows: [] });
    expect(await verifyReceivedHeads(device.tenant)).toEqual({
      ok: true,
      value: { ok: true, rows: 4, head: 4, problem: null, server: 'checked', devices },
    });
  });

  it('says nothing of other devices where an older server does not', async () => {
    server.answers.push(jsonReply({ rows: 4, head: 4, problems: [] }));
    server.page({ head: 4, rows: [] });
    expect(await verifyReceivedHeads(device.tenant)).toMatchObject({ value: { ok: true, devices: null } });
  });

  it('says so without the server: only the heads of this device remain', async () => {
    server.answers.push(new Error('No network.'));
    const own = { ok: true, value: { ok: true, rows: 1, head: 4, problem: null, server: 'unanswered', devices: null } };
    expect(await verifyReceivedHeads(device.tenant)).toEqual(own);
    server.answers.push(jsonReply(whole), new Error('No network.'));
    expect(await verifyReceivedHeads(device.tenant)).toEqual(own); // the heads of this device were not compared with the server's
  });

  it('says so where the server refuses the check to this person', async () => {
    server.answers.push({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'access/denied', detail: 'No.', details: { action: 'administer' } }),
    });
    expect(await verifyReceivedHeads(device.tenant)).toMatchObject({
      value: { ok: true, problem: null, server: 'denied' },
    });
  });

  it('names the place where the server’s chain is broken', async () => {
    server.answers.push(jsonReply({ ...whole, problems: [{ n: 3, problem: 'the hash does not fit' }] }));
    expect(await verifyReceivedHeads(device.tenant)).toMatchObject({
      value: { ok: false, problem: "The server's journal is broken at 3: the hash does not fit.", server: 'checked' },
    });
  });
});
