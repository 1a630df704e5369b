import { describe, expect, it } from 'vitest';
import { type Page, pullAnswerSchema } from '@outpost/domain/sync/protocol';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { holdToSchema } from '../../testing/hold-to-schema.ts';
import { parsedPullAnswer } from './pull-answer.ts';

function randomPage(random: SeededRandom): Page {
  const id = () => random.uuid();
  const maybe = <T>(value: T): T | null => (random.chance(0.5) ? value : null);
  const visibility = () => ({
    ownerId: maybe(id()),
    teamId: maybe(id()),
    sharedWith: random.chance(0.3) ? [id()] : [],
  });
  const record = () => ({
    id: id(),
    entity: 'crm/contact',
    schema: 1,
    version: random.below(1_000),
    life: 'alive',
    ...visibility(),
    inherited: maybe(visibility()),
    fields: { name: 'Ada', value: { amount: 1, currency: 'USD' }, tags: ['a', null, { b: [true] }] },
    createdAt: '2026-11-20T08:00:00.000Z',
    createdBy: id(),
    updatedAt: '2026-11-20T08:00:00.000Z',
    updatedBy: id(),
  });
  const history = () => ({
    n: random.below(1_000),
    id: id(),
    entity: 'crm/contact',
    act: maybe(id()),
    group: maybe(id()),
    undoes: maybe(id()),
    label: 'Changed',
    by: id(),
    device: maybe('d'),
    at: '2026-11-20T08:00:00.000Z',
    madeAt: maybe('2026-11-20T08:00:00.000Z'),
    kind: random.pick(['created', 'changed'] as const),
    changed: { name: [null, 'Ada'] as [null, string], tags: [['a'], {}] as [string[], Record<string, never>] },
    superseded: random.chance(0.5) ? {} : { name: { value: 'Eda', by: id(), at: '2026-11-19T08:00:00.000Z' } },
  });
  return {
    kind: 'page',
    rows: [
      { id: id(), n: 3, record: record(), through: [0] },
      { id: id(), n: 4, gone: true },
      { id: id(), n: 5, record: record(), through: [0, 7] },
    ],
    history: [history(), history()],
    ...(random.chance(0.5) ? { tokens: [[['crm/contact'], ['org']]] as [string[], string[]][] } : {}),
    next: { n: 5, id: '~', tokens: 'digest', gain: { had: 'other', since: 1, whole: { a: 'b' } }, history: 2 },
    done: random.chance(0.5),
    head: { head: [5, 'abc'], signature: 'x' },
    durable: 0,
    remaining: 7,
  };
}

describe('the reader of pages', () => {
  it("[S-7] accepts and refuses pages as the wire's schema does, with the same value and the same reason", () => {
    holdToSchema(parsedPullAnswer, pullAnswerSchema, { seed: 20261120, random: randomPage });
  });

  it('[S-7] passes on the parsed objects without copies', () => {
    const page = randomPage(seededRandom(1));
    const read = parsedPullAnswer.parse(page);
    expect(read.kind === 'page' && read.rows).toBe(page.rows);
  });

  it('[S-7] reads the other answers of a pull', () => {
    expect(parsedPullAnswer.parse({ kind: 'fork', common: 3 })).toEqual({ kind: 'fork', common: 3 });
    expect(parsedPullAnswer.safeParse({ kind: 'fork' }).error?.issues[0]?.path).toEqual(['common']);
    expect(parsedPullAnswer.safeParse('hello').success).toBe(false);
  });
});
