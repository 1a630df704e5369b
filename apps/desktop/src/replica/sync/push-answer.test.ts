import { type PushAnswer, pushAnswerSchema } from '@outpost/domain/sync/protocol';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { spoilJson } from '../testing/spoil-json.ts';
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
    head: [random.below(1_000), 'abc'] as [number, string],
  });
  return {
    kind: 'decided',
    answers: [decision(), decision(), decision()],
    stopped: random.chance(0.5)
      ? null
      : { act: id(), code: random.pick(['sync/device-set-back', 'sync/gap'] as const) },
  };
}

describe('answers to acts as they are read', () => {
  it('[S-7] are taken and refused as the wire says, with the same value and the same reason', () => {
    const random = seededRandom(20261121);
    let refused = 0;
    for (let turn = 0; turn < 1_000; turn += 1) {
      const answer = JSON.parse(JSON.stringify(randomAnswer(random))) as unknown;
      const times = random.below(3);
      for (let time = 0; time < times; time += 1) spoilJson(random, answer);
      const parsed = JSON.parse(JSON.stringify(answer)) as unknown;
      const [ours, wire] = [parsedPushAnswer.safeParse(parsed), pushAnswerSchema.safeParse(parsed)];
      expect([ours.success, turn]).toEqual([wire.success, turn]);
      expect(ours.data).toEqual(wire.data);
      expect(ours.error?.issues[0]?.path).toEqual(wire.error?.issues[0]?.path);
      if (!ours.success) refused += 1;
    }
    expect(refused).toBeGreaterThan(200);
  });

  it.each([
    { head: [1, 'abc', 2] },
    { head: [-1, 'abc'] },
    { head: [1, 'x'.repeat(81)] },
    { versions: { deal: 1 } },
    { superseded: { deal: {} } },
    { refused: { deal: { code: 'x', message: '', details: {} } } },
    { more: 1 },
  ])('[S-7] are refused with %j, as by the wire', (odd) => {
    const answer = randomAnswer(seededRandom(1));
    const [first, ...others] = answer.kind === 'decided' ? answer.answers : [];
    const spoilt = { ...answer, answers: [{ ...first, ...odd }, ...others] };
    expect([parsedPushAnswer.safeParse(spoilt).success, pushAnswerSchema.safeParse(spoilt).success]).toEqual([
      false,
      false,
    ]);
  });

  it('[S-7] are handed on as they were parsed, not copied', () => {
    const answer = randomAnswer(seededRandom(1));
    expect(parsedPushAnswer.parse(answer)).toBe(answer);
  });

  it('[S-7] know a fork', () => {
    expect(parsedPushAnswer.parse({ kind: 'fork', common: 3 })).toEqual({ kind: 'fork', common: 3 });
    expect(parsedPushAnswer.safeParse({ kind: 'fork' }).error?.issues[0]?.path).toEqual(['common']);
  });
});
