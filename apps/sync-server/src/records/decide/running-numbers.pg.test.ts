import type { Act } from '@outpost/domain/kernel/acts/act';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made, type TestDevice } from '../../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
const series = {
  forEntity: 'crm/deal',
  name: 'number',
  label: 'Number',
  type: 'runningNumber',
  prefix: 'D-',
  digits: 3,
};
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  await w.ann.do([made(w.id(), 'platform/field-definition', series)]);
});

const deals = (count: number) => Array.from({ length: count }, () => w.deal(w.id()));
/** Returns the numbers of the tenant's deals in the order of the journal. */
async function numbersGiven(): Promise<readonly string[]> {
  const rows = await w.tenant.journal();
  return rows.flatMap((row) => {
    const changed = (row['changed'] ?? {}) as Readonly<Record<string, readonly unknown[]>>;
    const to = changed['number']?.[1];
    return typeof to === 'string' ? [to] : [];
  });
}
const upTo = (last: number) => Array.from({ length: last }, (_, place) => `D-${String(place + 1).padStart(3, '0')}`);
const send = (device: TestDevice, acts: readonly Act[]) => device.push(acts.map((act, place) => ({ ...act, number: place + 1 }))); // prettier-ignore

describe('[S-4e] running numbers', () => {
  it('are dense and unique with several senders at the same time, within a push and over its steps', async () => {
    const devices = [w.ann.twin(), w.max.twin(), w.mia.twin()];
    // More edits than a step takes, and more than one transaction of several devices.
    await Promise.all(devices.map((device) => send(device, [device.act(deals(70)), device.act(deals(70)), device.act(deals(1))]))); // prettier-ignore
    expect(await numbersGiven()).toEqual(upTo(3 * 141));
  });

  it('leave no gap where an act is refused, or is sent again', async () => {
    const device = w.mia.twin();
    const taken = w.id();
    const acts = [
      device.act([w.deal(taken)]),
      device.act([...deals(2), w.deal(taken)]), // refused whole: the id is used
      device.act([...deals(2), w.deal(taken)], { shape: 'each' }),
    ];
    await send(device, acts);
    await send(device, acts);
    expect(await numbersGiven()).toEqual(upTo(3));
  });

  it('reach devices, are the tenant’s own, and stay in deleted records', async () => {
    const [one, two] = [w.id(), w.id()];
    await w.mia.do([w.deal(one)]);
    const other = await makeSalesWorld(given.test);
    await other.ann.do([made(other.id(), 'platform/field-definition', series)]);
    const theirs = other.id();
    await other.mia.do([other.deal(theirs)]);
    await w.mia.do([w.set(one, { life: ['alive', 'deleted'] })]);
    await w.mia.do([w.deal(two)]);
    const number = async (world: SalesWorld, id: string) => (await world.tenant.fields('crm/deal', id))?.['number'];
    expect([await number(w, one), await number(w, two), await number(other, theirs)]).toEqual(['D-001', 'D-002', 'D-001']); // prettier-ignore
    await w.max.pull();
    expect(w.max.held.get(two)?.fields['number']).toBe('D-002');
  });
});
