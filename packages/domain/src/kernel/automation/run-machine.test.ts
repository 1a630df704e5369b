import { describe, expect, it } from 'vitest';
import type { Step } from './automation-definition.ts';
import {
  afterEvent,
  loopAt,
  mostFaults,
  type RunEvent,
  runStatuses,
  type RunState,
  startedRun,
  stepAt,
} from './run-machine.ts';

const tell = (id: string): Step => ({ id, kind: 'tell', to: { role: 'admin' }, words: 'Hello' });
const wait: Step = { id: 'wait', kind: 'wait', count: 1, unit: 'day' };
const branch = (id: string, then: readonly Step[], other: readonly Step[]): Step => ({
  id, kind: 'branch', where: { field: 'name', op: 'is-not-empty' }, yes: then, no: other,
}); // prettier-ignore
const waitUntil = (id: string, yes: readonly Step[], no: readonly Step[]): Step => ({
  id, kind: 'until', where: { field: 'name', op: 'is-not-empty' }, count: 2, unit: 'day', yes, no,
}); // prettier-ignore
const steps: readonly Step[] = [tell('a'), wait, branch('b', [tell('c'), branch('d', [tell('e')], [])], []), tell('f')];

const did: RunEvent = { kind: 'did' };
const chose = (part: 'yes' | 'no'): RunEvent => ({ kind: 'chose', part });
const until = '2026-12-01T00:00:00.000Z';
const waits: RunEvent = { kind: 'waits', until };
const woke: RunEvent = { kind: 'woke' };

/** Carries events out one after the other. Fails where one is not possible. */
const run = (events: readonly RunEvent[], of: readonly Step[] = steps): RunState =>
  events.reduce((state, event) => afterEvent(of, state, event) ?? expect.fail(`${event.kind} at ${JSON.stringify(state)}`), startedRun); // prettier-ignore
const standing = (state: RunState, of: readonly Step[] = steps) => [state.status, stepAt(of, state.position)?.id];

