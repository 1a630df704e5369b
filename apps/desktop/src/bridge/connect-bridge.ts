import {
  type Bridge,
  type BridgeResult,
  type CallName,
  type CallOutput,
  type RequestFrame,
  answerFrameSchema,
  calls,
  subscriptions,
} from './contract.ts';
import type { Channel } from './channel.ts';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/** The ports of the client side. */
export type ConnectPorts = {
  /** Opens the connection, again after each loss. A rejection counts as a loss. */
  readonly open: () => Promise<Channel>;
  /** Runs a function later; returns the function that cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Reports the connection: `lost` when it broke, `back` when it is restored; events in between may be missing. */
  readonly onLine?: (state: 'lost' | 'back') => void;
};

/** A bridge that can be closed. */
export type ConnectedBridge = Bridge & { readonly close: () => void };

/**
 * The delays before a lost connection is tried again; the last one repeats. They are short at first, because the replica restarts
 * within a second.
 */
const waitsMs = [100, 250, 500, 1_000, 2_000, 5_000];
/** The fault id of a call whose answer was lost with the connection. Whether it was executed is unknown. */
export const lineLost = 'bridge-line-lost';
/** The fault id of an answer that violates the contract. */
export const badAnswer = 'bridge-bad-answer';

/**
 * Calls without effects: repeated automatically when the connection broke before their answer. Repeating any other call
 * might perform its act twice.
 */
const repeatable: ReadonlySet<CallName> = new Set<CallName>([
  'session.get',
  'definitions.own',
  'acts.undertakings',
  'records.list',
  'records.summary',
  'records.report',
  'records.get',
  'records.search',
  'records.places',
  'map.files',
  'map.bytes',
  'records.history',
  'records.asItWas',
  'records.stageSince',
  'records.moves',
  'sync.outbox',
  'sync.tray',
  'sync.replaced',
  'sync.status',
  'sync.exportUnsent',
  'sync.device',
  'journal.verify',
  'journal.onDevice',
  'journal.entries',
  'journal.days',
  'journal.chainAt',
  'server.list',
  'server.sums',
  'server.timeline',
  'people.contacts',
  'people.activity',
  'access.explain',
  'access.seenBy',
  'devices.own',
  'devices.ofPeople',
  'calendar.feed',
  'sealed.of',
  'people.sees',
  'people.effect',
  'imports.refusedRows',
  'imports.progress',
  'local.get',
  'local.set',
]);

const faultSchema = z.strictObject({ ok: z.literal(false), fault: z.string() });
const refusedSchema = z.strictObject({
  ok: z.literal(false),
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.json()),
  retry: z.string(),
});
const acceptedSchema = z.strictObject({ ok: z.literal(true), value: z.unknown() });
const resultSchema = z.union([acceptedSchema, refusedSchema, faultSchema]);

type Waiting = {
  readonly frame: RequestFrame;
  readonly name: CallName;
  isSent: boolean;
  readonly answer: (result: unknown) => void;
};

/**
 * Connects the client's end of the bridge (D-6): parses every answer and event. Calls without a connection wait for one. A
 * lost connection is opened again, subscriptions are renewed, and reading calls are repeated. A call that may have acted
 * returns the fault `bridge-line-lost`.
 */
export function connectBridge(ports: ConnectPorts): ConnectedBridge {
  const waiting = new Map<number, Waiting>();
  const listening = new Map<number, { readonly name: string; readonly onEvent: (event: unknown) => void }>();
  const state = { channel: undefined as Channel | undefined, lastId: 0, tries: 0, isClosed: false, stopWait: () => {} };

  const send = (frame: RequestFrame) => state.channel?.send(JSON.stringify(frame));

  const onLost = (channel: Channel | undefined) => {
    if (state.isClosed || channel !== state.channel) return;
    if (state.channel) ports.onLine?.('lost');
    state.channel = undefined;
    for (const [id, call] of waiting) {
      if (!call.isSent) continue;
      call.isSent = false;
      if (repeatable.has(call.name)) continue;
      waiting.delete(id);
      call.answer({ ok: false, fault: lineLost });
    }
    state.stopWait = ports.after(waitsMs[Math.min(state.tries, waitsMs.length - 1)] ?? 0, () => void openLine());
    state.tries += 1;
  };

  const openLine = async () => {
    let channel: Channel;
    try {
      channel = await ports.open();
    } catch {
      onLost(undefined); // a failed connection is tried again after the next delay; the caller shows `lost`
      return;
    }
    if (state.isClosed) {
      channel.close();
      return;
    }
    const isBack = state.tries > 0;
    state.channel = channel;
    state.tries = 0;
    channel.onMessage(receive);
    channel.onClose(() => onLost(channel));
    for (const [id, { name }] of listening) send({ kind: 'subscribe', id, name });
    for (const call of waiting.values()) {
      call.isSent = true;
      send(call.frame);
    }
    if (isBack) ports.onLine?.('back');
  };

  const receive = (text: string) => {
    const frame = answerFrameSchema.safeParse(parseJson(text));
    if (!frame.success) return; // a frame of unknown shape is ignored, because its call is unknown
    if (frame.data.kind === 'event') {
      listening.get(frame.data.id)?.onEvent(frame.data.event);
      return;
    }
    const call = waiting.get(frame.data.id);
    waiting.delete(frame.data.id);
    call?.answer(frame.data.result);
  };

  void openLine();
  return {
    call: (name, input) =>
      new Promise((resolve) => {
        const id = (state.lastId += 1);
        const frame: RequestFrame = { kind: 'call', id, name, input: input as JsonValue }; // every input schema of the contract is JSON
        waiting.set(id, {
          frame,
          name,
          isSent: state.channel !== undefined,
          answer: (result) => resolve(readResult(name, result)),
        });
        send(frame);
      }),
    subscribe: (name, onEvent) => {
      const id = (state.lastId += 1);
      listening.set(id, {
        name,
        onEvent: (event) => {
          const parsed = subscriptions[name].safeParse(event);
          if (parsed.success) onEvent(parsed.data as Parameters<typeof onEvent>[0]); // parsed by the schema of this same name
        },
      });
      send({ kind: 'subscribe', id, name });
      return () => {
        if (listening.delete(id)) send({ kind: 'unsubscribe', id });
      };
    },
    close: () => {
      state.isClosed = true;
      state.stopWait();
      state.channel?.close();
      state.channel = undefined;
    },
  };
}

/** Parses an answer by the contract; an answer that violates it is a fault. */
function readResult<N extends CallName>(name: N, result: unknown): BridgeResult<CallOutput<N>> {
  const read = resultSchema.safeParse(result);
  if (!read.success) return { ok: false, fault: badAnswer };
  if (!read.data.ok) return read.data;
  const value = calls[name].output.safeParse(read.data.value);
  return value.success ? { ok: true, value: value.data as CallOutput<N> } : { ok: false, fault: badAnswer }; // parsed by the schema of this same name
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // not JSON, so not a frame: the caller's parser reports it
  }
}
