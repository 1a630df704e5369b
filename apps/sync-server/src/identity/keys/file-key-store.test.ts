import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKeyStore } from './file-key-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-keys-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of keys', () => {
  it('is created once, by the first process, and leaves no drafts', async () => {
    const stores = [1, 2, 3, 4].map(() => fileKeyStore(join(folder, 'server')));
    const made = await Promise.all(stores.map((store, n) => store.create(`keys ${n}`)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await stores[0]?.load()).toBe(`keys ${made.indexOf(true)}`);
    await stores[0]?.replace('newer keys');
    expect(await stores[1]?.load()).toBe('newer keys');
    expect(await readdir(join(folder, 'server'))).toEqual(['keys.json']);
  });

  it('can be read only by its owner', async () => {
    const store = fileKeyStore(join(folder, 'server'));
    expect(await store.load()).toBeNull();
    await store.create('keys');
    const { mode } = await stat(join(folder, 'server', 'keys.json'));
    expect(process.platform === 'win32' || (mode & 0o077) === 0).toBe(true); // Windows has no such mode bits
  });

  it('is a fault where it can’t be read: lost keys are not silently replaced', async () => {
    await mkdir(join(folder, 'server', 'keys.json'), { recursive: true });
    await expect(fileKeyStore(join(folder, 'server')).load()).rejects.toMatchObject({
      message: expect.stringContaining(join('server', 'keys.json')) as string,
      cause: { code: 'EISDIR' },
    });
  });
});
