import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const node = (script: string) => runCommand(process.execPath, ['-e', script]);

describe('a command of a job', () => {
  it('ends with its exit code and what it printed', async () => {
    expect(await node("console.log('a'); process.exitCode = 3;")).toEqual({ exitCode: 3, output: 'a\n' });
  });

  it('says by which signal it was ended, so that a check that was killed does not fail without a word', async () => {
    const { exitCode, output } = await node("process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 60_000);");
    expect(exitCode).toBe(1);
    expect(output).toMatch(/ was ended by SIGKILL\.$/);
  });

  it('that does not exist is named', async () => {
    expect((await runCommand('no-such-command', [])).output).toMatch(/^no-such-command: /);
  });
});
