import { expect, it } from 'vitest';
import type { Bridge } from '../../bridge/contract.ts';
import { actsStored, noteUnderway } from './acts-underway.ts';

const bridge = (): Bridge => ({ call: () => Promise.reject(new Error('not asked')), subscribe: () => () => undefined });

it('[S-4c] an undo waits until the acts before it are stored or refused, and no longer', async () => {
  const mine = bridge();
  const told: string[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  for (const [place, { promise }] of gates.entries())
    void noteUnderway(mine, promise).then(
      () => told.push(`stored ${place}`),
      () => told.push(`refused ${place}`),
    );
  const undone = actsStored(mine).then(() => told.push('undone'));
  const ofOthers = actsStored(bridge()).then(() => told.push('nothing to wait for'));
  await ofOthers;
  gates[1].reject(new Error('refused'));
  await Promise.resolve();
  gates[0].resolve();
  await undone;
  expect(told).toEqual(['nothing to wait for', 'refused 1', 'stored 0', 'undone']);
  await actsStored(mine); // both are forgotten
});
