import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importStoreSuite } from '@outpost/domain/testing/import-store-suite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WorkFile } from './work-file.ts';

function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
function givenFile(folder = givenFolder()): WorkFile {
  const file = new WorkFile(folder, 'one');
  onTestFinished(() => file.close());
  return file;
}

importStoreSuite("in the device's work file", () => givenFile().store());

describe("an import's work file", () => {
  it('[E-3] returns the bytes of each file, repeatedly', () => {
    const file = givenFile();
    file.addPiece(0, 0, Buffer.from('one '));
    file.addPiece(1, 0, Buffer.from('other'));
    file.addPiece(0, 1, Buffer.from('two'));
    const text = (of: number) => Buffer.concat([...file.pieces(of)]).toString();
    expect([text(0), text(0), text(1), text(2)]).toEqual(['one two', 'one two', 'other', '']);
  });

  it('[D-4] contains no plain text, and is deleted when it is closed or swept', () => {
    const folder = givenFolder();
    const file = new WorkFile(folder, 'one');
    const secret = 'Confidential Customer Name';
    for (let seq = 0; seq < 40; seq += 1) file.addPiece(0, seq, Buffer.from(secret.repeat(40_000))); // more than the file's cache can contain
    const written = readFileSync(file.path);
    expect(written.length).toBeGreaterThan(1_000_000);
    expect(written.includes(secret)).toBe(false);
    file.close();
    expect(existsSync(file.path)).toBe(false);

    const left = new WorkFile(folder, 'left');
    WorkFile.sweep(folder);
    expect(existsSync(left.path)).toBe(false);
    left.close();
  });
});