describe('[AUT-3] the machine of a run', () => {
  it.each<readonly [string, readonly RunEvent[], readonly unknown[]]>([
    ['begins at the first step', [], ['running', 'a']],
    ['goes to the next', [did], ['running', 'wait']],
    ['waits at a wait', [did, waits], ['waiting', 'wait']],
    ['goes on when it wakes', [did, waits, woke], ['running', 'b']],
    ['enters a part of a branch', [did, waits, woke, chose('yes')], ['running', 'c']],
    ['leaves an empty part at once', [did, waits, woke, chose('no')], ['running', 'f']],
    ['enters a branch in a branch', [did, waits, woke, chose('yes'), did, chose('yes')], ['running', 'e']],
    ['leaves two branches at once', [did, waits, woke, chose('yes'), did, chose('yes'), did], ['running', 'f']],
    ['leaves two with an empty part', [did, waits, woke, chose('yes'), did, chose('no')], ['running', 'f']],
    ['ends behind the last step', [did, waits, woke, chose('no'), did], ['done', undefined]],
    ['ends early where conditions are not met', [{ kind: 'unmet', why: 'no' }], ['ended', 'a']],
    ['stops at a refused step', [{ kind: 'was-refused', why: 'no' }], ['refused', 'a']],
    ['skips a refused step', [{ kind: 'was-refused', why: 'no' }, { kind: 'skip' }], ['running', 'wait']],
    ['skips a wait', [did, waits, { kind: 'skip' }], ['running', 'b']],
    ['is cancelled while it waits', [did, waits, { kind: 'cancel' }], ['cancelled', 'wait']],
  ])('%s', (_name, events, expected) => {
    expect(standing(run(events))).toEqual(expected);
  });

  it('ends a run whose last step is a branch with nothing in it', () => {
    const only = [branch('b', [], [])];
    expect(standing(run([chose('yes')], only), only)).toEqual(['done', undefined]);
  });

  it('[AUT-16] a wait for a change takes one part, at once or later, and can be left or end while it waits', () => {
    const of = [waitUntil('u', [tell('x')], [tell('y')]), tell('z')];
    const after = (...events: readonly RunEvent[]) => standing(run(events, of), of);
    expect(after(chose('yes'))).toEqual(['running', 'x']);
    expect(after(waits)).toEqual(['waiting', 'u']);
    expect(after(waits, chose('yes'), did)).toEqual(['running', 'z']);
    expect(after(waits, chose('no'))).toEqual(['running', 'y']);
    expect(after(waits, { kind: 'skip' })).toEqual(['running', 'z']);
    expect(after(waits, { kind: 'unmet', why: 'gone' })).toEqual(['ended', 'u']);
    expect(after(waits, { kind: 'was-refused', why: 'no rights' })).toEqual(['refused', 'u']);
    expect(afterEvent(of, run([waits], of), woke)).toBeUndefined();
    expect(afterEvent(of, run([waits], of), waits)).toBeUndefined();
    expect(afterEvent(of, startedRun, did)).toBeUndefined();
    expect(run([waits, chose('no')], of).wakesAt).toBeNull();
  });

  it('[AUT-20] an offer waits for an answer, and takes one part', () => {
    const of: readonly Step[] = [{ id: 'o', kind: 'offer', to: { role: 'agent' }, words: 'Who takes it?', count: 1, unit: 'hour', yes: [tell('x')], no: [] }, tell('z')]; // prettier-ignore
    const after = (...events: readonly RunEvent[]) => standing(run(events, of), of);
    expect(after(waits)).toEqual(['waiting', 'o']);
    expect(after(waits, chose('yes'))).toEqual(['running', 'x']);
    expect(after(waits, chose('no'))).toEqual(['running', 'z']);
    expect(after(chose('yes'))).toEqual(['running', 'x']);
  });

  it('[AUT-16] a failure of the server while a run waits keeps its time', () => {
    const of = [waitUntil('u', [], [])];
    const failing = run([waits, { kind: 'faulted', why: 'no disk' }], of);
    expect(failing).toMatchObject({ status: 'waiting', wakesAt: until, faults: 1 });
  });

  it('has a new act for a step that a person tries again after a refusal, and the same act after a fault', () => {
    const refused = run([{ kind: 'was-refused', why: 'no' }, { kind: 'try-again' }]);
    expect([refused.status, refused.round]).toEqual(['running', 1]);
    const faults = Array.from({ length: mostFaults }, (): RunEvent => ({ kind: 'faulted', why: 'no disk' }));
    expect(run(faults.slice(1)).status).toBe('running');
    expect(run(faults).status).toBe('failed');
    expect(run([...faults, { kind: 'try-again' }])).toEqual({ ...startedRun, round: 0 });
    expect(run([{ kind: 'was-refused', why: 'no' }, { kind: 'try-again' }, did]).round).toBe(0);
  });

  it('[AUT-18] a loop does its steps for each record, leaves a record that is gone, and has another part for none', () => {
    const loop: Step = { id: 'l', kind: 'each', entity: 'crm/task', by: 'about', most: 3, yes: [tell('x'), branch('b', [tell('y')], [])], no: [tell('none')] }; // prettier-ignore
    const of = [branch('out', [loop], []), tell('z')];
    const looped = (...items: readonly string[]): RunEvent => ({ kind: 'looped', items, why: '' });
    const after = (...events: readonly RunEvent[]) => {
      const state = run([chose('yes'), ...events], of);
      return [...standing(state, of), state.items.join(' ')];
    };
    expect(after()).toEqual(['running', 'l', '']);
    expect(after(looped('1', '2'))).toEqual(['running', 'x', '1 2']);
    expect(after(looped('1', '2'), did, chose('yes'))).toEqual(['running', 'y', '1 2']);
    expect(after(looped('1', '2'), did, chose('yes'), did)).toEqual(['running', 'x', '2']);
    expect(after(looped('1', '2'), did, chose('no'), did, chose('yes'), did)).toEqual(['running', 'z', '']);
    expect(after(looped('1', '2'), { kind: 'left-out', why: '' })).toEqual(['running', 'x', '2']);
    expect(after(looped('1'), did, { kind: 'left-out', why: '' })).toEqual(['running', 'z', '']);
    expect(after(looped(), did)).toEqual(['running', 'z', '']);
    const refused: RunEvent = { kind: 'was-refused', why: '' };
    expect(after(looped('1', '2'), refused)).toEqual(['refused', 'x', '1 2']);
    expect(after(looped('1', '2'), refused, { kind: 'try-again' })).toEqual(['running', 'x', '1 2']);
    expect(after(looped('1', '2'), refused, { kind: 'skip' }, chose('no'))).toEqual(['running', 'x', '2']);
    expect(after(refused, { kind: 'skip' })).toEqual(['running', 'z', '']);
    expect(afterEvent(of, run([chose('yes')], of), chose('yes'))).toBeUndefined();
    expect(afterEvent(of, run([chose('yes')], of), did)).toBeUndefined();
    expect(afterEvent(of, startedRun, { kind: 'left-out', why: '' })).toBeUndefined();
    expect(loopAt(of, run([chose('yes'), looped('1'), did, chose('yes')], of).position)?.id).toBe('l');
    expect(loopAt(of, run([chose('yes'), looped()], of).position)).toBeUndefined();
  });

  it('takes in each state only the events that are possible there', () => {
    const all: readonly RunEvent[] = [did, { kind: 'unmet', why: '' }, chose('yes'), waits, woke, { kind: 'was-refused', why: '' }, { kind: 'faulted', why: '' }, { kind: 'try-again' }, { kind: 'skip' }, { kind: 'cancel' }]; // prettier-ignore
    const possible = Object.fromEntries(runStatuses.map((status) => [status, all.filter((event) => afterEvent(steps, { ...startedRun, status }, event)).map(({ kind }) => kind)])); // prettier-ignore
    expect(possible).toEqual({
      running: ['did', 'unmet', 'was-refused', 'faulted', 'cancel'],
      waiting: ['woke', 'faulted', 'skip', 'cancel'],
      done: [],
      ended: [],
      refused: ['try-again', 'skip', 'cancel'],
      failed: ['try-again', 'skip', 'cancel'],
      cancelled: [],
    });
  });

  it('reaches its end from every state, whatever is chosen, within as many events as there are steps', () => {
    const walk = (state: RunState, left: number): void => {
      if (state.status === 'done') return;
      expect(left).toBeGreaterThan(0);
      const next = [did, waits, woke, chose('yes'), chose('no')].flatMap((event) => afterEvent(steps, state, event) ?? []); // prettier-ignore
      expect(next.length).toBeGreaterThan(0);
      for (const one of next) walk(one, left - 1);
    };
    walk(startedRun, 8);
  });
});
