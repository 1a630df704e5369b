import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { linePrice } from '../../packs/crm/calculations/line-price.ts';
import { blankRecord } from '../entities/record.ts';
import { calculate } from '../query/calculate.ts';
import { type AutomationDefinition, readDefinition, type Step } from './automation-definition.ts';
import { draftFaults, emptyDraft } from './automation-draft.ts';
import type { DraftStep } from './draft-step.ts';
import { keepingStep, valuesToCalculate } from './calculate-step.ts';
import { definitionProblem } from './definition-problem.ts';
import { editsOfStep, idOfMade, keyOfStep } from './step-edits.ts';

const id = '0190b1f2-7c00-7000-8000-000000000001';
const task = '0190b1f2-7c00-7000-8000-000000000002';
const trigger: AutomationDefinition['trigger'] = { kind: 'change', on: ['created'] };
const problem = (steps: readonly Step[], change: Partial<AutomationDefinition> = {}) =>
  definitionProblem(installedCatalogue, { entity: 'crm/deal', trigger, steps, ...change })?.message;
const high: Step = { id: 'high', kind: 'change', set: { priority: { is: 'high' } } };
type Loop = Extract<Step, { readonly kind: 'each' }>;
const loop = (change: Partial<Loop> = {}): Loop => ({ id: 'loop', kind: 'each', entity: 'crm/task', by: 'about', most: 10, yes: [high], no: [], ...change }); // prettier-ignore
type Calculating = Extract<Step, { readonly kind: 'calculate' }>;
const price = (change: Partial<Calculating> = {}): Calculating => ({
  id: 'price', kind: 'calculate', calculation: 'crm/line-price', give: { quantity: { is: 2 }, listPrice: { of: 'value' }, discount: { is: 10 } }, keep: { value: 'net' }, ...change,
}); // prettier-ignore

describe('[AUT-18] [AUT-1] a loop over related records', () => {
  it('has steps that are about its records, and a part about the record of the run', () => {
    expect(problem([loop()])).toBeUndefined();
    expect(problem([high])).toContain('priority');
    expect(problem([loop({ no: [high] })])).toContain('Step "high"');
    expect(problem([loop({ yes: [{ id: 'b', kind: 'branch', where: { field: 'priority', op: 'is', value: 'high' }, yes: [high], no: [] }] })])).toBeUndefined(); // prettier-ignore
    expect(problem([loop({ matching: { field: 'stage', op: 'is', value: 'won' } })])).toContain('Step "loop"');
    expect(problem([loop({ yes: [{ id: 'b', kind: 'branch', where: { field: 'stage', op: 'is', value: 'won' }, yes: [], no: [] }] })])).toContain('Step "b"'); // prettier-ignore
  });

  it.each<readonly [string, Step, string]>([
    ['an unknown kind', loop({ entity: 'crm/none' }), 'Automations do not go through records of the kind "crm/none".'],
    ['a governed kind', loop({ entity: 'platform/role', by: 'key' }), 'Automations do not go through'],
    ['a field that is not there', loop({ by: 'nothing' }), 'nothing'],
    ['a field that refers to others', loop({ entity: 'crm/lead', by: 'convertedAccount' }), 'does not refer to deals.'],
    ['a loop in it', loop({ yes: [loop({ id: 'inner', entity: 'crm/task' })] }), 'A step in a loop does not wait, and is no loop itself.'],
    ['a wait in it', loop({ yes: [{ id: 'w', kind: 'wait', count: 1, unit: 'day' }] }), 'A step in a loop does not wait'],
  ])('is refused with %s', (_name, step, message) => {
    expect(problem([step])).toContain(message);
  }); // prettier-ignore

  it('is not read with more records than its most, and without steps', () => {
    const read = (step: unknown) => readDefinition({ forEntity: 'crm/deal', trigger: { kind: 'change', on: ['created'] }, steps: [step] as never }); // prettier-ignore
    expect(read(loop())).toBeDefined();
    expect(read(loop({ most: 101 }))).toBeUndefined();
    expect(read(loop({ yes: [] }))).toBeUndefined();
  });

  it('has its faults at their places in a draft', () => {
    const faults = (steps: readonly DraftStep[]) => draftFaults(installedCatalogue, { ...emptyDraft('crm/deal'), name: 'A', steps }).map(({ place, message }) => `${place} ${message}`); // prettier-ignore
    expect(faults([loop()])).toEqual([]);
    expect(faults([loop({ entity: '', by: '', yes: [] })])).toEqual([
      'step:loop Choose the records of the loop.',
      'steps The automation has a loop that does nothing with its records.',
    ]);
    expect(faults([loop({ no: [{ ...high, id: 'other' }] })])).toEqual(['step:other Deal has no field "priority".']);
  });

  it('makes a record of its own for each record of the loop', () => {
    const record = { ...blankRecord(task, 'crm/task'), fields: { subject: 'Call', about: `crm/deal:${id}` } };
    const ground = { catalogue: installedCatalogue, runId: id, record, now: '2026-11-28T22:30:00.000Z', timeZone: 'UTC' }; // prettier-ignore
    const made = (item: string | undefined) =>
      editsOfStep({ ...ground, item }, { id: 'make', kind: 'create', entity: 'crm/task', set: { subject: { text: 'After {subject}' }, about: { record: true } } })[0]; // prettier-ignore
    expect(made(task)).toMatchObject({ id: idOfMade(id, keyOfStep('make', task)), create: { fields: { subject: 'After Call', about: `crm/task:${task}` } } }); // prettier-ignore
    expect(new Set([made(task)?.id, made(id)?.id, made(undefined)?.id]).size).toBe(3);
  });
});

