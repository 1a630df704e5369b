import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { type AutomationDraft, definitionOfDraft, draftFaults, emptyDraft, readDraft } from './automation-draft.ts';
import type { DraftStep } from './draft-step.ts';
import { definitionProblem } from './definition-problem.ts';
import { freeStepId, stepLines, withChangedStep, withCopiedStep, withMovedStep, withNewStep, withoutStep } from './draft-steps.ts'; // prettier-ignore

const wait = (id: string): DraftStep => ({ id, kind: 'wait', count: 3, unit: 'day' });
const branch = (id: string, yes: readonly DraftStep[] = [], no: readonly DraftStep[] = []): DraftStep => ({ id, kind: 'branch', where: { field: 'stage', op: 'is', value: 'won' }, yes, no }); // prettier-ignore
const shape = (steps: readonly DraftStep[]): string =>
  steps
    .map((step) => (step.kind === 'branch' ? `${step.id}(${shape(step.yes)}|${shape(step.no)})` : step.id))
    .join(' ');
const draft = (change: Partial<AutomationDraft> = {}): AutomationDraft => ({
  ...emptyDraft('crm/deal'),
  name: 'Won deals',
  steps: [wait('a')],
  ...change,
});
const faultsOf = (change: Partial<AutomationDraft>) => draftFaults(installedCatalogue, draft(change));

describe('[AUT-11] the draft of an automation', () => {
  it('is read back as the device has kept it, also while steps are not complete', () => {
    const steps: readonly DraftStep[] = [
      { id: 'x', kind: 'create', entity: '', set: {} },
      { id: 'y', kind: 'tell', to: { person: '' }, words: '' },
      { id: 'z', kind: 'branch', yes: [{ id: 'c', kind: 'change', set: {} }], no: [] },
    ];
    const written = draft({ steps, trigger: { kind: 'change', on: [] } });
    expect(readDraft(JSON.parse(JSON.stringify(written)) as never)).toEqual(written);
    expect(readDraft({ name: 'of another build' })).toBeUndefined();
    expect(readDraft(null)).toBeUndefined();
    expect(definitionOfDraft(written)).toBeUndefined();
  });

  it('has its faults at their places, in words for its writer', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ name: ' ' })).toEqual([{ place: 'about', message: 'Give the automation a name.' }]);
    expect(faultsOf({ entity: 'platform/role' })[0]?.place).toBe('about');
    expect(faultsOf({ steps: [], trigger: { kind: 'change', on: [] } })).toEqual([
      { place: 'trigger', message: 'Choose which change starts it.' },
      { place: 'steps', message: 'Add a step.' },
    ]);
    const steps: readonly DraftStep[] = [
      { id: 'x', kind: 'create', entity: 'crm/task', set: { about: { record: true } } },
      { id: 'y', kind: 'tell', to: { role: 'manager' }, words: 'See {nmae}' },
      { id: 'z', kind: 'branch', yes: [{ id: 'c', kind: 'change', set: {} }], no: [] },
    ];
    expect(faultsOf({ steps }).map(({ place, message }) => `${place} ${message}`)).toEqual([
      'step:z Choose the condition.',
      'step:c Choose a field to change.',
      'step:x Task must be filled in.',
      expect.stringMatching(/^step:y .*nmae/) as string,
    ]);
    expect(faultsOf({ steps: [wait('a'), wait('a')] })).toEqual([
      { place: 'steps', message: 'The automation has two steps with the id "a".' },
    ]);
  });

  it('[AUT-20] an offer names people and words, and stands in no loop', () => {
    const offer: DraftStep = { id: 'o', kind: 'offer', to: { team: '' }, words: '', count: 1, unit: 'hour', yes: [], no: [] }; // prettier-ignore
    const team = '0190b1f2-7c00-7000-8000-0000000000aa';
    expect(readDraft(JSON.parse(JSON.stringify(draft({ steps: [offer] }))) as never)?.steps).toEqual([offer]);
    const messages = (step: DraftStep) => faultsOf({ steps: [step] }).map(({ message }) => message);
    expect(messages(offer)).toEqual(['Choose to whom it is offered.']);
    expect(messages({ ...offer, to: { team } })).toEqual(['Write what they read.']);
    expect(messages({ ...offer, to: { team }, words: 'Who takes {name}?' })).toEqual([]);
    expect(messages({ ...offer, to: { team: 'T1' }, words: 'Who?' })).toHaveLength(1);
    const loop: DraftStep = { id: 'l', kind: 'each', entity: 'crm/task', by: 'about', most: 3, yes: [{ ...offer, to: { team }, words: 'Who?' }], no: [] }; // prettier-ignore
    expect(messages(loop)).toEqual(['A step in a loop does not wait, and is no loop itself. Put it behind the loop.']);
  });

  it('is judged as the server judges it: a draft without faults is a definition that is taken, and the reverse', () => {
    const good = definitionOfDraft(draft({ steps: [branch('b', [wait('a')])] }));
    expect(good && definitionProblem(installedCatalogue, good)).toBeUndefined();
    expect(good).toBeDefined();
    const conditions = { field: 'gone', op: 'is', value: 1 } as const;
    const bad = definitionOfDraft(draft({ conditions }));
    expect(bad && definitionProblem(installedCatalogue, bad)?.part).toBe('conditions');
    expect(faultsOf({ conditions }).map(({ place }) => place)).toEqual(['conditions']);
  });
});

