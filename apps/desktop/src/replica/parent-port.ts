import { z } from 'zod';
import type { Channel } from '../bridge/channel.ts';
import type { Biometrics, KeyStore } from './device/ports.ts';

// The used part of Electron's utility process. The replica does not import Electron, so its types are declared here.

/** One end of a MessageChannel that Electron's main process made. */
export type MessagePortLike = {
  readonly postMessage: (message: unknown) => void;
  readonly on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) => unknown;
  readonly start: () => void;
  readonly close: () => void;
};
/** `process.parentPort`: the connection to the main process. */
export type ParentPort = {
  readonly postMessage: (message: unknown) => void;
  readonly on: (
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly MessagePortLike[] }) => void,
  ) => unknown;
};

const answerSchema = z.object({ kind: z.literal('key-store'), id: z.number(), ok: z.boolean(), base64: z.string() });
const biometricsAnswerSchema = z.object({ kind: z.literal('biometrics'), id: z.number(), ok: z.boolean() });
/** The other messages of the main process. */
export const parentMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bridge') }),
  z.object({ kind: z.literal('stop') }),
  answerSchema,
  biometricsAnswerSchema,
]);
type Answer = z.output<typeof answerSchema>;
type BiometricsAnswer = z.output<typeof biometricsAnswerSchema>;

/** Sends requests to the main process' key store (main/key-store.ts). Pass each answer to `onAnswer`. */
export function askKeyStore(parent: Pick<ParentPort, 'postMessage'>): {
  readonly open: () => Promise<KeyStore | null>;
  readonly onAnswer: (answer: Answer) => void;
} {
  const waiting = new Map<number, (answer: Answer) => void>();
  const state = { lastId: 0 };
  const ask = (what: 'status' | 'wrap' | 'unwrap', base64: string) =>
    new Promise<Answer>((resolve) => {
      const id = (state.lastId += 1);
      waiting.set(id, resolve);
      parent.postMessage({ kind: 'key-store', id, ask: what, base64 });
    });
  const told = async (what: 'wrap' | 'unwrap', base64: string): Promise<string> => {
    const answer = await ask(what, base64);
    if (!answer.ok) throw new Error(`The system's key store could not ${what} the key`);
    return answer.base64;
  };
  return {
    /** Returns the key store, or null where the machine has no real one. */
    open: async () => {
      if (!(await ask('status', '')).ok) return null;
      return {
        wrap: async (key) => told('wrap', Buffer.from(key).toString('base64')),
        unwrap: async (wrapped) => Buffer.from(await told('unwrap', wrapped), 'base64'),
      };
    },
    onAnswer: (answer) => {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    },
  };
}

/** Sends requests for biometrics to the main process (main/biometrics.ts). Pass each answer to `onAnswer`. */
export function askBiometrics(parent: Pick<ParentPort, 'postMessage'>): {
  readonly open: () => Promise<Biometrics | null>;
  readonly onAnswer: (answer: BiometricsAnswer) => void;
} {
  const waiting = new Map<number, (isGiven: boolean) => void>();
  const state = { lastId: 0 };
  const ask = (what: 'status' | 'confirm', reason: string) =>
    new Promise<boolean>((resolve) => {
      const id = (state.lastId += 1);
      waiting.set(id, resolve);
      parent.postMessage({ kind: 'biometrics', id, ask: what, reason });
    });
  return {
    /** Returns the biometrics of the system, or null where it offers none. */
    open: async () => ((await ask('status', '')) ? { confirm: (reason) => ask('confirm', reason) } : null),
    onAnswer: ({ id, ok }) => {
      waiting.get(id)?.(ok);
      waiting.delete(id);
    },
  };
}

/** Wraps a window's port as a channel of text frames. The port itself keeps messages until a listener is set. */
export function portChannel(port: MessagePortLike): Channel {
  return {
    send: (text) => port.postMessage(text),
    onMessage: (listener) => {
      port.on('message', ({ data }) => {
        if (typeof data === 'string') listener(data);
      });
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
