import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { FilterAnswer } from '../query/filters/holds.ts';
import { type AssignmentDefinition, type AssignmentPart, readAssignmentDefinition } from './assignment-definition.ts';
import { assignmentFaults, definitionOfAssignment, emptyAssignmentDraft, newPart, readAssignmentDraft } from './assignment-draft.ts'; // prettier-ignore
import { assignmentProblem } from './assignment-problem.ts';
import { type AssignmentPerson, decideAssignment, isAwayOn, type PartTurns } from './decide-assignment.ts';

const [ann, ben, cleo] = ['a', 'b', 'c'].map((end) => `0190b1f2-7c00-7000-8000-00000000000${end}`) as [string, string, string]; // prettier-ignore
const names = new Map([[ann, 'Ann'], [ben, 'Ben'], [cleo, 'Cleo']]); // prettier-ignore
const part = (change: Partial<AssignmentPart> = {}): AssignmentPart => ({ id: 'one', members: [{ person: ann }, { person: ben }, { person: cleo }], way: 'in-turn', ...change }); // prettier-ignore
const rule = (parts: readonly AssignmentPart[] = [part()], fallback: string | null = null): AssignmentDefinition => ({ entity: 'crm/deal', parts, fallback }); // prettier-ignore
const person = (id: string, change: Partial<AssignmentPerson> = {}): AssignmentPerson => ({ name: names.get(id) ?? '', isActive: true, today: '2026-12-03', away: null, openCount: 0, maySee: true, ...change }); // prettier-ignore

type Asked = {
  readonly fits?: Readonly<Record<string, FilterAnswer>>;
  readonly turns?: ReadonlyMap<string, PartTurns>;
  readonly people?: Readonly<Record<string, Partial<AssignmentPerson>>>;
};
function decide(definition: AssignmentDefinition, { fits = {}, turns = new Map(), people = {} }: Asked = {}) {
  return decideAssignment(definition, {
    fits: new Map(definition.parts.map(({ id }) => [id, fits[id] ?? 'yes'])),
    members: new Map(definition.parts.map(({ id, members }) => [id, members.flatMap((member) => ('person' in member ? [{ id: member.person, weight: member.weight ?? 1 }] : []))])),
    people: new Map([...names.keys()].map((id) => [id, person(id, people[id])])),
    turns,
    many: 'deals',
  });
} // prettier-ignore

/** Decides several times, each with the turns that the decision before it left. Returns the first letters of the names. */
function series(definition: AssignmentDefinition, count: number, peopleAt: (turn: number) => Asked['people'] = () => ({})): string {
  let turns = new Map<string, PartTurns>();
  let found = '';
  for (let at = 0; at < count; at += 1) {
    const { person: chosen, turn } = decide(definition, { turns, people: peopleAt(at) ?? {} });
    found += chosen === null ? '-' : (names.get(chosen) ?? '?').slice(0, 1);
    if (turn) turns = new Map([...turns, [turn.part, turn.next]]);
  }
  return found;
} // prettier-ignore