describe('[AUT-16] a draft that waits until something is true', () => {
  const until: DraftStep = { id: 'u', kind: 'until', count: 2, unit: 'day', yes: [wait('c')], no: [] };
  const where = { field: 'stage', op: 'is', value: 'won' } as const;

  it('is kept without its condition, lacks it, and is judged with it', () => {
    const written = draft({ steps: [until] });
    expect(readDraft(JSON.parse(JSON.stringify(written)) as never)).toEqual(written);
    expect(faultsOf({ steps: [until] })).toEqual([{ place: 'step:u', message: 'Choose the condition.' }]);
    expect(faultsOf({ steps: [{ ...until, where }] })).toEqual([]);
    expect(faultsOf({ steps: [{ ...until, where, count: 0 }] })[0]?.place).toBe('step:u');
    expect(faultsOf({ steps: [{ ...until, where: { field: 'gone', op: 'is', value: 1 } }] })[0]?.place).toBe('step:u');
  });

  it('has parts, into which steps are moved and which are copied with it', () => {
    expect(stepLines([until]).map((line) => (line.kind === 'part' ? `${line.of} ${line.part}` : line.step.id))).toEqual(['u', 'until yes', 'c', 'until no']); // prettier-ignore
    expect(withMovedStep([wait('a'), until], 'a', 'down')).toMatchObject([
      { id: 'u', yes: [{ id: 'a' }, { id: 'c' }] },
    ]);
    const { steps } = withCopiedStep([until], 'u');
    expect(steps).toMatchObject([{ id: 'u' }, { id: 'until-1', yes: [{ id: 'wait-1' }] }]);
  });
});

describe('[AUT-11] the steps of a draft', () => {
  const steps = [wait('a'), branch('b', [wait('c')], [wait('d')]), wait('e')];

  it('are added, changed and taken out at any depth', () => {
    expect(shape(withNewStep(steps, 'first', wait('n')))).toBe('n a b(c|d) e');
    expect(shape(withNewStep(steps, { after: 'c' }, wait('n')))).toBe('a b(c n|d) e');
    expect(shape(withNewStep(steps, { in: 'b', part: 'no' }, wait('n')))).toBe('a b(c|d n) e');
    expect(shape(withoutStep(steps, 'd'))).toBe('a b(c|) e');
    expect(shape(withoutStep(steps, 'b'))).toBe('a e');
    expect(stepLines(withChangedStep(steps, { id: 'd', kind: 'change', set: {} }))[5]).toMatchObject({ step: { kind: "change" } }); // prettier-ignore
  });

  it('move past each other, into a branch, through its parts and out of it', () => {
    const ways: string[] = [];
    let at: readonly DraftStep[] = steps;
    for (let press = 0; press < 6; press += 1) {
      at = withMovedStep(at, 'a', 'down');
      ways.push(shape(at));
    }
    expect(ways).toEqual(['b(a c|d) e', 'b(c a|d) e', 'b(c|a d) e', 'b(c|d a) e', 'b(c|d) a e', 'b(c|d) e a']);
    expect(shape(withMovedStep(at, 'a', 'down'))).toBe('b(c|d) e a');
    const back: string[] = [];
    for (let press = 0; press < 6; press += 1) {
      back.push(shape(at));
      at = withMovedStep(at, 'a', 'up');
    }
    expect(back).toEqual(ways.toReversed());
    expect(at).toEqual(steps);
    expect(shape(withMovedStep(steps, 'b', 'up'))).toBe('b(c|d) a e');
  });

  it('are copied with ids of their own', () => {
    const copied = withCopiedStep(steps, 'b');
    expect(copied.copy).toBe('branch-1');
    expect(shape(copied.steps)).toBe('a b(c|d) branch-1(wait-1|wait-2) e');
    expect(freeStepId(copied.steps, 'wait')).toBe('wait-3');
  });

  it('are lines with their depth, and a line for each part of a branch', () => {
    expect(stepLines(steps).map((line) => [line.kind === 'step' ? line.number : line.part, line.depth])).toEqual([
      [1, 0], [2, 0], ['yes', 1], [3, 2], ['no', 1], [4, 2], [5, 0],
    ]); // prettier-ignore
  });
});
