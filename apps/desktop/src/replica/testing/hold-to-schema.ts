import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { expect } from 'vitest';
import type { z } from 'zod';
import { spoilJson } from './spoil-json.ts';

/**
 * Expects that a hand-written reader agrees with `schema` on a thousand values drawn by `random`, some whole and some spoilt
 * once or twice. The reader must accept the same values with the same result, and refuse the others for the same reason.
 */
export function holdToSchema(
  reader: z.ZodType,
  schema: z.ZodType,
  drawn: { readonly seed: number; readonly random: (random: SeededRandom) => unknown },
): void {
  const random = seededRandom(drawn.seed);
  let refused = 0;
  for (let turn = 0; turn < 1_000; turn += 1) {
    const value = JSON.parse(JSON.stringify(drawn.random(random))) as unknown;
    const times = random.below(3);
    for (let time = 0; time < times; time += 1) spoilJson(random, value);
    const parsed = JSON.parse(JSON.stringify(value)) as unknown;
    const [ours, wire] = [reader.safeParse(parsed), schema.safeParse(parsed)];
    expect([ours.success, turn]).toEqual([wire.success, turn]);
    expect(ours.data).toEqual(wire.data);
    expect(ours.error?.issues[0]?.path).toEqual(wire.error?.issues[0]?.path);
    if (!ours.success) refused += 1;
  }
  expect(refused).toBeGreaterThan(200);
}
