import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../json.ts';
import { depthsOfSteps, placeOfNextAct } from './branch-places.ts';
import { nextMove, readSequenceSteps, type SequenceStep } from './sequence-steps.ts';

const task = (id: string): SequenceStep => ({ id, kind: 'task', subject: id, days: 0 });
const wait = (id: string): SequenceStep => ({ id, kind: 'wait', count: 1, unit: 'hour' });
const branch = (id: string, then: readonly SequenceStep[], otherwise: readonly SequenceStep[]): readonly SequenceStep[] => [
  { id, kind: 'if', when: { reach: 'text' } },
  ...then,
  { id: `else-${id}`, kind: 'else', of: id },
  ...otherwise,
  { id: `end-${id}`, kind: 'end', of: id },
]; // prettier-ignore

/** Goes through a sequence, and answers its branches. Returns the ids of the steps that were done, in their order. */
function walked(steps: readonly SequenceStep[], answerOf: (id: string) => boolean): readonly string[] {
  const done: string[] = [];
  let [place, now] = [0, '2026-11-27T17:00:00.000Z'];
  for (let round = 0; round < 200; round += 1) {
    const move = nextMove({ steps, place, now, timeZone: 'UTC' });
    if (move.kind === 'finish') return done;
    if (move.kind === 'wait') {
      expect(move.until > now).toBe(true);
      [place, now] = [move.place, move.until];
    } else if (move.kind === 'ask') place = answerOf(move.step.id) ? move.yes : move.otherwise;
    else {
      done.push(move.step.id);
      place = move.place + 1;
    }
  }
  throw new Error('the sequence never ends');
}

/** A tree of steps, and what a person expects of it. */
type Tree = { readonly id: string } & ({ readonly kind: 'task' | 'wait' } | { readonly kind: 'if'; readonly yes: readonly Tree[]; readonly otherwise: readonly Tree[] }); // prettier-ignore
const flat = (trees: readonly Tree[]): readonly SequenceStep[] =>
  trees.flatMap((tree): readonly SequenceStep[] => {
    if (tree.kind === 'if') return branch(tree.id, flat(tree.yes), flat(tree.otherwise));
    return [tree.kind === 'task' ? task(tree.id) : wait(tree.id)];
  });
const expected = (trees: readonly Tree[], answerOf: (id: string) => boolean): readonly string[] =>
  trees.flatMap((tree) => {
    if (tree.kind === 'if') return expected(answerOf(tree.id) ? tree.yes : tree.otherwise, answerOf);
    return tree.kind === 'task' ? [tree.id] : [];
  });

/** Gives each step of a tree an id of its own. */
function numbered(trees: readonly Omit<Tree, 'id'>[]): readonly Tree[] {
  let next = 0;
  const each = (list: readonly Omit<Tree, 'id'>[]): readonly Tree[] =>
    list.map((tree) => {
      const id = `s-${(next += 1)}`;
      const { yes = [], otherwise = [] } = tree as Partial<Extract<Tree, { kind: 'if' }>>;
      return { ...tree, id, ...(tree.kind === 'if' ? { yes: each(yes), otherwise: each(otherwise) } : {}) } as Tree;
    });
  return each(trees);
}
const { trees } = fc.letrec<{ trees: Omit<Tree, 'id'>[]; tree: Omit<Tree, 'id'> }>((tie) => ({
  trees: fc.array(tie('tree'), { maxLength: 3 }),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Omit<Tree, 'id'>>({ kind: 'task' }, { kind: 'wait' }),
    fc.record({ kind: fc.constant('if' as const), yes: tie('trees'), otherwise: tie('trees') }) as fc.Arbitrary<Omit<Tree, 'id'>>, // prettier-ignore
  ),
}));

