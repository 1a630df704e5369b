import { describe, expect, it } from 'vitest';
import { type EngineEvent, engineEvents, type EngineState, engineStates, engineTurns } from './engine-states.ts';

/** Returns each state with the result of an event: `settled: exchange → exchanging`, `idle: impossible`. */
function following(event: EngineEvent): Readonly<Record<string, string>> {
  return Object.fromEntries(
    engineStates.map((state) => {
      const turn = engineTurns[state][event];
      return [state, 'impossible' in turn ? 'impossible' : `${turn.action} → ${turn.to}`];
    }),
  );
}
const pairs = engineStates.flatMap((state) => engineEvents.map((event) => ({ state, event })));
const staysIn = (...states: readonly EngineState[]) =>
  Object.fromEntries(states.map((state) => [state, `nothing → ${state}`]));
const impossibleIn = (...states: readonly EngineState[]) =>
  Object.fromEntries(states.map((state) => [state, 'impossible']));
const exchangesIn = (...states: readonly EngineState[]) =>
  Object.fromEntries(states.map((state) => [state, 'exchange → exchanging']));
const withoutExchange = {
  ...impossibleIn('idle', 'settled', 'failed', 'too-old', 'session-ended'),
  ...staysIn('stopped'),
};

/** The effects of each event, event by event; the table in the code is ordered by state. */
const expected: Readonly<Record<EngineEvent, Readonly<Record<string, string>>>> = {
  act: {
    ...exchangesIn('idle', 'settled'),
    ...staysIn('exchanging', 'failed', 'too-old', 'session-ended', 'stopped'),
  },
  asked: {
    ...exchangesIn('idle', 'settled', 'failed', 'too-old', 'session-ended'),
    ...staysIn('exchanging', 'stopped'),
  },
  'try-due': {
    ...exchangesIn('settled', 'failed', 'too-old'),
    ...impossibleIn('idle', 'exchanging', 'session-ended', 'stopped'),
  },
  woke: {
    exchanging: 'start-anew → exchanging',
    settled: 'start-anew → exchanging',
    failed: 'start-anew → exchanging',
    ...staysIn('too-old', 'session-ended'),
    ...impossibleIn('idle', 'stopped'),
  },
  'stream-opened': {
    settled: 'poll-seldom → settled',
    ...staysIn('exchanging', 'too-old'),
    ...impossibleIn('idle', 'failed', 'session-ended', 'stopped'),
  },
  poked: {
    ...exchangesIn('settled'),
    ...staysIn('exchanging', 'too-old'),
    ...impossibleIn('idle', 'failed', 'session-ended', 'stopped'),
  },
  'news-missed': {
    ...exchangesIn('settled'),
    ...staysIn('exchanging', 'failed', 'too-old', 'session-ended', 'stopped'),
    ...impossibleIn('idle'),
  },
  'caught-up': { ...withoutExchange, exchanging: 'await-news → settled' },
  'work-left': { ...withoutExchange, exchanging: 'exchange → exchanging' },
  'exchange-failed': { ...withoutExchange, exchanging: 'back-off → failed' },
  'build-refused': { ...withoutExchange, exchanging: 'wait-long → too-old' },
  'session-refused': { ...withoutExchange, exchanging: 'close-stream → session-ended' },
  stop: {
    ...Object.fromEntries(engineStates.map((state) => [state, 'end → stopped'])),
    ...staysIn('stopped'),
  },
};

describe('[S-3] the states of the sync engine', () => {
  it.each(engineEvents)('have the expected effects of "%s" in every state', (event) => {
    expect(following(event)).toEqual(expected[event]);
  });

  it('give a reason for each impossible pair', () => {
    for (const { state, event } of pairs) {
      const turn = engineTurns[state][event];
      if ('impossible' in turn) expect(turn.impossible, `${state}, ${event}`).not.toBe('');
    }
  });

  it('exchange only in the state "exchanging"', () => {
    for (const { state, event } of pairs) {
      const turn = engineTurns[state][event];
      if ('impossible' in turn) continue;
      if (turn.action === 'exchange' || turn.action === 'start-anew') expect(turn.to).toBe('exchanging');
      if (turn.to === 'exchanging' && state !== 'exchanging') expect(['exchange', 'start-anew']).toContain(turn.action);
    }
  });

  it('always have a next try, unless the session or the replica has ended', () => {
    const setsTime: readonly string[] = ['await-news', 'poll-seldom', 'back-off', 'wait-long'];
    for (const { state, event } of pairs) {
      const turn = engineTurns[state][event];
      if ('impossible' in turn || turn.to === state) continue;
      if (turn.to === 'settled' || turn.to === 'failed' || turn.to === 'too-old')
        expect(setsTime, `${state}, ${event}`).toContain(turn.action);
    }
  });

  it('[K-5] [S-5] a refused build or session tries again only when a person asks, or after the long wait', () => {
    const leaves = (from: EngineState) =>
      engineEvents.filter((event) => {
        const turn = engineTurns[from][event];
        return 'to' in turn && turn.to === 'exchanging';
      });
    expect(leaves('too-old')).toEqual(['asked', 'try-due']);
    expect(leaves('session-ended')).toEqual(['asked']);
    expect(leaves('stopped')).toEqual([]);
  });
});
