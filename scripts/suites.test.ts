import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, folderInMemory } from './suites.ts';

const file = (status: string, tests: number): unknown => ({ status, assertionResults: Array.from({ length: tests }) });

describe('the sum of a run', () => {
  it("equals Vitest's own", () => {
    const report = { numPassedTests: 3, numFailedTests: 1, testResults: [file('failed', 4)] };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 1 });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const report = { numPassedTests: 3, numFailedTests: 0, testResults: [file('passed', 3), file('failed', 0)] };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 1 });
  });

  it("equals Playwright's own, including faults outside of tests", () => {
    const report = { stats: { expected: 2, unexpected: 1, flaky: 0 }, errors: [{}] };
    expect(countPlaywright(report)).toEqual({ passed: 2, failed: 2 });
  });
});

describe('a folder in memory', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-memory-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made for suites with many commits, where there is one with enough space', () => {
    expect(dirname(folderInMemory('simulation', { folder, enoughBytes: 1 }) ?? '')).toBe(folder);
  });

  it('is not used for other suites, where there is none, or where it has too little space', () => {
    expect(folderInMemory('unit', { folder, enoughBytes: 1 })).toBeUndefined();
    expect(folderInMemory('sqlite', { folder: join(folder, 'none'), enoughBytes: 1 })).toBeUndefined();
    expect(folderInMemory('sqlite', { folder, enoughBytes: Number.MAX_SAFE_INTEGER })).toBeUndefined();
  });
});
