import { afterEach, describe, expect, it } from 'vitest';
import type { SubscriptionEvent } from '../bridge/contract.ts';
import { type GivenTenant, givenTenant } from './testing/given-tenant.ts';
import { settle } from './testing/virtual-time.ts';

const open: GivenTenant[] = [];
afterEach(async () => {
  for (const made of open.splice(0)) await made.end();
});

async function given() {
  const device = await givenTenant();
  open.push(device);
  const told: (readonly string[])[] = [];
  const states: number[] = [];
  device.tenant.changes.subscribe(({ entities }: SubscriptionEvent<'changes'>) => {
    told.push(entities['crm/deal']?.ids ?? []);
    states.push(device.tenant.device.memory.acts.size);
  });
  const add = async (name: string): Promise<string> => {
    const performed = await device.tenant.acts.perform({
      label: `Added ${name}`,
      shape: 'together',
      edits: [{ entity: 'crm/deal', create: { fields: { name, stage: 'prospecting' } } }],
    });
    if (!performed.ok) throw new Error(performed.message);
    await settle();
    return performed.value.ids[0] ?? '';
  };
  return { device, told, states, add };
}

describe('the feed of changes', () => {
  it('[D-3] tells of a change as soon as its write is over, with memory as the write left it', async () => {
    const { told, states, add } = await given();
    const id = await add('Acme'); // the clock stands still: nothing was waited for
    expect(told).toEqual([[id]]);
    expect(states).toEqual([1]);
  });

  it('[D-3] gathers what follows within half a frame, and tells it once', async () => {
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
});
