import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { replicaFlags } from '@outpost/desktop/main/replica-flags';
import { afterAll, describe, expect, it } from 'vitest';
import { isProcessAlive } from '../process-alive.ts';
import { type ChildProgram, parseReadyLine, startNodeProgram } from './child-program.ts';
import { StartFailure } from './start-failure.ts';

const folder = mkdtempSync(join(tmpdir(), 'outpost-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(text: string, flags: readonly string[] = []): ReturnType<typeof startNodeProgram> {
  const script = join(folder, 'program.mjs');
  writeFileSync(script, text);
  return startNodeProgram('program', { script, flags, env: process.env, logFile: join(folder, 'program.log') });
}

const ready = `console.log('starting'); console.log(JSON.stringify({ ready: true, url: 'http://127.0.0.1:1' }));`;
const stays = 'setInterval(() => undefined, 1_000);';

describe('a program that a start runs', () => {
  it('is used once it reports that it is ready, and ends on request', async () => {
    const program: ChildProgram & { ready: Promise<unknown> } = start(`${ready}${stays}`);
    await expect(program.ready).resolves.toEqual({ url: 'http://127.0.0.1:1', demo: [] });
    await program.stop();
    await program.ended;
  });

  it('runs with the given flags: the browser shell returns memory by one', async () => {
    const says = `console.log(JSON.stringify({ ready: true, url: typeof globalThis.gc })); ${stays}`;
    const program = start(says, replicaFlags);
    await expect(program.ready).resolves.toMatchObject({ url: 'function' });
    await program.stop();
  });

  it('fails with its last messages where it ends before it is ready', async () => {
    const failure: unknown = await start(`console.error('no such database'); process.exit(3);`).ready.catch(
      (e: unknown) => e,
    );
    expect(failure).toBeInstanceOf(StartFailure);
    expect(failure).toMatchObject({ step: 'Starting the program', message: 'no such database' });
  });

  it('ends when its parent was killed', async () => {
    const watcher = pathToFileURL(join(import.meta.dirname, '../end-with-parent.ts')).href;
    const inner = `console.log(process.pid); ${stays}`;
    const outer = `import { spawn } from 'node:child_process';
      spawn(process.execPath, ['--import', ${JSON.stringify(watcher)}, '-e', ${JSON.stringify(inner)}],
        { stdio: 'inherit', detached: true }); ${stays}`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', outer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [bytes] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(bytes.toString());
    parent.kill('SIGKILL');
    await expect.poll(() => isProcessAlive(pid), { timeout: 5_000 }).toBe(false);
  });
});

describe('the ready line', () => {
  it('contains the demo accounts', () => {
    const demo = [{ email: 'maya@example.com', password: 'quiet-harbour', role: 'admin' }];
    expect(parseReadyLine(JSON.stringify({ ready: true, url: 'http://x', demo }))).toEqual({ url: 'http://x', demo });
  });

  it.each(['listening on 8420', '{"level":30,"msg":"up"}', '{broken', '{"ready":false,"url":"http://x"}', 'null'])(
    'is not %s',
    (line) => {
      expect(parseReadyLine(line)).toBeUndefined();
    },
  );
});
