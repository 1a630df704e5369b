import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';

const [gone, kept, subsidiary, mine, theirs, stranger] = [1, 2, 3, 4, 5, 6].map(
  (n) => `0190b1f2-7c00-7000-8000-000000000d0${n}`,
) as [string, string, string, string, string, string];
const account = (id: string, fields: StoredRecord['fields'] = {}): StoredRecord => ({
  ...givenDeal(id, 1),
  entity: 'crm/account',
  fields: { name: 'Acme', ...fields },
});

it("[S-4f] [A-2] a merge repoints references to the duplicate, except the survivor's own and forbidden ones", async () => {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport, membership: givenMembership('member') });
  const records = [
    account(gone),
    account(kept, { parentAccount: gone }),
    account(subsidiary, { parentAccount: gone }),
    givenDeal(mine, 1, { account: gone }),
    { ...givenDeal(theirs, 1, { account: gone }), ownerId: stranger },
  ];
  server.page({ rows: records.map((record) => ({ record })), head: 1 });
  await device.tenant.replicator.pull();
  const { act } = await performed(device, 'Merged', [
    { entity: 'crm/account', id: gone, fields: { life: `merged:${kept}` } },
  ]);
  const edits = device.tenant.device.memory.acts.get(act)?.act.edits;
  expect(edits).toMatchObject([
    { id: gone, fields: { life: ['alive', `merged:${kept}`] } },
    { id: subsidiary, fields: { parentAccount: [gone, kept] } },
    { id: mine, fields: { account: [gone, kept] } },
  ]);
});
