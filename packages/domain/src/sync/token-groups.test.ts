import { describe, expect, it } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { audiencesByKind, groupsOf, tokenTestOf, tokensIn } from './token-groups.ts';

const kinds = ['crm/account', 'crm/deal', 'own/vehicle', 'platform/person'];
const audiences = ['org', 'team:1', 'team:2', 'user:a'];

describe('tokens in groups', () => {
  it('[T-28] contain kinds with the same audiences together', () => {
    const tokens = ['b@team:1', 'a@org', 'b@team:2', 'c@team:1', 'c@team:2'];
    expect(groupsOf(tokens)).toEqual([
      [['a'], ['org']],
      [
        ['b', 'c'],
        ['team:1', 'team:2'],
      ],
    ]);
  });

  it('[T-28] are equal for any order of the tokens, and contain the same tokens', () => {
    const random = seededRandom(28);
    for (let round = 0; round < 300; round += 1) {
      const tokens = kinds.flatMap((kind) =>
        audiences.filter(() => random.chance(0.4)).map((audience) => `${kind}@${audience}`),
      );
      const groups = groupsOf(tokens);
      expect(groupsOf([...tokens].reverse())).toEqual(groups);
      expect([...tokensIn(groups)].sort()).toEqual([...tokens].sort());
      const has = tokenTestOf(groups);
      for (const kind of kinds)
        for (const audience of audiences)
          expect(has(`${kind}@${audience}`)).toBe(tokens.includes(`${kind}@${audience}`));
      expect(audiencesByKind(groups).size).toBe(new Set(groups.flatMap(([own]) => own)).size);
    }
  });

  it('[T-28, E-3] a hostile list of groups is held in space that its own length limits', () => {
    const many = Array.from({ length: 2_000 }, (_, place) => `k${place}`);
    const has = tokenTestOf(Array.from({ length: 50 }, () => [many, many] as const));
    expect([has('k7@k9'), has('k7@x'), has('x@k7')]).toEqual([true, false, false]);
  });

  it('[T-28] of 90 kinds under 60 teams take some 3 kilobytes', () => {
    const teams = Array.from(
      { length: 60 },
      (_, place) => `team:0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`,
    );
    const names = Array.from({ length: 90 }, (_, place) => `wide/kind-${String(place).padStart(2, '0')}`);
    const tokens = names.flatMap((name) =>
      [...teams, 'user:0190b1f2-7c00-7000-8000-0000000000a1'].map((one) => `${name}@${one}`),
    );
    expect(tokens).toHaveLength(5_490);
    expect(JSON.stringify(groupsOf(tokens)).length).toBeLessThan(4_500);
  });
});
