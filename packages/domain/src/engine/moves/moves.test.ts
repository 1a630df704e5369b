import { beforeEach, describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { Act, Edit } from '../../kernel/acts/act.ts';
import { day } from '../../kernel/entities/field-types.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { moveCheck, moveChild, workflow } from '../../kernel/catalogue/workflow.ts';
import { deal } from '../../packs/crm/entities/deal.entity.ts';
import { task } from '../../packs/crm/entities/task.entity.ts';
import { actId, ann, at, ben, DecisionWorld, holding, make, record, set } from '../../testing/decision-world.ts';
import { deriveRecord } from '../merge/derive.ts';

const [one, two, letter, done, undoing] = [1, 2, 3, 4, 5].map((n) => `0190b1f2-7c00-7000-8000-00000000e00${n}`) as [string, string, string, string, string]; // prettier-ignore

/**
 * The stages of these tests. A deal moves from engaging to won, which is granted by name. It moves from engaging to lost with a
 * reason, which creates a letter. It moves from lost back to engaging, and from proposal to lost by a separate move.
 */
const stages = workflow(deal, 'stage', {
  starts: ['engaging'],
  imports: 'administer',
  moves: [
    {
      name: 'win',
      label: 'Win',
      from: ['engaging', 'proposal'],
      to: 'won',
      action: 'assign',
      needs: ['value'],
      checks: [
        moveCheck(deal, {
          id: 'T-1',
          check: ({ before, record: now, actor, today }) =>
            before.fields.source === 'stranger' && now.fields.source === 'stranger' && actor === ann && today < day('2026-12-01')
              ? { message: 'Not before December.', field: 'source' }
              : undefined,
        }),
      ],
      sets: { closedOn: ({ record: { fields }, today }) => fields.closedOn ?? today },
    },
    {
      name: 'lose',
      label: 'Lose',
      from: ['engaging'],
      to: 'lost',
      reason: 'lossReason',
      sets: { closedOn: ({ today }) => today },
      creates: [moveChild(deal, task, { by: 'about', fields: () => ({ subject: 'Write a letter' }) })],
    },
    { name: 'drop', label: 'Drop', from: ['proposal'], to: 'lost', sets: { closedOn: ({ today }) => today } },
    { name: 'reopen', label: 'Reopen', from: ['lost'], to: 'engaging', sets: { closedOn: () => null, lossReason: () => null } },
  ],
}); // prettier-ignore

let world: DecisionWorld;
beforeEach(() => {
  world = new DecisionWorld();
  world.installed = { ...installedCatalogue, workflows: new Map([['crm/deal', stages]]) };
});
const has = (id: string, stage: string, more: Readonly<Record<string, JsonValue>> = {}, version = 3) =>
  world.records.set(id, record(id, 'crm/deal', { name: 'Acme', stage, ...more }, { version }));
const step = (from: string, to: string, more: Readonly<Record<string, readonly [JsonValue, JsonValue]>> = {}, id = one) => ({ ...set(id, { stage: [from, to], ...more }), day: '2026-11-18' }) as Edit; // prettier-ignore
const letterOf = (id = one, child = letter): Edit => ({ ...make(child, 'crm/task', { subject: 'Write a letter', about: `crm/deal:${id}` }), follows: id }); // prettier-ignore
const undo = (more: Partial<Act> = {}) => ({ undoes: done, id: undoing, ...more });
const fieldsOf = (...asked: Parameters<DecisionWorld['decide']>) => world.decide(...asked).records[0]?.record.fields;
const value = { amount: 5, currency: 'USD' };
const lose = step('engaging', 'lost', { lossReason: [null, 'price'] });

describe('moves between states', () => {
  it('[T-14] change a state only as declared, from the state at arrival, and a refusal lists the possible states', () => {
    has(one, 'lost');
    const { refused } = world.decide([step('lost', 'won')]);
    expect(refused.get(one)).toMatchObject({
      code: 'workflow/no-such-move',
      message: 'This deal is at Lost now, and this step to Won does not start there. From there it can go to Engaging.',
    });
    expect(world.said([step('engaging', 'won')])).toMatchObject({ [one]: 'workflow/no-such-move' });
    has(one, 'won');
    expect(world.decide([step('won', 'engaging')]).refused.get(one)?.message).toContain('It stays there.');
  });

  it('[T-14] are identified by both states: another start is another move, and one move can have several starts', () => {
    has(one, 'proposal', { lossReason: 'price' });
    expect(world.said([lose])).toMatchObject({ [one]: 'workflow/no-such-move' });
    has(one, 'proposal', { value });
    expect(world.said([step('engaging', 'won')])).toEqual({ status: 'merged' });
  });

  it('[T-14] set fields computed at arrival from the merged record, for the day of the edit', () => {
    has(one, 'engaging', { value });
    const won = world.decide([step('engaging', 'won')]);
    expect(won.records[0]?.record.fields).toMatchObject({ stage: 'won', closedOn: '2026-11-18' });
    expect(won.records[0]?.sets).toEqual({ closedOn: [null, '2026-11-18'] });
    expect(fieldsOf([step('engaging', 'won', { closedOn: [null, '2026-11-02'] })])).toMatchObject({ closedOn: '2026-11-02' });
    expect(fieldsOf([set(one, { stage: ['engaging', 'won'] })])).toMatchObject({ closedOn: at.slice(0, 10) });
    has(one, 'engaging', { value, closedOn: '2026-11-01' });
    expect(world.decide([step('engaging', 'won')]).records[0]).toMatchObject({ sets: {}, record: { fields: { closedOn: '2026-11-01' } } });
  }); // prettier-ignore

  it('[T-14] to the present state lose, with the fields that they set', () => {
    has(one, 'lost', { lossReason: 'price', closedOn: '2026-11-10' });
    const { status, records } = world.decide([step('engaging', 'lost', { closedOn: [null, '2026-11-18'] })]);
    expect(status).toBe('merged');
    expect(records[0]?.record.fields).toMatchObject({ stage: 'lost', closedOn: '2026-11-10' });
    expect(records[0]?.superseded).toMatchObject({ stage: { value: 'lost', by: ann }, closedOn: { value: '2026-11-18' } });
  }); // prettier-ignore

  it('[T-14] that lose have their children refused alone, in acts of both shapes', () => {
    for (const shape of ['together', 'each'] as const) {
      has(one, 'engaging');
      expect(world.decide([lose, letterOf()], { shape }).records.map(({ record: { id } }) => id)).toEqual([one, letter]);
      has(one, 'lost', { lossReason: 'price', closedOn: '2026-11-10' });
      has(two, 'engaging');
      const { status, refused, records } = world.decide([lose, letterOf(), set(two, { name: ['Acme', 'B'] })], { shape });
      expect([...refused].map(([id, { code }]) => [id, code])).toEqual([[letter, 'workflow/already-there']]);
      expect(status).toBe('merged');
      expect(records.map(({ record: { id } }) => id)).toEqual([one, two]);
    }
  }); // prettier-ignore

  it('[T-14] are accepted or refused with their record and its children, in a bulk act', () => {
    has(one, 'engaging');
    has(two, 'engaging');
    const other = { ...letterOf(two, done) };
    const edits = [step('engaging', 'lost'), letterOf(), step('engaging', 'lost', { lossReason: [null, 'price'] }, two), other];
    expect(world.said(edits, { shape: 'each' })).toEqual({ status: 'merged', [one]: 'records/invalid', [letter]: 'act/refused-whole' });
    const bad: Edit = { ...make(done, 'crm/task', { about: `crm/deal:${two}` }), follows: two };
    expect(world.said([...edits.slice(2, 3), bad], { shape: 'each' })).toEqual({ status: 'refused', [done]: 'records/invalid', [two]: 'act/refused-whole' });
  }); // prettier-ignore

  it('[T-14] require their action, their needed fields, and their checks at the end of the act', () => {
    has(one, 'engaging');
    expect(world.said([step('engaging', 'won')], { by: holding('crm/deal:read@org', 'crm/deal:update@org') })).toMatchObject({ [one]: 'access/denied' });
    expect(world.decide([step('engaging', 'won')]).refused.get(one)?.message).toBe('A won deal needs a value above zero. Fill in its value first.');
    world.installed = { ...world.installed, rules: new Map() };
    expect(world.decide([step('engaging', 'won')]).refused.get(one)).toMatchObject({ message: 'Value is needed to move this deal to Won.', details: { field: 'value' } });
    expect(world.decide([step('engaging', 'lost')]).refused.get(one)).toMatchObject({ details: { field: 'lossReason' } });
    expect(world.said([step('engaging', 'won'), set(one, { value: [null, value] })])).toEqual({ status: 'accepted' });
    has(one, 'engaging', { value, source: 'stranger' });
    expect(world.decide([step('engaging', 'won')]).refused.get(one)).toMatchObject({ message: 'Not before December.', details: { rule: 'T-1' } });
    expect(world.said([step('engaging', 'won', { source: ['stranger', 'web'] })])).toEqual({ status: 'accepted' });
  }); // prettier-ignore

  it('[T-14] are limited to one per record in an act', () => {
    has(one, 'lost', { value });
    expect(world.said([step('lost', 'engaging'), step('engaging', 'won')])).toMatchObject({
      [one]: 'workflow/one-move',
    });
  });

  it('[T-14] require a new record to be in a start state, unless its author may import', () => {
    const imported = make(one, 'crm/deal', { name: 'Acme', stage: 'proposal' });
    const seller = holding('crm/deal:create@org', 'crm/deal:read@org');
    expect(world.said([imported], { by: seller })).toEqual({ status: 'refused', [one]: 'workflow/not-a-start' });
    expect(world.decide([imported], { by: seller }).refused.get(one)?.message).toBe('A new deal does not start at Proposal. Choose Engaging.');
    expect(world.said([imported])).toEqual({ status: 'accepted' });
    expect(world.said([imported], { by: 'server' })).toEqual({ status: 'accepted' });
    expect(world.said([make(one, 'crm/deal', { name: 'Acme', stage: 'engaging' })], { by: seller })).toEqual({ status: 'accepted' });
  }); // prettier-ignore
});

describe('moves that are undone or sent again', () => {
  const didLose = () =>
    world.did(done, [
      { record: one, entity: 'crm/deal', changed: { stage: ['engaging', 'lost'], closedOn: [null, '2026-11-18'], lossReason: [null, 'price'] } },
      { record: letter, entity: 'crm/task', kind: 'created', changed: { subject: [null, 'Write a letter'], about: [null, `crm/deal:${one}`] } },
    ], { undoes: null }); // prettier-ignore
  const aLetter = () => world.records.set(letter, record(letter, 'crm/task', { subject: 'Write a letter', about: `crm/deal:${one}` })); // prettier-ignore

  it('[T-14] in an undo, the state, the fields that it set and the records that it made are reverted or lose as one', () => {
    didLose();
    aLetter();
    has(one, 'lost', { lossReason: 'price', closedOn: '2026-11-18' });
    const undone = world.decide([], undo());
    expect(undone.records.map(({ record: { id, life } }) => [id, life])).toEqual([[one, 'alive'], [letter, 'deleted']]);
    expect(undone.records[0]?.record.fields).toEqual({ name: 'Acme', stage: 'engaging' });
    has(one, 'lost', { lossReason: 'price', closedOn: '2026-11-17' });
    const stayed = world.decide([], undo());
    expect(stayed.records[0]?.record.fields).toMatchObject({ stage: 'lost', closedOn: '2026-11-17' });
    expect(stayed.records[0]?.superseded).toMatchObject({ stage: { value: 'engaging' }, closedOn: { value: null } });
    expect(stayed.records[1]).toMatchObject({ record: { life: 'alive' }, superseded: { life: { value: 'deleted' } } });
  }); // prettier-ignore

  it("[T-14] an undo needs the move's action", () => {
    world.did(done, [{ record: one, entity: 'crm/deal', changed: { stage: ['engaging', 'won'], closedOn: [null, '2026-11-18'] } }], { undoes: null }); // prettier-ignore
    has(one, 'won', { value, closedOn: '2026-11-18' });
    const may = ['crm/deal:read@org', 'crm/deal:update@org'];
    expect(world.said([], undo({ by: holding(...may) } as object))).toMatchObject({ [one]: 'access/denied' });
    expect(world.said([], undo({ by: holding(...may, 'crm/deal:assign@org') } as object))).toEqual({ status: 'accepted' });
  }); // prettier-ignore

  it('[T-14] undoing an undo is judged as a move, with the values of the journal', () => {
    world.did(done, [{ record: one, entity: 'crm/deal', changed: { stage: ['engaging', 'won'], closedOn: [null, '2026-11-18'] } }].map((change) => ({ ...change, changed: { stage: ['won', 'engaging'] as const, closedOn: ['2026-11-18', null] as const } })), { undoes: two }); // prettier-ignore
    has(one, 'engaging', { value });
    expect(fieldsOf([], undo())).toMatchObject({ stage: 'won', closedOn: '2026-11-18' });
    has(one, 'engaging');
    expect(world.said([], undo())).toMatchObject({ [one]: 'records/invalid' });
    has(one, 'engaging', { value });
    expect(world.said([], undo({ by: holding('crm/deal:read@org', 'crm/deal:update@org') } as object))).toMatchObject({ [one]: 'access/denied' }); // prettier-ignore
  });

  it('[T-14] sent again without a proven loss, they lose as one to a state written since', () => {
    has(one, 'proposal', { lossReason: 'price' });
    const { records } = world.decide([{ ...lose, ...set(one, { stage: ['engaging', 'lost'], closedOn: [null, '2026-11-18'] }) }], { again: true }); // prettier-ignore
    expect(records[0]?.record.fields).toEqual({ name: 'Acme', stage: 'proposal', lossReason: 'price' });
    expect(records[0]?.superseded).toMatchObject({ stage: { value: 'lost' }, closedOn: { value: '2026-11-18' } });
  });
});

describe('a move that waits on a device', () => {
  const shown = (edit: Edit) => {
    const act: Act = { id: actId, number: 1, label: 'x', shape: 'together', madeAt: at, edits: [edit] };
    const pending = [{ act, by: ben, state: 'waiting' as const, covered: [] }];
    return deriveRecord(world.installed, world.records.get(one) ?? null, pending, { id: one, find: () => undefined });
  };

  it('[T-14] is shown with the fields that it sets, as the decision sets them', () => {
    has(one, 'engaging', { value });
    expect(shown(step('engaging', 'won'))?.fields).toEqual(fieldsOf([step('engaging', 'won')]));
    has(one, 'lost', { closedOn: '2026-11-10', lossReason: 'price' });
    const late = step('engaging', 'lost', { closedOn: [null, '2026-11-18'] });
    expect(shown(late)?.fields).toEqual(fieldsOf([late]));
    expect(shown(step('lost', 'engaging'))?.fields).toEqual({ name: 'Acme', stage: 'engaging' });
  });
});
