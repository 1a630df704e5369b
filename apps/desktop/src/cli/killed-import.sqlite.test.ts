import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { givenPerson } from '../replica/testing/given-tenant.ts';
import { jsonAnswerOf, type Calling, spawnOutpost, typeOutpost } from './testing/run-outpost.ts';
import { givenPassword, ScriptedHttpServer } from './testing/scripted-http-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'outpost-killed-'));
const calling: Calling = { folder, profile: join(folder, 'profile'), password: givenPassword };
const server = new ScriptedHttpServer();
const rowCount = 8_000;

beforeAll(async () => {
  const url = await server.start();
  const signedIn = await spawnOutpost(['sign-in', '--server', url, '--email', givenPerson.email], calling);
  if (signedIn.exit !== 0) throw new Error(signedIn.error);
  const rows = Array.from({ length: rowCount }, (_, index) => `Person ${index},p${index}@example.com`);
  writeFileSync(join(folder, 'people.csv'), `Full name,E-mail\n${rows.join('\n')}\n`);
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Starts the import as a separate process, and sends it a signal after it has reported a fifth as done. */
function importAndSend(signal: NodeJS.Signals): Promise<{ readonly said: string; readonly code: number | null }> {
  const words = ['import', '--as', 'contact', 'people.csv', '--offline', '--json', '--profile', calling.profile];
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...words], {
    cwd: folder,
    env: { ...process.env, OUTPOST_PASSWORD: givenPassword },
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    const before = said;
    said += text.toString();
    if (!/\d+ %/u.test(before) && /\d+ %/u.test(said)) child.kill(signal);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ said, code })));
}

const groupIn = (text: string): string => /^Group ([0-9a-f-]{36})$/mu.exec(text)?.[1] ?? '';
const ended = z.object({
  plan: z.object({
    earlier: z.object({ group: z.string(), done: z.number(), total: z.number(), goesOn: z.boolean() }).nullable(),
  }),
  progress: z.object({ state: z.string(), done: z.number(), group: z.string() }),
});
const report = z.object({ rows: z.array(z.object({ measures: z.record(z.string(), z.number()) })) });
const countContacts = async (): Promise<number> => {
  const question = { entity: 'contact', groupBy: [], measures: [{ name: 'people', fn: 'count' }] };
  const { rows } = await jsonAnswerOf(report, ['report', JSON.stringify(question), '--offline'], calling);
  return rows[0]?.measures['people'] ?? 0;
};
const importAgain = () => jsonAnswerOf(ended, ['import', '--as', 'contact', 'people.csv', '--offline'], calling);

describe('an import whose process ends before it does', () => {
  it('[S-4c] [D-2] prints its group first, continues after its last record after a kill, and is undone as one step', async () => {
    const killed = await importAndSend('SIGKILL');
    const group = groupIn(killed.said);
    expect(group).toMatch(/^[0-9a-f-]{36}$/);
    const there = await countContacts();
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(rowCount);

    const rest = await importAgain();
    expect(rest.plan.earlier).toMatchObject({ group, done: there, total: rowCount, goesOn: true });
    expect(rest.progress).toEqual(expect.objectContaining({ state: 'done', done: rowCount - there, group }));
    expect(await countContacts()).toBe(rowCount);

    const undoGroup = z.object({ acts: z.number(), group: z.string() });
    const undone = await jsonAnswerOf(undoGroup, ['undo', '--group', group, '--offline'], calling);
    expect(undone.acts).toBe(rowCount / 100);
    expect(await countContacts()).toBe(0);
    const redone = await jsonAnswerOf(undoGroup, ['undo', '--group', undone.group, '--offline'], calling);
    expect(redone.acts).toBe(rowCount / 100);
    expect(await countContacts()).toBe(rowCount);
    await jsonAnswerOf(undoGroup, ['undo', '--group', redone.group, '--offline'], calling);
    expect(await countContacts()).toBe(0);
  }, 240_000);

  it('[S-4c] ends at the end of an act after a signal, prints its group, and continues when it is called again', async () => {
    const stopped = await importAndSend('SIGINT');
    const group = groupIn(stopped.said);
    expect(stopped.code).toBe(1);
    expect(stopped.said).toContain(`Undo: outpost undo --group ${group}`);
    const there = await countContacts();
    expect(there % 100).toBe(0);
    const rest = await importAgain();
    expect(rest.progress).toMatchObject({ state: 'done', done: rowCount - there, group });
    expect(await countContacts()).toBe(rowCount);
    const dry = await typeOutpost(['import', '--as', 'contact', 'people.csv', '--dry-run', '--offline'], calling);
    expect(dry.out).not.toContain('imported in part before');
  }, 240_000);
});