describe('[ASG-2] the decision of an assignment rule', () => {
  it('goes in turn, in the order of the members', () => {
    expect(series(rule(), 7)).toBe('ABCABCA');
    expect(decide(rule()).reason).toBe('It was their turn in part 1.');
  });

  it('passes over a person who is away, with the reason, and gives them no backlog when they are back', () => {
    const benIsAway = { [ben]: { away: { from: '2026-12-01', until: '2026-12-05' } } };
    expect(series(rule(), 8, (at) => (at < 5 ? benIsAway : {}))).toBe('ACACABCA');
    const { passed } = decide(rule(), { people: { [ann]: { away: { from: null, until: '2026-12-05' } } } });
    expect(passed).toEqual([{ person: ann, part: 'part 1', why: 'They are away until 2026-12-05.' }]);
  });

  it('goes by weight, and spreads the shares over time', () => {
    const weighted = rule([part({ way: 'weighted', members: [{ person: ann, weight: 3 }, { person: ben, weight: 1 }] })]); // prettier-ignore
    expect(series(weighted, 8)).toBe('AABAAABA');
    expect(decide(weighted).reason).toBe('It was their turn in part 1: 3 of 4 go to them.');
    expect(series(rule([part({ way: 'weighted' })]), 6)).toBe('ABCABC');
  });

  it('keeps the shares of the others while a person is away', () => {
    const weighted = rule([part({ way: 'weighted', members: [{ person: ann, weight: 2 }, { person: ben }, { person: cleo }] })]); // prettier-ignore
    const found = series(weighted, 400, (at) => (at < 200 ? { [cleo]: { away: { from: '2026-01-01', until: null } } } : {})); // prettier-ignore
    const count = (text: string, letter: string) => text.split(letter).length - 1;
    expect(count(found.slice(0, 200), 'C')).toBe(0);
    expect(count(found.slice(200), 'C')).toBeGreaterThanOrEqual(49);
    expect(count(found.slice(200), 'C')).toBeLessThanOrEqual(51);
  });

  it('goes by the fewest open records, and in turn where they are equal', () => {
    const fewest = rule([part({ way: 'fewest' })]);
    const people = { [ann]: { openCount: 4 }, [ben]: { openCount: 2 }, [cleo]: { openCount: 2 } };
    expect(series(fewest, 3, () => people)).toBe('BCB');
    expect(decide(fewest, { people }).reason).toBe('They have the fewest open deals in part 1: 2.');
  });

  it('gives nobody more than the most', () => {
    const { person: chosen, passed, reason } = decide(rule([part({ most: 5 })]), { people: { [ann]: { openCount: 5 }, [ben]: { openCount: 9 } } }); // prettier-ignore
    expect(chosen).toBe(cleo);
    expect(reason).toBe('Nobody else in part 1 could take it.');
    expect(passed.map(({ why }) => why)).toEqual([
      'They have 5 open deals, and the most is 5.',
      'They have 9 open deals, and the most is 5.',
    ]);
  });

  it('asks the parts from the first to the last, and names those that it passed over', () => {
    const parts = [part({ id: 'west', name: 'West' }), part({ id: 'east', name: 'East', members: [{ person: ben }] }), part({ id: 'rest' })]; // prettier-ignore
    const found = decide(rule(parts), { fits: { west: 'no' }, people: { [ben]: { isActive: false } } });
    expect(found.person).toBe(ann);
    expect(found.reason).toBe('It was their turn in part 3.');
    expect(found.turn?.part).toBe('rest');
    expect(found.passed).toEqual([
      { person: null, part: '“West”', why: 'The record does not match its filter.' },
      { person: ben, part: '“East”', why: 'They are not active in the organisation.' },
      { person: ben, part: 'part 3', why: 'They are not active in the organisation.' },
    ]);
  });

  it('gives nothing to a person whose rights do not show them the record', () => {
    const { person: chosen, passed } = decide(rule(), { people: { [ann]: { maySee: false } } });
    expect(chosen).toBe(ben);
    expect(passed[0]?.why).toBe('Their rights do not show them the record.');
  });

  it('falls back to one person, and says where nobody can take it', () => {
    const nobody = { [ann]: { isActive: false }, [ben]: { isActive: false }, [cleo]: { isActive: false } };
    const parts = [part({ members: [{ person: ann }, { person: ben }] })];
    expect(decide(rule(parts, cleo), { people: { ...nobody, [cleo]: {} } })).toMatchObject({ person: cleo, reason: 'No part of the rule found anybody, so the fallback gets it.' }); // prettier-ignore
    expect(decide(rule(parts, cleo), { people: nobody }).person).toBeNull();
    const none = decide(rule(parts), { people: nobody });
    expect(none).toMatchObject({ person: null, reason: 'No part of the rule found anybody, and it has no fallback.' });
    expect(none.turn).toBeUndefined();
  });

  it('takes a new member into the round without a backlog, and forgets a former one', () => {
    const first = decide(rule(), { turns: new Map([['one', { count: 9, people: { [ann]: { last: 8, credit: 0 }, [ben]: { last: 9, credit: 0 }, gone: { last: 7, credit: 0 } } }]]) }); // prettier-ignore
    expect(first.person).toBe(cleo);
    expect(first.turn?.next.count).toBe(10);
    expect(Object.keys(first.turn?.next.people ?? {})).toEqual([ann, ben, cleo]);
  });
});