describe('[SEQ-12] branches of a sequence', () => {
  it('do the steps of one part, and then those behind the branch', () => {
    const steps = [...branch('if-1', [task('yes')], [task('no')]), task('last')];
    expect(walked(steps, () => true)).toEqual(['yes', 'last']);
    expect(walked(steps, () => false)).toEqual(['no', 'last']);
  });

  it('do in any nesting, with any answers, exactly the steps of the parts that were chosen, in their order', () => {
    let branched = 0;
    fc.assert(
      fc.property(trees, fc.array(fc.boolean(), { minLength: 1 }), (drawn, coins) => {
        const made = numbered(drawn);
        const answers = new Map<string, boolean>();
        const answerOf = (id: string): boolean => {
          const known = answers.get(id) ?? coins[answers.size % coins.length] === true;
          answers.set(id, known);
          return known;
        };
        const steps = flat(made);
        expect(walked(steps, answerOf)).toEqual(expected(made, answerOf));
        if (answers.size > 1) branched += 1;
        if (steps.length > 0 && steps.length <= 30) expect(readSequenceSteps(jsonSchema.parse(steps))).toMatchObject({ ok: true }); // prettier-ignore
      }),
      { numRuns: 150, seed: 161 },
    );
    expect(branched).toBeGreaterThan(10);
  });

  it('lead from the end of a part behind the branch, also over waits', () => {
    const steps = [...branch('if-1', [task('yes'), wait('w-1')], [wait('w-2')]), wait('w-3'), task('last')];
    expect(placeOfNextAct(steps, 2)).toBe(7);
    expect(placeOfNextAct(steps, 4)).toBe(7);
    expect(placeOfNextAct(steps, 8)).toBe(8);
    const now = '2026-11-27T17:00:00.000Z';
    expect(nextMove({ steps, place: 2, now, timeZone: 'UTC' })).toEqual({ kind: 'wait', place: 7, until: '2026-11-27T19:00:00.000Z' }); // prettier-ignore
    expect(depthsOfSteps(steps)).toEqual([0, 1, 1, 0, 1, 0, 0, 0]);
  });

  it('are refused with the reason where their parts are mixed up, or a condition names no earlier message', () => {
    const [start, otherwise, end] = branch('if-1', [], []) as readonly [SequenceStep, SequenceStep, SequenceStep];
    const problemOf = (steps: readonly SequenceStep[]) => {
      const read = readSequenceSteps(jsonSchema.parse(steps));
      return read.ok ? undefined : read.message;
    };
    expect(problemOf([start, otherwise, end])).toBeUndefined();
    expect(problemOf([start, otherwise])).toBe('a branch has an end');
    expect(problemOf([start, end])).toBe('the “otherwise” of a branch lies before its end');
    expect(problemOf([start, otherwise, { id: 'e', kind: 'else', of: 'if-1' }, end])).toBe(
      'a branch has one “otherwise”',
    );
    expect(problemOf([otherwise, start, end])).toBe(
      'the “otherwise” of a branch lies behind its “if”, in the same part',
    );
    const other = branch('if-2', [], []);
    expect(problemOf([start, ...other.slice(0, 2), otherwise, ...other.slice(2), end])).toBe('the “otherwise” of a branch lies behind its “if”, in the same part'); // prettier-ignore
    const named: SequenceStep = { id: 'if-1', kind: 'if', when: { message: 'text-1', is: 'delivered' } };
    expect(problemOf([named, otherwise, end])).toBe('the condition of a branch names a message of an earlier step');
    expect(problemOf([{ id: 'text-1', kind: 'text', words: 'Hello' }, named, otherwise, end])).toBeUndefined();
  });

  it('[SEQ-13] ask whether an e-mail was opened or clicked, and never a text', () => {
    const asked = (kind: 'email' | 'text', is: 'opened' | 'clicked' | 'sent') =>
      readSequenceSteps(
        jsonSchema.parse([
          kind === 'text' ? { id: 'm', kind, words: 'Hello' } : { id: 'm', kind, template: '0190b1f2-7c00-7000-8000-000000000001' },
          { id: 'if-1', kind: 'if', when: { message: 'm', is } },
          ...branch('if-1', [], []).slice(1),
        ]),
      ); // prettier-ignore
    for (const is of ['opened', 'clicked'] as const) {
      expect(asked('email', is).ok).toBe(true);
      expect(asked('text', is)).toMatchObject({ ok: false, message: 'only an e-mail can be opened or clicked, and the condition of a branch names a text' }); // prettier-ignore
    }
    expect(asked('text', 'sent').ok).toBe(true);
  });
});
