import type { SeededRandom } from '@outpost/domain/testing/seeded-random';

const junk = [null, true, -1, 1.5, 2 ** 60, '', 'x', 'x'.repeat(400), [], ['x'], {}, { x: 1 }, [null], [1, 2, 3]];

/** Returns a copy of an odd value, because a spoilt value may be spoilt again. */
const oddValue = (random: SeededRandom): unknown => structuredClone(random.pick(junk));

/** Changes one place of a JSON object: replaces a value, or adds or removes a key or an item. */
export function spoilJson(random: SeededRandom, value: unknown): void {
  let at = value as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(at);
    const key = random.pick(keys);
    const inner = at[key];
    if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random.chance(0.8)) {
      at = inner as Record<string, unknown>;
      continue;
    }
    if (random.chance(0.6)) at[key] = oddValue(random);
    else if (Array.isArray(at)) at.splice(0, 1, ...(random.chance(0.5) ? [] : [oddValue(random), null]));
    else if (random.chance(0.5)) delete at[key];
    else at[random.pick(['more', 'gone', '__proto__', 'record'])] = oddValue(random);
    return;
  }
}
