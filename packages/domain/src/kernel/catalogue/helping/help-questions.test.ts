import { describe, expect, it } from 'vitest';
import { account } from '../../../packs/crm/entities/account.entity.ts';
import { activity } from '../../../packs/crm/entities/activity.entity.ts';
import { deal } from '../../../packs/crm/entities/deal.entity.ts';
import { task } from '../../../packs/crm/entities/task.entity.ts';
import { reportSchema } from '../../questions/list-query.ts';
import { helpDays, helpFigures, helpListFilter, helpQuestion } from './help-questions.ts';
import { actsRule, lateRule, quietRule, winsRule } from './help-rules.ts';

const notDone = { field: 'done', op: 'is-not', value: true } as const;
const late = lateRule(task, notDone);
const wins = winsRule(deal, 'closedOn');
const acts = actsRule(activity, { by: 'happensAt', person: 'createdBy', words: { one: 'act', many: 'acts' } });
const quiet = quietRule(deal);
const asking = { userId: 'me', now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' };
const days = helpDays('this-quarter', asking);

describe('[T-20] the questions about the people who may need help', () => {
  it('compare the seven days before today with the four weeks before them, and a period with as many days of the one before', () => {
    expect(days).toEqual({
      today: '2026-11-20',
      acts: { last: { from: '2026-11-13', to: '2026-11-19' }, before: { from: '2026-10-16', to: '2026-11-12' } },
      wins: {
        now: { from: '2026-10-01', to: '2026-12-31' },
        before: { from: '2026-07-01', to: '2026-08-20' },
      },
    });
  });

  it('are one question for each rule, grouped by the person', () => {
    const questions = [
      helpQuestion(late, task, { days }),
      helpQuestion(wins, deal, { days }),
      helpQuestion(acts, activity, { days }),
      helpQuestion(quiet, deal, { days }),
    ];
    for (const question of questions) expect(reportSchema.safeParse(question).error).toBeUndefined();
    expect(questions.map((question) => question?.groupBy.map(({ field }) => field))).toEqual([
      ['ownerId', 'dueAt'],
      ['ownerId'],
      ['createdBy'],
      ['ownerId'],
    ]);
    expect(questions[1]?.measures.map(({ name }) => name)).toEqual([
      'closedNow',
      'wonNow',
      'closedBefore',
      'wonBefore',
    ]);
  });

  it('are narrowed by a filter of the kind', () => {
    const narrowing = { field: 'pipeline', op: 'is', value: 'b2b' } as const;
    expect(JSON.stringify(helpQuestion(quiet, deal, { days, narrowing })?.where)).toContain('"b2b"');
  });

  it('are left out for kinds without stages or a due date', () => {
    expect(helpQuestion(quiet, account, { days })).toBeUndefined();
    expect(helpQuestion(wins, account, { days })).toBeUndefined();
    expect(helpQuestion(late, account, { days })).toBeUndefined();
    expect(helpQuestion(wins, deal, { days: { ...days, wins: undefined } })).toBeUndefined();
    expect(() => lateRule(account, notDone)).toThrow('crm/account has no dueBy');
    expect(() => quietRule(account)).toThrow('crm/account has no stages');
    expect(() => winsRule(task, 'dueAt' as never)).toThrow('crm/task has no stages');
  });

  it('give the figures of each person, with the oldest day of late records', () => {
    const row = (groups: readonly (string | null)[], measures: Readonly<Record<string, number>>) => ({
      groups,
      measures,
    });
    const rows = [
      row(['ana', '2026-11-18'], { count: 2 }),
      row(['ana', '2026-11-03'], { count: 1 }),
      row([null, '2026-11-03'], { count: 7 }),
    ];
    expect([...helpFigures(late, rows)]).toEqual([['ana', { rule: 'late', count: 3, oldest: '2026-11-03' }]]);
    expect(helpFigures(acts, [row(['ana'], { last: 3, before: 34 })]).get('ana')).toEqual({ rule: 'acts', last: 3, before: 34 }); // prettier-ignore
    expect(helpFigures(quiet, [row(['ana'], { count: 4 })]).get('ana')).toEqual({ rule: 'quiet', count: 4 });
    expect(helpFigures(wins, [row(['ana'], { closedNow: 14, wonNow: 5, closedBefore: 21, wonBefore: 10 })]).get('ana')).toEqual({ rule: 'wins', now: { won: 5, closed: 14 }, before: { won: 10, closed: 21 } }); // prettier-ignore
  });

  it('have a list of the records behind the figures of a person', () => {
    const ofAna = (of: Parameters<typeof helpListFilter>[0], kind: Parameters<typeof helpListFilter>[1]) =>
      JSON.stringify(helpListFilter(of, kind, { days, person: 'ana' }));
    expect(ofAna(late, task)).toContain('{"field":"ownerId","op":"is","value":"ana"}');
    expect(ofAna(acts, activity)).toContain('["2026-11-13","2026-11-19"]');
    expect(ofAna(acts, activity)).not.toContain('2026-10-16');
    expect(ofAna(acts, activity)).toContain('{"field":"createdBy","op":"is","value":"ana"}');
    expect(ofAna(wins, deal)).toContain('["2026-10-01","2026-12-31"]');
    expect(ofAna(wins, deal)).not.toContain('2026-07-01');
    expect(ofAna(wins, deal)).toContain('["won","lost"]');
    expect(ofAna(quiet, deal)).toContain('"updatedAt"');
  });
});
