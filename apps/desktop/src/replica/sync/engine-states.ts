/** The states of the sync engine. It is in exactly one of them. */
export const engineStates = [
  /** No exchange has been tried since the replica was opened. */
  'idle',
  /** Exchanges with the server are under way. */
  'exchanging',
  /** The last exchange succeeded, and no act or news is left to exchange. */
  'settled',
  /** The last exchange failed. The next try comes after a back-off. */
  'failed',
  /** The server refuses this build (K-5). The next try comes after a long wait. */
  'too-old',
  /** The server ended this session (S-5). Nothing is sent until a person signs in or asks for an exchange. */
  'session-ended',
  /** The replica is being closed. No state follows. */
  'stopped',
] as const;
export type EngineState = (typeof engineStates)[number];

/** The events of the engine, from its callers, its timers, the stream of pokes and its own exchanges. */
export const engineEvents = [
  /** An act waits to be sent, or contact begins. */
  'act',
  /** A person asks for an exchange. */
  'asked',
  /** The time of the next try has come. */
  'try-due',
  /** The machine slept, and is awake again. */
  'woke',
  /** The stream of pokes was opened. */
  'stream-opened',
  /** The stream brought a page or a number that this device does not have. */
  'poked',
  /** News may have been missed: the stream ended, or the news of sent acts did not arrive unrequested. */
  'news-missed',
  /** The exchanges ended, and nothing is left to do. */
  'caught-up',
  /** The exchanges ended, and acts or news arrived while the last answer was being written. */
  'work-left',
  /** An exchange failed. */
  'exchange-failed',
  /** The server refused this build. */
  'build-refused',
  /** The server refused this session. */
  'session-refused',
  /** The replica is being closed. */
  'stop',
] as const;
export type EngineEvent = (typeof engineEvents)[number];

/** The engine's work when it enters a state. */
export type EngineAction =
  | 'nothing'
  /** Exchanges acts and news with the server until nothing is left. */
  | 'exchange'
  /** Closes the stream, resets the failures, and exchanges; an exchange under way continues. */
  | 'start-anew'
  /** Opens the stream of pokes where it is closed, and sets the time of the next poll. */
  | 'await-news'
  /** Sets the time of the next poll, for a stream that is open. */
  | 'poll-seldom'
  /** Closes the stream, and sets the time of the next try by the number of failures. */
  | 'back-off'
  /** Sets the time of the next try by the long wait of a build that is too old. */
  | 'wait-long'
  | 'close-stream'
  /** Ends all contact: timers and the stream. */
  | 'end';

/** The next state and effects of an event in a state; or the reason why the event cannot occur in that state. */
export type EngineTurn = { readonly to: EngineState; readonly action: EngineAction } | { readonly impossible: string };

const turn = (to: EngineState, action: EngineAction): EngineTurn => ({ to, action });
const impossible = (reason: string): EngineTurn => ({ impossible: reason });

const noExchange = impossible('no exchange is under way');
const noTimer = impossible('no next try is set');
const noStream = impossible('the stream is closed');

/** The events that end exchanges, in a state without one. */
const withoutExchange = {
  'caught-up': noExchange,
  'work-left': noExchange,
  'exchange-failed': noExchange,
  'build-refused': noExchange,
  'session-refused': noExchange,
} as const;

/** State × event → the next state and its action. */
export const engineTurns: Readonly<Record<EngineState, Readonly<Record<EngineEvent, EngineTurn>>>> = {
  idle: {
    ...withoutExchange,
    act: turn('exchanging', 'exchange'),
    asked: turn('exchanging', 'exchange'),
    'try-due': noTimer,
    woke: impossible('nothing watches for sleep before the first exchange'),
    'stream-opened': noStream,
    poked: noStream,
    'news-missed': impossible('neither a stream nor a sent act can miss news'),
    stop: turn('stopped', 'end'),
  },
  exchanging: {
    act: turn('exchanging', 'nothing'), // these exchanges send it, or it is left over at their end
    asked: turn('exchanging', 'nothing'), // the caller waits for their end and tries again
    'try-due': noTimer,
    woke: turn('exchanging', 'start-anew'),
    'stream-opened': turn('exchanging', 'nothing'),
    poked: turn('exchanging', 'nothing'),
    'news-missed': turn('exchanging', 'nothing'),
    'caught-up': turn('settled', 'await-news'),
    'work-left': turn('exchanging', 'exchange'),
    'exchange-failed': turn('failed', 'back-off'),
    'build-refused': turn('too-old', 'wait-long'),
    'session-refused': turn('session-ended', 'close-stream'),
    stop: turn('stopped', 'end'),
  },
  settled: {
    ...withoutExchange,
    act: turn('exchanging', 'exchange'),
    asked: turn('exchanging', 'exchange'),
    'try-due': turn('exchanging', 'exchange'),
    woke: turn('exchanging', 'start-anew'),
    'stream-opened': turn('settled', 'poll-seldom'),
    poked: turn('exchanging', 'exchange'),
    'news-missed': turn('exchanging', 'exchange'),
    stop: turn('stopped', 'end'),
  },
  failed: {
    ...withoutExchange,
    act: turn('failed', 'nothing'), // the next try sends it
    asked: turn('exchanging', 'exchange'),
    'try-due': turn('exchanging', 'exchange'),
    woke: turn('exchanging', 'start-anew'),
    'stream-opened': noStream,
    poked: noStream,
    'news-missed': turn('failed', 'nothing'),
    stop: turn('stopped', 'end'),
  },
  'too-old': {
    ...withoutExchange,
    act: turn('too-old', 'nothing'),
    asked: turn('exchanging', 'exchange'),
    'try-due': turn('exchanging', 'exchange'),
    woke: turn('too-old', 'nothing'),
    'stream-opened': turn('too-old', 'nothing'),
    poked: turn('too-old', 'nothing'), // the server would refuse the pull, too
    'news-missed': turn('too-old', 'nothing'),
    stop: turn('stopped', 'end'),
  },
  'session-ended': {
    ...withoutExchange,
    act: turn('session-ended', 'nothing'),
    asked: turn('exchanging', 'exchange'),
    'try-due': noTimer,
    woke: turn('session-ended', 'nothing'),
    'stream-opened': noStream,
    poked: noStream,
    'news-missed': turn('session-ended', 'nothing'),
    stop: turn('stopped', 'end'),
  },
  stopped: {
    act: turn('stopped', 'nothing'),
    asked: turn('stopped', 'nothing'),
    'try-due': noTimer,
    woke: impossible('nothing watches for sleep any more'),
    'stream-opened': noStream,
    poked: noStream,
    'news-missed': turn('stopped', 'nothing'),
    // The exchange that was under way at the stop ends; its reply no longer counts.
    'caught-up': turn('stopped', 'nothing'),
    'work-left': turn('stopped', 'nothing'),
    'exchange-failed': turn('stopped', 'nothing'),
    'build-refused': turn('stopped', 'nothing'),
    'session-refused': turn('stopped', 'nothing'),
    stop: turn('stopped', 'nothing'),
  },
};
