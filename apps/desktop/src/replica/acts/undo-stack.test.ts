import { expect, it } from 'vitest';
import { UndoStack } from './undo-stack.ts';

it('the newest thousand steps can be taken back one by one, a group of acts being one step', () => {
  const stack = new UndoStack();
  for (let step = 1; step <= 1_200; step += 1) stack.did({ label: `step ${step}`, group: null, act: `act ${step}` });
  for (const act of ['first', 'second']) stack.did({ label: 'an import', group: 'group', act });
  const taken: string[] = [];
  for (let step = stack.newest; step; step = stack.newest) {
    taken.push(step.label);
    stack.tookBack([]);
  }
  expect(taken).toHaveLength(1_000);
  expect([taken[0], taken[1], taken.at(-1)]).toEqual(['an import', 'step 1200', 'step 202']);
});
