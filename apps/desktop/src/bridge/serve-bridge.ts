import type { JsonValue } from '@outpost/domain/kernel/json';
import { type Refusal, type Result, refusalJson, refuse } from '@outpost/domain/kernel/refusal';
import type { Channel } from './channel.ts';
import {
  type AnswerFrame,
  type CallName,
  type CallOutput,
  type RequestFrame,
  type SubscriptionEvent,
  type SubscriptionName,
  calls,
  requestFrameSchema,
  subscriptions,
} from './contract.ts';
import { type ParsedInput, parseCall } from './parse-call.ts';

/** One function per call of the contract; its input is parsed, with defaults. */
export type BridgeHandlers = {
  readonly [N in CallName]: (input: ParsedInput<N>) => Promise<Result<CallOutput<N>>>;
};
/**
 * One function per subscription. It calls `emit` immediately with the newest state, and again with every later one. It
 * returns the function that stops it.
 */
export type BridgeFeeds = {
  readonly [N in SubscriptionName]: (emit: (event: SubscriptionEvent<N>) => void) => () => void;
};

/** The ports of the server side. */
export type ServePorts = {
  readonly handlers: BridgeHandlers;
  readonly feeds: BridgeFeeds;
  /** The id under which a fault is logged and shown: "OP-7F3K-2209". */
  readonly newFaultId: () => string;
  /** Logs a fault with its cause. */
  readonly onFault: (fault: { readonly id: string; readonly name: string; readonly error: unknown }) => void;
};

/** E-3: the number of simultaneous calls of one connection. A screen makes a few dozen; more is a runaway loop. */
const callsAtOnce = 500;

/**
 * Serves the replica's end of the bridge to any number of connections (D-6). Each call is parsed and answered once,
 * and never throws over the connection. A refusal is sent as such. A thrown error is logged and sent as the id of a
 * fault. Subscriptions end with their connection.
 */
export function serveBridge(ports: ServePorts): { readonly attach: (channel: Channel) => void } {
  return {
    attach: (channel) => {
      const stops = new Map<number, () => void>();
      const running = { count: 0 };
      const send = (frame: AnswerFrame) => channel.send(JSON.stringify(frame));
      const answer = (id: number, result: JsonValue) => send({ kind: 'answer', id, result });

      const fault = (name: string, error: unknown): JsonValue => {
        const id = ports.newFaultId();
        ports.onFault({ id, name, error });
        return { ok: false, fault: id };
      };

      const onCall = async (frame: Extract<RequestFrame, { kind: 'call' }>) => {
        if (!isCallName(frame.name))
          return answer(
            frame.id,
            refused(refuse('request/not-found', `There is no call "${frame.name}".`, { path: frame.name })),
          );
        if (running.count >= callsAtOnce)
          return answer(
            frame.id,
            refused(
              refuse('request/too-many', 'Too many calls at once. Wait for some of the answers.', { waitSeconds: 1 }),
            ),
          );
        running.count += 1;
        try {
          answer(frame.id, await run(ports.handlers, frame.name, frame.input));
        } catch (error) {
          answer(frame.id, fault(frame.name, error));
        } finally {
          running.count -= 1;
        }
      };

      const onSubscribe = (frame: Extract<RequestFrame, { kind: 'subscribe' }>) => {
        const feed = feedOf(ports.feeds, frame.name);
        if (!feed || stops.has(frame.id)) return;
        stops.set(frame.id, () => {}); // registered first, because a feed may emit immediately
        stops.set(
          frame.id,
          feed((event) => send({ kind: 'event', id: frame.id, event })),
        );
      };

      channel.onMessage((text) => {
        const frame = requestFrameSchema.safeParse(parseFrame(text));
        if (!frame.success)
          return void fault(
            'frame',
            new Error('Received a frame that matches no shape of the contract', { cause: frame.error }),
          );
        if (frame.data.kind === 'call') void onCall(frame.data);
        if (frame.data.kind === 'subscribe') onSubscribe(frame.data);
        if (frame.data.kind === 'unsubscribe') {
          stops.get(frame.data.id)?.();
          stops.delete(frame.data.id);
        }
      });
      channel.onClose(() => {
        for (const stop of stops.values()) stop();
        stops.clear();
      });
    },
  };
}

const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name);
const refused = (refusal: Refusal): JsonValue => ({
  ok: false,
  ...(refusalJson(refusal) as { readonly [key: string]: JsonValue }),
}); // refusalJson makes a map

/** Parses the input and calls the handler; reports an invalid input and its place (E-2). */
async function run<N extends CallName>(handlers: BridgeHandlers, name: N, input: JsonValue): Promise<JsonValue> {
  const parsed = parseCall(name, input);
  if (!parsed.ok) return refused(parsed);
  const result = await handlers[name](parsed.value);
  return result.ok ? { ok: true, value: result.value as JsonValue } : refused(result); // every output schema of the contract is JSON
}

type Feed = (emit: (event: JsonValue) => void) => () => void;
function feedOf(feeds: BridgeFeeds, name: string): Feed | undefined {
  return Object.hasOwn(subscriptions, name) ? feeds[name as SubscriptionName] : undefined; // the name was just checked; events are JSON
}

function parseFrame(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // not JSON, so not a frame: the caller's parser reports it
  }
}
