import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { replaceDurably } from './durable-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'outpost-durable-'));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a small file on disk', () => {
  it('[D-4] is replaced as a whole, readable by its owner only, and leaves no other file beside it', () => {
    const file = join(folder, 'profile.json');
    replaceDurably(file, 'first');
    replaceDurably(file, 'second, and ä longer one '.repeat(10_000));
    expect(readFileSync(file, 'utf8')).toBe('second, and ä longer one '.repeat(10_000));
    expect(readdirSync(folder)).toEqual(['profile.json']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
