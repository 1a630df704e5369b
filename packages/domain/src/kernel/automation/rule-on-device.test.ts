import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { blankRecord, type StoredRecord } from '../entities/record.ts';
import type { Filter } from '../questions/list-query.ts';
import type { ChangeTrigger, Step } from './automation-definition.ts';
import { draftFaults, emptyDraft } from './automation-draft.ts';
import { definitionProblem } from './definition-problem.ts';
import { deviceSteps } from './device-steps.ts';
import { answersHere, isMadeByRule, readDeviceRule, withRule } from './rule-on-device.ts';
import { idOfChangeRun, idOfMade } from './step-edits.ts';

const [id, act, automation, maker] = [1, 2, 3, 4].map((digit) => `0190b1f2-7c00-7000-8000-00000000000${digit}`) as [string, string, string, string]; // prettier-ignore
const trigger: ChangeTrigger = { kind: 'change', on: ['changed'], fields: ['source'], onDevices: true };
const isCall: Filter = { field: 'source', op: 'is', value: 'Call' };
const task: Step = { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call {name}' }, about: { record: true } } }; // prettier-ignore
const close: Step = { id: 'close', kind: 'change', set: { closesOn: { days: 3 } } };
const tell: Step = { id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: 'Go on' };
const assign: Step = { id: 'assign', kind: 'assign', rule: maker };
const won: Step = { id: 'won', kind: 'change', set: { stage: { is: 'won' } } };
type Parts = { readonly trigger?: ChangeTrigger; readonly conditions?: Filter; readonly steps?: readonly Step[] };

describe('[AUT-21] an automation on devices', () => {
  it.each<readonly [string, Parts, string]>([
    ['has no step for devices', { steps: [tell, task] }, 'Devices can do nothing of it'],
    ['begins with a move to another stage', { steps: [won] }, 'Devices can do nothing of it'],
    ['makes records of the kind by which it starts', { steps: [{ ...task, entity: 'crm/deal', set: { name: { is: 'X' }, stage: { is: 'prospecting' } } }] }, 'It makes deals, and starts by them.'],
    ['compares a date with today', { conditions: { field: 'closesOn', op: 'within', value: 'past' } }, 'It asks when closesOn is'],
    ['compares it deeper in its filter', { trigger: { ...trigger, after: { not: { or: [isCall, { field: 'closesOn', op: 'within', value: 'past' }] } } } }, 'It asks when closesOn is'],
    ['changes a field for which it asks', { conditions: { field: 'closesOn', op: 'is-empty' } }, 'which its own steps change'],
    ['changes a field to which it listens', { trigger: { ...trigger, fields: ['closesOn'] } }, 'which its own steps change'],
    ['changes a field twice', { steps: [close, { ...close, id: 'again' }] }, 'Change it once.'],
    ['reads a field that it changes', { steps: [close, { ...task, set: { subject: { text: '{closesOn}' } } }] }, 'Its steps read'],
  ])('that %s is refused', (_what, parts, message) => {
    const problem = (of: ChangeTrigger) => definitionProblem(installedCatalogue, { entity: 'crm/deal', steps: [close, task], ...parts, trigger: of });
    const own = parts.trigger ?? trigger;
    expect(problem(own)).toMatchObject({ part: 'trigger', message: expect.stringContaining(message) as string });
    expect(problem({ ...own, onDevices: false })).toBeUndefined();
  }); // prettier-ignore

  it.each<readonly [string, Parts, readonly string[]]>([
    ['it listens to the owner', { trigger: { ...trigger, fields: ['ownerId'] } }, ['task']],
    ['it asks for the owner', { conditions: { field: 'ownerId', op: 'is-empty' } }, ['task']],
    ['another step changes the owner', { steps: [task, assign, { id: 'own', kind: 'change', set: { ownerId: { is: maker } } }] }, ['task']],
    ['a step behind it copies the owner into a field', { steps: [task, assign, { id: 'copy', kind: 'change', set: { about: { of: 'ownerId' } } }] }, ['task']],
    ['none of it', { steps: [task, assign, { ...task, id: 'later', set: { subject: { is: 'X' }, ownerId: { of: 'ownerId' } } }] }, ['task', 'assign', 'later']],
  ])('leaves an assignment, and all behind it, to the server where %s', (_what, parts, ids) => {
    const definition = { entity: 'crm/deal', trigger, steps: [task, assign], ...parts };
    expect(deviceSteps(installedCatalogue, definition).map((step) => step.id)).toEqual(ids);
    expect(definitionProblem(installedCatalogue, definition)).toBeUndefined();
  }); // prettier-ignore

  it('has the fault at its start in a draft, and none where it fits', () => {
    const faults = (steps: readonly Step[]) => draftFaults(installedCatalogue, { ...emptyDraft('crm/deal'), name: 'A', trigger, steps }).map(({ place }) => place); // prettier-ignore
    expect(faults([tell])).toEqual(['trigger']);
    expect(faults([close, task, tell])).toEqual([]);
  });

  it('does its steps on devices up to the first one of another kind, or to another stage', () => {
    const done = (steps: readonly Step[]) => deviceSteps(installedCatalogue, { entity: 'crm/deal', trigger, steps }).map((step) => step.id); // prettier-ignore
    expect(done([close, task, tell, task])).toEqual(['close', 'task']);
    expect(done([close, won, task])).toEqual(['close']);
    expect(done([task])).toEqual(['task']);
    expect(done([close, assign, task])).toEqual(['close', 'assign', 'task']);
  });
});

describe('[AUT-21] [AUT-22] a rule on a device', () => {
  const record: StoredRecord = {
    ...blankRecord(id, 'crm/deal'),
    version: 7,
    fields: { name: 'Villa', stage: 'won', source: 'Call' },
  };
  const change = { kind: 'changed', changed: { source: ['Mail', 'Call'] }, act, record } as const;
  const ground = { catalogue: installedCatalogue, now: '2026-11-28T22:30:00.000Z', timeZone: 'Europe/Vienna' };
  const rule = ({ conditions, ...parts }: Parts = {}) => {
    const fields = { automation, maker, forEntity: 'crm/deal', trigger, steps: [close, task], ...parts, ...(conditions === undefined ? {} : { conditions }) }; // prettier-ignore
    const read = readDeviceRule({ fields: JSON.parse(JSON.stringify(fields)) as StoredRecord['fields'] });
    if (read === undefined) throw new Error('the rule cannot be read');
    return read;
  };

  it.each<readonly [boolean, string, Parts]>([
    [true, 'matches', {}],
    [true, 'has conditions that are met', { conditions: isCall }],
    [false, 'does not match', { trigger: { ...trigger, fields: ['name'] } }],
    [false, 'has conditions that are not met', { conditions: { not: isCall } }],
    [false, 'asks another record', { conditions: { field: 'ownerId', op: 'is-empty' }, trigger: { ...trigger, after: { not: { field: 'account.name', op: 'is', value: 'X' } } } }],
    [false, 'asks a time that the server sets', { conditions: { field: 'updatedAt', op: 'is-empty' } }],
  ])('answers: %s, where it %s', (answer, _what, parts) => {
    const named = { ...change, record: { ...record, fields: { ...record.fields, account: maker } } };
    expect(answersHere(ground, rule(parts), named)).toBe(answer);
  }); // prettier-ignore

  it('cannot be read where it is off', () => {
    expect(readDeviceRule({ fields: { ...rule().definition, isOff: true } as never })).toBeUndefined();
  });

  it('adds its values to the edit of the person, and its record with the id of the run on the server', () => {
    const edits = [{ id, entity: 'crm/deal', seen: 7, fields: { source: ['Mail', 'Call'] as ['Mail', 'Call'] } }];
    const all = withRule(ground, { rule: rule(), change, edits });
    expect(all).toEqual([
      { id, entity: 'crm/deal', seen: 7, fields: { source: ['Mail', 'Call'], closesOn: [null, '2026-12-01'] } },
      expect.objectContaining({ id: idOfMade(idOfChangeRun(automation, { act, record: id }), 'task'), follows: id }),
    ]);
    expect(all?.map(isMadeByRule)).toEqual([false, true]);
  });

  it('adds nothing that would take a value of the person back', () => {
    const edits = [{ id, entity: 'crm/deal', seen: 7, fields: { about: ['A', 'B'] as ['A', 'B'] } }];
    const steps: readonly Step[] = [{ id: 'back', kind: 'change', set: { about: { is: 'A' } } }];
    const changed = { ...change, record: { ...record, fields: { ...record.fields, about: 'B' } } };
    expect(withRule(ground, { rule: rule({ steps }), change: changed, edits })).toBeUndefined();
  });

  it('has another run for each automation, act and record', () => {
    const runs = [idOfChangeRun(automation, { act, record: id }), idOfChangeRun(maker, { act, record: id }), idOfChangeRun(automation, { act: maker, record: id }), idOfChangeRun(automation, { act, record: maker })]; // prettier-ignore
    expect(new Set(runs).size).toBe(4);
  });
});