describe('[AUT-19] [AUT-1] a step that calculates', () => {
  it.each<readonly [string, Partial<Calculating>, string | undefined]>([
    ['is taken', {}, undefined],
    ['of an unknown calculation is refused', { calculation: 'crm/none' }, 'There is no calculation "crm/none".'],
    ['without a needed value is refused', { give: { quantity: { is: 1 } } }, 'List price must be filled in.'],
    ['with a value of another form is refused', { give: { quantity: { of: 'name' }, listPrice: { of: 'value' } } }, 'does not fit Quantity.'], // prettier-ignore
    ['with a wrong value is refused', { give: { quantity: { is: -1 }, listPrice: { of: 'value' } } }, 'Quantity'],
    ['with a value too many is refused', { give: { ...price().give, colour: { is: 1 } } }, 'takes no "colour"'],
    ['that keeps what is not given is refused', { keep: { value: 'sum' } }, 'gives no "sum"'],
    ['that keeps an amount in a text is refused', { keep: { name: 'net' } }, 'Line price cannot be kept in'],
    ['that keeps in no field is refused', { keep: { none: 'net' } }, 'none'],
  ])('%s', (_name, change, message) => {
    const found = problem([price(change)]);
    if (message === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(message);
  });

  it('gives values of the record, and keeps the answer in its fields', () => {
    const record = {
      ...blankRecord(id, 'crm/deal'),
      version: 3,
      fields: { value: { amount: 1_000, currency: 'USD' } },
    };
    const ground = { catalogue: installedCatalogue, runId: id, record, now: '2026-11-28T22:30:00.000Z', timeZone: 'UTC' }; // prettier-ignore
    const answer = calculate(linePrice, valuesToCalculate(ground, linePrice, price()));
    if (!answer.ok) throw new Error(answer.message);
    expect(editsOfStep(ground, keepingStep(price(), answer.value))).toEqual([
      { id, entity: 'crm/deal', seen: 3, fields: { value: [{ amount: 1_000, currency: 'USD' }, { amount: 1_800, currency: 'USD' }] } },
    ]); // prettier-ignore
    const without = calculate(linePrice, valuesToCalculate({ ...ground, record: { ...record, fields: {} } }, linePrice, price())); // prettier-ignore
    expect(without).toMatchObject({ ok: false, message: 'List price must be filled in.' });
  });
});
