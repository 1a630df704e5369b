import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReplicaFile, type ReplicaFile } from './replica-file.ts';

const key = new Uint8Array(32).fill(7);
const frameBytes = 24 + 4_096;

describe('room in the log', () => {
  let folder: string;
  let file: ReplicaFile;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-room-'));
    file = open(join(folder, 'replica.sqlite'));
    file.writer.exec('create table t (n integer primary key, text text)');
  });
  afterEach(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });

  const open = (path: string): ReplicaFile => {
    const opened = openReplicaFile({ file: path, key });
    if (!opened.ok) throw new Error(opened.message);
    return opened.value;
  };
  const log = () => `${file.path}-wal`;
  const logBytes = () => statSync(log()).size;
  const act = () => {
    file.writer.prepare('insert into t (text) values (?)').run('x'.repeat(20_000));
    file.keepLogBounded();
  };
  const held = (of: ReplicaFile) => of.writer.prepare('select count(*) from t').pluck().get();
  /** Copies the file as a crash at this moment would leave it. */
  const crashed = (name: string): string => {
    const copy = join(folder, name);
    for (const suffix of ['', '-wal', '-key']) copyFileSync(`${file.path}${suffix}`, `${copy}${suffix}`);
    return copy;
  };

  it('[D-2] is made while single acts extend the log, so that the file is long enough for the next ones', () => {
    const lengths = Array.from({ length: 20 }, () => (act(), logBytes())); // an act takes some 28 kB of the log
    expect(Math.max(...lengths.map((bytes, at) => bytes - (lengths[at - 1] ?? 0)))).toBeGreaterThan(100 * 1024);
    while (logBytes() === lengths.at(-1)) act();
    const withRoom = logBytes();
    for (let more = 0; more < 3; more += 1) act();
    expect(logBytes()).toBe(withRoom);
  });

  it('[D-2] is not made for a page of thousands of records, which fills the log by itself', () => {
    file.writer.exec('begin');
    for (let row = 0; row < 100; row += 1)
      file.writer.prepare('insert into t (text) values (?)').run('x'.repeat(8_000));
    file.writer.exec('commit');
    const long = logBytes();
    file.keepLogBounded();
    expect(logBytes()).toBe(long);
  });

  it('[S-5] ends the log like the end of the file: after a crash all commits are there, and it counts as sound', () => {
    for (let made = 0; made < 40; made += 1) {
      act();
      const copy = open(crashed(`crashed-${made}`));
      expect(held(copy)).toBe(made + 1);
      copy.close();
    }
  });

  it('[S-5] does not hide damage: a damaged page before later commits is reported', () => {
    for (let made = 0; made < 20; made += 1) act();
    const copy = crashed('damaged');
    const bytes = readFileSync(`${copy}-wal`);
    bytes.fill(0xee, 32 + 30 * frameBytes + 200, 32 + 30 * frameBytes + 300);
    writeFileSync(`${copy}-wal`, bytes);
    expect(() => openReplicaFile({ file: copy, key })).toThrow('damaged');
  });
});
