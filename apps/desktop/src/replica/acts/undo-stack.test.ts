import { expect, it } from 'vitest';
import { UndoStack } from './undo-stack.ts';

it('the newest thousand steps can be undone one by one, and a group of acts is one step', () => {
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

const act = (label: string, group: string | null = null) => ({ label, group, act: label });

it('the stack redoes the step that was undone last, until a new act is performed', () => {
  const stack = new UndoStack();
  for (const label of ['one', 'two']) stack.did(act(label));
  stack.tookBack(['undo two']);
  expect([stack.newest?.label, stack.newestUndone]).toEqual(['one', { label: 'two', group: null, acts: ['undo two'] }]);
  stack.didAgain(['two again']);
  expect([stack.newest?.acts, stack.newestUndone]).toEqual([['two again'], undefined]);
  stack.tookBack(['undo two']);
  stack.did(act('three'));
  expect([stack.newest?.label, stack.newestUndone]).toEqual(['three', undefined]);
});

it('the stack drops a step of which nothing was left to undo or redo', () => {
  const stack = new UndoStack();
  stack.tookBack(['nothing']);
  stack.didAgain(['nothing']);
  expect([stack.newest, stack.newestUndone]).toEqual([undefined, undefined]);
  stack.did(act('one'));
  stack.tookBack([]);
  expect([stack.newest, stack.newestUndone]).toEqual([undefined, undefined]);
  stack.did(act('one'));
  stack.tookBack(['undo one']);
  stack.didAgain([]);
  expect([stack.newest, stack.newestUndone]).toEqual([undefined, undefined]);
});

it('the stack does not undo twice a group that was undone elsewhere', () => {
  const stack = new UndoStack();
  for (const one of [act('one'), act('row 1', 'import'), act('row 2', 'import'), act('two', 'other')]) stack.did(one);
  stack.tookBackGroup({ label: 'import', group: 'import', acts: ['undo'] });
  expect(stack.newestUndone?.acts).toEqual(['undo']);
  expect(stack.newest?.label).toBe('two');
  stack.tookBack(['undo two']);
  expect(stack.newest?.label).toBe('one');
});
