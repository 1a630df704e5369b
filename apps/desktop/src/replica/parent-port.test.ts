import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { askBiometrics, askKeyStore, type MessagePortLike, parentMessageSchema, portChannel } from './parent-port.ts';

/** Makes a main process whose key store reverses keys; null where the machine has no key store. */
function givenMain(wraps: ((base64: string) => string | undefined) | null) {
  const asked: unknown[] = [];
  const keyStore = askKeyStore({
    postMessage: (message) => {
      asked.push(message);
      const { id, ask, base64 } = message as { readonly id: number; readonly ask: string; readonly base64: string }; // sent by askKeyStore
      const told = wraps === null ? undefined : ask === 'status' ? '' : wraps(base64);
      const answer = parentMessageSchema.parse({ kind: 'key-store', id, ok: told !== undefined, base64: told ?? '' });
      if (answer.kind === 'key-store') queueMicrotask(() => keyStore.onAnswer(answer));
    },
  });
  return { keyStore, asked };
}

describe('the connection to Electron', () => {
  it('[D-4] wraps and unwraps a key in the system key store', async () => {
    const { keyStore } = givenMain((base64) => [...base64].reverse().join(''));
    const store = await keyStore.open();
    const wrapped = (await store?.wrap(Uint8Array.of(1, 2, 3, 4))) ?? '';
    expect(wrapped).not.toBe(Buffer.from([1, 2, 3, 4]).toString('base64'));
    expect([...((await store?.unwrap(wrapped)) ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('[D-4] returns null where the machine has no key store, and faults where the key store fails', async () => {
    expect(await givenMain(null).keyStore.open()).toBeNull();
    const store = await givenMain(() => undefined).keyStore.open();
    await expect(store?.wrap(Uint8Array.of(1))).rejects.toThrow('could not wrap');
  });

  it.each([
    ['yes', true],
    ['no', false],
  ])('[PLT-41] asks the system for the person, who says %s', async (_says, isPerson) => {
    const asked: unknown[] = [];
    const biometrics = askBiometrics({
      postMessage: (message) => {
        asked.push(message);
        const { id, ask } = message as { readonly id: number; readonly ask: string }; // sent by askBiometrics
        const answer = parentMessageSchema.parse({ kind: 'biometrics', id, ok: ask === 'status' || isPerson });
        if (answer.kind === 'biometrics') queueMicrotask(() => biometrics.onAnswer(answer));
      },
    });
    const system = await biometrics.open();
    expect(await system?.confirm('unlock your records')).toBe(isPerson);
    expect(asked).toEqual([
      { kind: 'biometrics', id: 1, ask: 'status', reason: '' },
      { kind: 'biometrics', id: 2, ask: 'confirm', reason: 'unlock your records' },
    ]);
  });

  it('[PLT-41] finds no biometrics where the main process says that there are none', async () => {
    const biometrics = askBiometrics({
      postMessage: () => queueMicrotask(() => biometrics.onAnswer({ kind: 'biometrics', id: 1, ok: false })),
    });
    expect(await biometrics.open()).toBeNull();
  });

  it('[D-6] carries frames over a port, and keeps frames that arrive early', async () => {
    const { port1, port2 } = new MessageChannel();
    // Electron's ports wrap messages in an event; Node's pass them unchanged.
    const asElectron: MessagePortLike = {
      postMessage: (message) => port1.postMessage(message),
      on: (event, listener) => port1.on(event, (data: unknown) => listener({ data })),
      start: () => port1.start(),
      close: () => port1.close(),
    };
    port2.postMessage('"early"');
    const channel = portChannel(asElectron);
    const got: string[] = [];
    const both = new Promise<void>((resolve) => channel.onMessage((text) => got.push(text) === 2 && resolve()));
    port2.postMessage({ not: 'a frame' });
    port2.postMessage('"later"');
    await both;
    expect(got).toEqual(['"early"', '"later"']);
    const answer = new Promise((resolve) => port2.once('message', resolve));
    channel.send('"answer"');
    expect(await answer).toBe('"answer"');
    const end = new Promise<void>((resolve) => channel.onClose(resolve));
    port2.close();
    await end;
  });
});
