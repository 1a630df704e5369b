import { describe, expect, it } from 'vitest';
import { activity } from '../../../packs/crm/entities/activity.entity.ts';
import { deal } from '../../../packs/crm/entities/deal.entity.ts';
import { task } from '../../../packs/crm/entities/task.entity.ts';
import type { HelpFigures } from './help-questions.ts';
import { actsRule, type HelpRule, lateRule, quietRule, winsRule } from './help-rules.ts';
import { usualActs, whoNeedsHelp, winRate } from './who-needs-help.ts';

const late = lateRule(task, { field: 'done', op: 'is-not', value: true });
const wins = winsRule(deal, 'closedOn');
const acts = actsRule(activity, { by: 'happensAt', person: 'createdBy', words: { one: 'act', many: 'acts' } });
const quiet = quietRule(deal);
const rules: Readonly<Record<HelpFigures['rule'], HelpRule>> = { late, wins, acts, quiet };
const today = '2026-11-20';

/** Whether figures alone are a reason to help. */
const isReason = (figures: HelpFigures): boolean =>
  whoNeedsHelp(['ana'], [{ rule: rules[figures.rule], figures: new Map([['ana', figures]]) }], today).length === 1;

describe('[T-20] the people who may need help', () => {
  it('have three late records, or one that is late for a week', () => {
    expect(isReason({ rule: 'late', count: 3, oldest: '2026-11-19' })).toBe(true);
    expect(isReason({ rule: 'late', count: 2, oldest: '2026-11-14' })).toBe(false);
    expect(isReason({ rule: 'late', count: 1, oldest: '2026-11-13' })).toBe(true);
    expect(isReason({ rule: 'late', count: 0, oldest: '2026-01-01' })).toBe(false);
  });

  it('have done at most half of their own usual week, if a usual week has five acts or more', () => {
    expect(isReason({ rule: 'acts', last: 5, before: 40 })).toBe(true);
    expect(isReason({ rule: 'acts', last: 6, before: 40 })).toBe(false);
    expect(isReason({ rule: 'acts', last: 0, before: 20 })).toBe(true);
    expect(isReason({ rule: 'acts', last: 0, before: 19 })).toBe(false);
    expect(usualActs(34)).toBe(8.5);
  });

  it('have three quiet records', () => {
    expect(isReason({ rule: 'quiet', count: 3 })).toBe(true);
    expect(isReason({ rule: 'quiet', count: 2 })).toBe(false);
  });

  it('win ten points less than before, if five records closed in each period', () => {
    const rates = (won: number, closed: number, wonBefore: number, closedBefore: number) =>
      isReason({ rule: 'wins', now: { won, closed }, before: { won: wonBefore, closed: closedBefore } });
    expect(rates(4, 10, 5, 10)).toBe(true);
    expect(rates(41, 100, 50, 100)).toBe(false);
    expect(rates(0, 4, 10, 10)).toBe(false);
    expect(rates(0, 10, 4, 4)).toBe(false);
    expect(rates(8, 10, 5, 10)).toBe(false);
    expect([winRate({ won: 5, closed: 14 }), winRate({ won: 0, closed: 0 })]).toEqual([36, 0]);
  });

  it('are in the order of the number of reasons, then of the rules, and only people of the team', () => {
    const found = [
      { rule: late, figures: new Map<string, HelpFigures>([['zoe', { rule: 'late', count: 9, oldest: today }], ['stranger', { rule: 'late', count: 9, oldest: today }]]) }, // prettier-ignore
      { rule: acts, figures: new Map<string, HelpFigures>([['ben', { rule: 'acts', last: 1, before: 40 }]]) },
      { rule: quiet, figures: new Map<string, HelpFigures>([['ana', { rule: 'quiet', count: 4 }], ['ben', { rule: 'quiet', count: 5 }]]) }, // prettier-ignore
    ];
    const inNeed = whoNeedsHelp(['ana', 'ben', 'cleo', 'zoe'], found, today);
    expect(inNeed.map(({ person, needs }) => [person, ...needs.map(({ rule }) => rule.rule)])).toEqual([
      ['ben', 'acts', 'quiet'],
      ['zoe', 'late'],
      ['ana', 'quiet'],
    ]);
  });
});
