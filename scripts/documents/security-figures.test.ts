import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../run-command.ts';
import { countCases } from './counted-cases.ts';
import {
  caseCountOf,
  forgedInputs,
  type ReadSource,
  refusedAddresses,
  totalCaseCount,
  withSecurityFigures,
} from './security-figures.ts';

const read: ReadSource = (path) => readFileSync(join(root, path), 'utf8');
const figures = 'docs/security/figures.md';

describe('the cases of the security tests', () => {
  it('are 200 forged inputs and more, in each family', () => {
    expect(totalCaseCount(forgedInputs, read)).toBeGreaterThanOrEqual(200);
    for (const family of forgedInputs) expect(caseCountOf(family, read)).toBeGreaterThan(20);
  });

  it('are 150 addresses and more to which the server must send no request', () => {
    expect(totalCaseCount(refusedAddresses, read)).toBeGreaterThanOrEqual(150);
  });
});

describe('docs/security/figures.md', () => {
  it('has the figures that the tests give', async () => {
    const text = withSecurityFigures(read(figures), read);
    await expect(text).toMatchFileSnapshot(join(root, figures));
  });
});

describe('the count of cases', () => {
  it('counts elements, properties and spread values of every constant of the name', () => {
    const text = `const all = { a: 1, b: 2 } as const;
      const cases: Record<string, number> = { ...all, c: 3, d: () => [1, 2] };
      function other() { const cases = [1, ...all, [2, 3]]; }
      const lists = { a: [1, 2], 'b c': [3] };`;
    expect(countCases('a.ts', text, 'cases')).toBe(4 + 4);
    expect(countCases('a.ts', text, 'lists')).toBe(2);
    expect(countCases('a.ts', text, 'lists', 'elements of lists')).toBe(3);
    expect(countCases('a.ts', text, 'none')).toBe(0);
  });

  it('is refused for a list that no test goes through', () => {
    const cases = { what: 'x', path: 'a.test.ts', names: ['forged'] };
    expect(caseCountOf(cases, () => 'const forged = [1, 2];\nit.each(forged)();')).toBe(2);
    expect(caseCountOf(cases, () => 'const forged = { a: 1 };\nit.each(Object.keys(forged))();')).toBe(1);
    expect(() => caseCountOf(cases, () => 'const forged = [1, 2];')).toThrow('no test goes through forged');
    expect(() => caseCountOf(cases, () => 'const forged = [];\nit.each(forged)();')).toThrow(
      'no test goes through forged',
    );
  });
});