describe('[ASG-6] the draft of a rule', () => {
  it('has its faults at their parts, and is stored without weights that do not count', () => {
    const draft = { ...emptyAssignmentDraft('crm/deal'), parts: [newPart([]), { ...part({ id: 'two', members: [{ person: ann, weight: 3 }] }), name: ' ' }] }; // prettier-ignore
    expect(assignmentFaults(installedCatalogue, draft)).toEqual([
      { part: null, message: 'Give the rule a name.' },
      { part: 'part-1', message: 'Choose who can get the records.' },
    ]);
    expect(definitionOfAssignment(draft).parts[1]).toEqual({ id: 'two', members: [{ person: ann }], way: 'in-turn' });
    expect(readAssignmentDraft(JSON.parse(JSON.stringify(draft)) as never)).toEqual(draft);
    expect(readAssignmentDraft({ name: 'x' })).toBeUndefined();
    expect(newPart(draft.parts).id).toBe('part-3');
  });
});

describe('[ASG-4] days away', () => {
  it('count both ends, and an open end', () => {
    const away = { from: '2026-12-01', until: '2026-12-05' };
    expect(['2026-11-30', '2026-12-01', '2026-12-05', '2026-12-06'].map((day) => isAwayOn(away, day))).toEqual([false, true, true, false]); // prettier-ignore
    expect(isAwayOn({ from: '2026-12-01', until: null }, '2030-01-01')).toBe(true);
    expect(isAwayOn({ from: null, until: '2026-12-05' }, '2026-01-01')).toBe(true);
    expect(isAwayOn({ from: null, until: null }, '2026-12-01')).toBe(false);
  });
});

describe('[ASG-1] an assignment rule', () => {
  it('can be used with kinds that exist, filters that can be read, and members who are named once', () => {
    const wrong = (parts: readonly AssignmentPart[], entity = 'crm/deal') => assignmentProblem(installedCatalogue, { entity, parts, fallback: null }); // prettier-ignore
    expect(wrong([part({ where: { field: 'stage', op: 'is', value: 'won' } })])).toBeUndefined();
    expect(wrong([part()], 'platform/role')).toMatch(/not assigned by rules/);
    expect(wrong([part(), part({ id: 'two', where: { field: 'nothing', op: 'is', value: 1 } })])).toMatch(/^Part 2: .*nothing/); // prettier-ignore
    expect(wrong([part({ members: [{ person: ann }, { person: ann }] })])).toBe('Part 1: A member is named twice.');
    expect(wrong([part({ members: [{ person: ann, weight: 2 }] })])).toMatch(/^Part 1: Weights count only/);
  });

  it('is read from its record, and not where a part has another form', () => {
    const fields = { forEntity: 'crm/deal', parts: [{ id: 'one', members: [{ role: 'member' }], way: 'fewest', most: 9 }] }; // prettier-ignore
    expect(readAssignmentDefinition(fields)).toEqual({ entity: 'crm/deal', parts: fields.parts, fallback: null });
    expect(readAssignmentDefinition({ ...fields, parts: [] })).toBeUndefined();
    expect(readAssignmentDefinition({ ...fields, parts: [fields.parts[0] ?? null, fields.parts[0] ?? null] })).toBeUndefined(); // prettier-ignore
    expect(readAssignmentDefinition({ forEntity: 'crm/deal', parts: [{ id: 'one', members: [], way: 'luck' }] })).toBeUndefined(); // prettier-ignore
  });
});
