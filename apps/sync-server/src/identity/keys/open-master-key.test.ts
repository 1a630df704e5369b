import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MasterKeyPlace, openMasterKey } from './open-master-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-master-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (setting: MasterKeyPlace) => openMasterKey(setting, { random: randomBytes, fetch });
const secret = Buffer.from('secret');

describe('the place of the master key', () => {
  it('is a file of the data folder that only the server may read, made once, by the first server', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => open({ in: 'data-folder', folder })));
    const wrapped = await one?.wrap(secret, 'x');
    expect(Buffer.from((await two?.unwrap(wrapped ?? '', 'x')) ?? [])).toEqual(secret);
    const { mode } = await stat(join(folder, 'master.key'));
    expect(process.platform === 'win32' || (mode & 0o077) === 0).toBe(true); // Windows has no such mode bits
  });

  it('is a file of the operator, with an older key behind a newer one', async () => {
    const [older, newer] = [randomBytes(32), randomBytes(32)];
    const path = join(folder, 'key');
    await writeFile(path, `${older.toString('base64url')}\n`);
    const wrapped = await (await open({ in: 'file', path })).wrap(secret, 'x');
    await writeFile(path, `${newer.toString('base64url')},${older.toString('base64url')}\n`);
    const master = await open({ in: 'file', path });
    expect(Buffer.from(await master.unwrap(wrapped, 'x'))).toEqual(secret);
    expect(await master.isOutdated(wrapped)).toBe(true);
  });

  it('stops the start where the file is missing or contains something else, and says nothing of its content', async () => {
    const path = join(folder, 'key');
    await expect(open({ in: 'file', path })).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(path, 'open sesame');
    const failed = await open({ in: 'file', path }).catch((error: unknown) => String(error));
    expect(failed).toContain('has no master key');
    expect(failed).not.toContain('sesame');
    expect(await readFile(path, 'utf8')).toBe('open sesame');
  });
});
