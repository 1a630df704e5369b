import { describe, expect, it } from 'vitest';
import { reusable, scoreOf } from './score-of-report.ts';

const mutant = (status: string, line: number, more: object = {}) => ({
  mutatorName: 'BooleanLiteral',
  replacement: 'false',
  status,
  location: { start: { line, column: 7 }, end: { line, column: 11 } },
  ...more,
});
const report = {
  files: {
    'a.ts': {
      source: 'x = true;\nif (true) return;\ny =  true\n',
      mutants: [
        mutant('Killed', 1),
        mutant('Timeout', 1),
        mutant('Survived', 2),
        mutant('NoCoverage', 3),
        mutant('CompileError', 3),
        mutant('Ignored', 3),
        mutant('RuntimeError', 1, { statusReason: 'a.pg.test.ts: database "a" already exists\nat line 1' }),
        mutant('RuntimeError', 2, { statusReason: 'a.pg.test.ts: database "a" already exists\nat line 2' }),
      ],
    },
  },
};

describe('the score of a mutation run', () => {
  it('counts the tried mutants, and names every survivor by its place', () => {
    const { score, tried, timedOut, survivors } = scoreOf(report);
    expect([tried, timedOut, score.toFixed(1)]).toEqual([6, 1, '66.7']);
    expect(survivors).toEqual([
      'a.ts:2:7 BooleanLiteral: ue) → false',
      'a.ts:3:7 BooleanLiteral: rue → false (no test reaches it)',
    ]);
  });

  it('gives each reason why tests could not be set up, and does not reuse such results, time-outs or other folders’ results', () => {
    expect(scoreOf(report).notSetUp).toEqual([
      '2 killed by tests that could not be set up: a.pg.test.ts: database "a" already exists',
    ]);
    const earlier = { files: { ...report.files, 'b.ts': report.files['a.ts'] } };
    const kept = reusable(earlier, (path) => path === 'a.ts').files;
    expect(Object.keys(kept)).toEqual(['a.ts']);
    expect(kept['a.ts'].mutants.map(({ status }) => status)).toEqual(['Killed', 'Survived', 'NoCoverage', 'Ignored']);
  });

  it('is 100 where no mutant was tried', () => {
    expect(scoreOf({ files: {} })).toEqual({ score: 100, tried: 0, timedOut: 0, survivors: [], notSetUp: [] });
  });
});
