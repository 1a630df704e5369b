import { type PushAnswer, pushAnswerSchema } from '@outpost/domain/sync/protocol';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { holdToSchema } from '../../testing/hold-to-schema.ts';
import { parsedPushAnswer } from './push-answer.ts';

function randomAnswer(random: SeededRandom): PushAnswer {
  const id = () => random.uuid();
  const decision = () => ({
    act: id(),
    status: random.pick(['accepted', 'merged', 'refused'] as const),
    refused: random.chance(0.5) ? {} : { [id()]: { code: 'rule/broken', message: 'No.', details: { of: [1, null] } } },
    superseded: random.chance(0.5) ? {} : { [id()]: { name: 'Ada', value: { amount: 1, currency: 'USD' } } },
    versions: { [id()]: random.below(1_000), [id()]: random.below(1_000) },
    n: random.below(1_000),
    at: '2026-11-20T09:00:00.000Z',
    head: [random.below(1_000), 'abc'] as [number, string],
  });
  return {
    kind: 'decided',
    answers: [decision(), decision(), decision()],
    stopped: random.chance(0.5)
      ? null
      : { act: id(), code: random.pick(['sync/device-set-back', 'sync/gap'] as const) },
    head: { head: [random.below(1_000), 'abc'], signature: 'signed' },
  };
}

describe('the reader of answers to acts', () => {
  it("[S-7] accepts and refuses answers as the wire's schema does, with the same value and the same reason", () => {
    holdToSchema(parsedPushAnswer, pushAnswerSchema, { seed: 20261121, random: randomAnswer });
  });

  it.each([
    { head: [1, 'abc', 2] },
    { head: [-1, 'abc'] },
    { head: [1, 'x'.repeat(81)] },
    { versions: { deal: 1 } },
    { superseded: { deal: {} } },
    { refused: { deal: { code: 'x', message: '', details: {} } } },
    { more: 1 },
  ])("[S-7] refuses answers with %j, as the wire's schema does", (odd) => {
    const answer = randomAnswer(seededRandom(1));
    const [first, ...others] = answer.kind === 'decided' ? answer.answers : [];
    const spoilt = { ...answer, answers: [{ ...first, ...odd }, ...others] };
    expect([parsedPushAnswer.safeParse(spoilt).success, pushAnswerSchema.safeParse(spoilt).success]).toEqual([
      false,
      false,
    ]);
  });

  it('[S-7] passes on the parsed objects without copies', () => {
    const answer = randomAnswer(seededRandom(1));
    expect(parsedPushAnswer.parse(answer)).toBe(answer);
  });

  it('[S-7] reads a fork', () => {
    expect(parsedPushAnswer.parse({ kind: 'fork', common: 3 })).toEqual({ kind: 'fork', common: 3 });
    expect(parsedPushAnswer.safeParse({ kind: 'fork' }).error?.issues[0]?.path).toEqual(['common']);
  });
});
