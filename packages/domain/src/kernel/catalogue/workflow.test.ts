import { describe, expect, it } from 'vitest';
import { deal } from '../../packs/crm/entities/deal.entity.ts';
import { task } from '../../packs/crm/entities/task.entity.ts';
import { crm } from '../../packs/crm/pack.ts';
import { platform } from '../../packs/platform/pack.ts';
import { catalogueOf } from './catalogue.ts';
import { needsOf, workflow, type Workflow } from './workflow.ts';

const stages = workflow(deal, 'stage', {
  starts: ['engaging'],
  moves: [{ name: 'win', label: 'Win', from: ['engaging'], to: 'won', sets: { closedOn: ({ today }) => today } }],
});
const [win] = stages.moves;
const built = (...workflows: readonly Workflow[]) => catalogueOf([platform, { ...crm, workflows }]);
const withMove = (more: object): Workflow => ({ ...stages, moves: [{ ...(win as NonNullable<typeof win>), ...more }] });

describe('workflows of a catalogue', () => {
  it('[T-14] are stored by their kind', () => {
    expect(built(stages).workflows.get('crm/deal')?.moves[0]).toMatchObject({ needs: [], checks: [], creates: [] });
    expect(needsOf({ ...(win as NonNullable<typeof win>), needs: ['value'], reason: 'lossReason' })).toEqual(['value', 'lossReason']); // prettier-ignore
  });

  it.each<readonly [string, readonly Workflow[]]>([
    ['A workflow is of crm/boat, which no installed pack declares', [{ ...stages, on: 'crm/boat' }]],
    ['Workflow of crm/deal, field name: it must be a choice field of this kind', [{ ...stages, field: 'name' }]],
    ['the field must be required, because every record is in a state', [{ ...stages, field: 'lossReason' }]],
    ['starts names the state "begun", which does not exist', [{ ...stages, starts: ['begun'] }]],
    ['it needs a state in which a record starts', [{ ...stages, starts: [] }]],
    ['move win names the state "gone", which does not exist', [withMove({ to: 'gone' })]],
    ['move win names the state "gone", which does not exist', [withMove({ from: ['gone'] })]],
    ['move win leads from "won" to itself', [withMove({ from: ['won'] })]],
    ['move win names "worth", which is not a field of this kind', [withMove({ needs: ['worth'] })]],
    ['move win names "worth", which is not a field of this kind', [withMove({ reason: 'worth' })]],
    ['move win names "worth", which is not a field of this kind', [withMove({ sets: { worth: () => 1 } })]],
    ['move win sets "stage", which moves may not set', [withMove({ sets: { stage: () => 'won' } })]],
    ['move win has the check X-1, which is of crm/task', [withMove({ checks: [{ id: 'X-1', on: 'crm/task' }] })]],
    [
      'move win makes a crm/task, whose "name" is not a reference to this kind',
      [withMove({ creates: [{ entity: task.name, by: 'name' }] })],
    ],
    ['move win is declared twice', [{ ...stages, moves: [...stages.moves, ...stages.moves] }]],
    [
      'move close and move win both lead from "engaging" to "won"; only one may',
      [{ ...stages, moves: stages.moves.flatMap((move) => [move, { ...move, name: 'close' }]) }],
    ],
    [
      'the stay in "gone" names the state "gone", which does not exist',
      [{ ...stages, stays: { gone: { since: 'closedOn' } } }],
    ],
    ['the stay in "won" names "worth", which is not a field', [{ ...stages, stays: { won: { since: 'worth' } } }]],
    ['the stay in "won" counts from "value", which is not a date', [{ ...stages, stays: { won: { since: 'value' } } }]],
    [
      'the stay in "won" counts from "engagedOn", which move win does not set',
      [{ ...stages, stays: { won: { since: 'engagedOn' } } }],
    ],
    [
      'the stay in "won" is limited to 0 days; a limit is a whole number from 1',
      [{ ...stages, stays: { won: { since: 'closedOn', atMostDays: 0 } } }],
    ],
    ['crm/deal has two workflows; it may have one', [stages, stages]],
  ])('[T-14] %s', (message, workflows) => {
    expect(() => built(...workflows)).toThrow(message);
  });
});
