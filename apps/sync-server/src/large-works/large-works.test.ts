import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Metered, Together } from '../records/apply-input.ts';
import { quickWorks } from '../sharing/quick-works.ts';
import { LargeWorks } from './large-works.ts';
import type { FromThread, ToThread } from './messages.ts';

const setup = { databaseUrl: 'none', masterKey: { in: 'environment', keys: '' } } as const;

/** A thread under a test's control: the other end of the messages. */
class ScriptedThread extends EventEmitter {
  readonly got: ToThread[] = [];

  postMessage(message: ToThread): void {
    this.got.push(message);
  }
  says(message: FromThread): void {
    this.emit('message', message);
  }
}

const turn: Together = { orgId: '0190b1f2-7c00-7000-8000-0000000000a1', inputs: [], weight: 1_000 };
const parts: readonly Metered[] = [];

/** Returns large works with scripted threads, and their log. */
function givenWorks({ isAlone = (): boolean => false } = {}) {
  const threads: ScriptedThread[] = [];
  const logged: { readonly level: string; readonly details: unknown; readonly message: string }[] = [];
  const at = (level: string) => (details: unknown, message: string) => void logged.push({ level, details, message });
  const start = () => {
    const thread = new ScriptedThread();
    threads.push(thread);
    return thread as unknown as Worker; // only a worker's `on`, `once` and `postMessage` are used
  };
  const log = { warn: at('warn'), error: at('error') };
  const works = new LargeWorks(setup, log, { start, isBesideOthers: () => !isAlone() });
  const newest = (): ScriptedThread => {
    const thread = threads.at(-1);
    if (!thread) throw new Error('No thread was started');
    return thread;
  };
  const ready = (): ScriptedThread => {
    expect(works.decide(turn)).toBeUndefined(); // starts the thread
    newest().says({ kind: 'ready' });
    return newest();
  };
  return { works, threads, logged, newest, ready };
}

describe('turns that go to the thread of large works', () => {
  it('[E-3] are numbered upwards, and each gets its own answer, once', async () => {
    const { works, ready } = givenWorks();
    const thread = ready();
    const [first, second] = [works.decide(turn), works.decide(turn)];
    expect(thread.got.map((message) => 'work' in message && message.work)).toEqual([1, 2]);
    thread.says({ kind: 'failed', work: 2, fault: { error: new Error('deadlock'), code: '40P01' } });
    thread.says({ kind: 'decided', work: 1, parts });
    thread.says({ kind: 'decided', work: 1, parts }); // a duplicate
    await expect(first).resolves.toBe(parts);
    await expect(second).rejects.toMatchObject({ message: 'deadlock', code: '40P01' });
  });

  it('[E-3] fail with its cause when the thread ends, and the next large turn starts another thread', async () => {
    const { works, threads, logged, ready } = givenWorks();
    const thread = ready();
    const decided = works.decide(turn);
    const cause = new Error('out of memory');
    thread.emit('error', cause);
    thread.emit('exit', 1);
    await expect(decided).rejects.toMatchObject({ message: 'The thread that decided this ended', cause });
    expect(logged).toEqual([{ level: 'error', details: { err: cause }, message: 'The thread of large works ended.' }]);
    expect(works.decide(turn)).toBeUndefined();
    expect(threads).toHaveLength(2);
    thread.emit('exit', 1); // from the earlier thread: the present one stays
    void works.decide(turn);
    expect(threads).toHaveLength(2);
  });

  it('[E-3] are decided where they arrive while no other tenant is at work, and start no thread', () => {
    const at = { isAlone: true };
    const { works, threads, ready } = givenWorks({ isAlone: () => at.isAlone });
    expect([works.decide(turn), threads.length]).toEqual([undefined, 0]);
    at.isAlone = false;
    ready();
    expect(works.decide(turn)).toBeInstanceOf(Promise);
    at.isAlone = true;
    expect([works.decide(turn), threads.length]).toEqual([undefined, 1]);
  });

  it('[E-3] go there while quick works of other tenants run, not of their own', async () => {
    const started: string[] = [];
    const works = new LargeWorks(
      setup,
      { warn: () => undefined, error: () => undefined },
      {
        start: () => {
          started.push('thread');
          return new ScriptedThread() as unknown as Worker; // as above
        },
      },
    );
    await quickWorks.during(turn.orgId, () => Promise.resolve(works.decide(turn)));
    expect(started).toEqual([]);
    await quickWorks.during('0190b1f2-7c00-7000-8000-0000000000a2', () => Promise.resolve(works.decide(turn)));
    expect(started).toEqual(['thread']);
  });

  it('[E-3] are decided where they arrive until the thread is ready, and after it was closed', async () => {
    const { works, threads, logged, newest, ready } = givenWorks();
    expect(works.decide(turn)).toBeUndefined();
    newest().says({ kind: 'warns', details: { org: 'a' }, message: 'A slow statement' });
    expect(works.decide(turn)).toBeUndefined();
    expect(threads).toHaveLength(1);
    const thread = ready();
    expect(works.decide(turn)).toBeInstanceOf(Promise);
    const closed = works.close();
    expect(thread.got.at(-1)).toEqual({ kind: 'close' });
    thread.says({ kind: 'decided', work: 1, parts });
    thread.emit('exit', 0);
    await closed;
    expect(works.decide(turn)).toBeUndefined();
    expect(logged).toEqual([{ level: 'warn', details: { org: 'a' }, message: 'A slow statement' }]);
  });
});
