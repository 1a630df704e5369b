import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../../installed-packs.ts';
import { compileList } from './compile-list.ts';
import { CompiledQuestions } from './compiled-questions.ts';
import { listQuerySchema, type ListQueryInput } from '../../questions/list-query.ts';
import type { QueryGround } from '../query-engine.ts';

function given() {
  const state = { now: '2026-11-20T08:00:00.000Z', rows: 1_000, compiled: 0 };
  const ground = (): QueryGround => ({
    catalogue: installedCatalogue,
    engine: { dialect: 'sqlite' },
    asking: {
      userId: '0194205a-9960-78a3-b45e-686f40f10001',
      timeZone: 'UTC',
      get now() {
        return state.now;
      },
    },
    currency: 'USD',
    rowsOf: () => state.rows,
  });
  const questions = new CompiledQuestions((on, query: ReturnType<typeof listQuerySchema.parse>) => {
    state.compiled += 1;
    return compileList(on, query);
  }, 10);
  const ask = (on: QueryGround, query: ListQueryInput) => questions.for(on, listQuerySchema.parse(query));
  return { state, ground, ask };
}

const newDeals: ListQueryInput = { entity: 'crm/deal', sort: [{ field: 'createdAt', direction: 'desc' }] };
const large: ListQueryInput = { entity: 'crm/deal', where: { field: 'name', op: 'contains', value: 'x' } };

describe('compiled queries', () => {
  it('are compiled once for a ground, and again for another', () => {
    const { state, ground, ask } = given();
    const on = ground();
    expect(ask(on, newDeals)).toBe(ask(on, newDeals));
    expect(state.compiled).toBe(1);
    ask(ground(), newDeals);
    expect(state.compiled).toBe(2);
  });

  it('are compiled each time if they depend on the time', () => {
    const { state, ground, ask } = given();
    const on = ground();
    const today: ListQueryInput = {
      entity: 'crm/deal',
      where: { field: 'createdAt', op: 'within', value: 'today' },
    };
    const first = ask(on, today);
    state.now = '2026-11-21T08:00:00.000Z';
    const second = ask(on, today);
    if (!first.ok || !second.ok) throw new Error('Refused');
    expect(second.value.parameters).not.toEqual(first.value.parameters);
    // A reader remembers by it how long the question took.
    expect(second.value.question).toBe(first.value.question);
    const ofOthers = ask(ground(), today);
    expect(ofOthers.ok && ofOthers.value.question).not.toBe(first.value.question);
  });

  it('[Q-3] are checked again when there are more records', () => {
    const { state, ground, ask } = given();
    const on = ground();
    expect(ask(on, large).ok).toBe(true);
    state.rows = 900;
    ask(on, large);
    expect(state.compiled).toBe(1);
    state.rows = 100_000_000;
    expect(ask(on, large)).toMatchObject({ code: 'query/too-costly' });
    state.rows = 1_000;
    expect(ask(on, large).ok).toBe(true);
  });
});
