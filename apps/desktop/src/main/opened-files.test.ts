import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openedFiles, safeName } from './opened-files.ts';

let base: string;
let folder: string;
const opened: string[] = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'outpost-opened-'));
  folder = join(base, 'opened');
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
  opened.splice(0);
});
const files = (answer = '') =>
  openedFiles(folder, {
    openPath: (path) => {
      opened.push(path);
      return Promise.resolve(answer);
    },
    log: () => undefined,
  });
const pdf = new Uint8Array(Buffer.from('%PDF-1.7 gate code'));

describe('a copy of a file for another program', () => {
  it('[D-4] can be read by this person only, can not be written, and is removed with the session', async () => {
    const session = files();
    expect(await session.open('Rack layout.pdf', pdf)).toBe(null);
    const [path = ''] = opened;
    expect(readFileSync(path, 'utf8')).toBe('%PDF-1.7 gate code');
    const modes = [path, dirname(path), folder].map((one) => (statSync(one).mode & 0o777).toString(8));
    expect(modes).toEqual(['400', '700', '700']);
    session.forget();
    expect(existsSync(folder)).toBe(false);
    expect(await session.open('Rack layout.pdf', pdf)).toBe(null);
  });

  it('[D-4] of an earlier session is removed at the start', () => {
    mkdirSync(join(folder, 'file-1'), { recursive: true });
    writeFileSync(join(folder, 'file-1', 'left.pdf'), 'left');
    files();
    expect(existsSync(folder)).toBe(false);
  });

  it('[E-2] is not written for a file that can run code, and the person gets the reason', async () => {
    const session = files();
    expect(await session.open('setup.exe', pdf)).toContain('can run code');
    expect(await session.open('a.docx', pdf)).toContain('does not match its name');
    expect([opened, existsSync(folder)]).toEqual([[], false]);
  });

  it('says when no program opens it, and when it can not be written', async () => {
    expect(await files('no application').open('a.pdf', pdf)).toContain('No program');
    const session = files();
    writeFileSync(folder, 'a file in place of the folder');
    expect(await session.open('a.pdf', pdf)).toContain('could not be written');
  });

  it.each([
    ['../../etc/passwd.pdf', 'etc passwd.pdf'],
    ['C:\\Windows\\a.pdf', 'C Windows a.pdf'],
    ['--flag.pdf', 'flag.pdf'],
    ['.pdf', 'File.pdf'],
    ['con.pdf', 'File.pdf'],
    ['a.exe .pdf', 'a exe.pdf'],
    ['\u202Efdp.exe.pdf', 'fdp exe.pdf'],
    ['a\n;rm -rf $HOME`.pdf', 'a rm -rf HOME.pdf'],
    ['Größe 4.2 (東).PDF', 'Größe 4 2 (東).pdf'],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(100)}.pdf`],
  ])('[E-2] has a plain name: %j', (name, safe) => {
    expect(safeName(name, 'pdf')).toBe(safe);
  });
});
