import { describe, expect, it } from 'vitest';
import type { SubscriptionEvent } from '../../bridge/contract.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { settleTurns } from '../testing/virtual-time.ts';

async function given() {
  const device = await tenantForTest();
  const told: (readonly string[])[] = [];
  const states: number[] = [];
  device.tenant.changes.subscribe(({ entities }: SubscriptionEvent<'changes'>) => {
    told.push(entities['crm/deal']?.ids ?? []);
    states.push(device.tenant.device.memory.acts.size);
  });
  const add = async (name: string): Promise<string> => {
    const id = await addedRecord(device, 'crm/deal', { name, stage: 'prospecting' });
    await settleTurns();
    return id;
  };
  return { device, told, states, add };
}

describe('the feed of changes', () => {
  it('[D-3] reports a change as soon as its write is over, with memory as the write left it', async () => {
    const { told, states, add } = await given();
    const id = await add('Acme'); // the clock did not advance: the test waited for no timer
    expect(told).toEqual([[id]]);
    expect(states).toEqual([1]);
  });

  it('[D-3] collects changes within half a frame, and reports them once', async () => {
    const { device, told, add } = await given();
    const first = await add('Acme');
    const others = [await add('Beta'), await add('Gamma')];
    expect(told).toEqual([[first]]);
    await device.time.pass(8);
    expect(told).toEqual([[first], others]);
    const next = await add('Delta');
    await device.time.pass(8);
    expect(told).toEqual([[first], others, [next]]);
    await device.time.pass(100);
    const late = await add('Epsilon');
    expect(told).toEqual([[first], others, [next], [late]]);
  });

  it.each([
    [500, { ids: 500, all: false }],
    [501, { ids: 0, all: true }],
  ])('[D-3] lists up to 500 records of a kind, and "all" instead of more: %i', async (count, expected) => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport });
    const told: unknown[] = [];
    device.tenant.changes.subscribe(({ entities }: SubscriptionEvent<'changes'>) => {
      const { ids = [], all } = entities['crm/deal'] ?? {};
      told.push({ ids: new Set(ids).size, all });
    });
    const ids = Array.from({ length: count }, () => device.tenant.device.ports.ids.newId());
    server.page({ rows: ids.map((id) => ({ record: givenDeal(id, 1) })), head: 1 });
    await device.tenant.replicator.pull();
    await settleTurns();
    expect(told).toEqual([expected]);
  });
});
