import { createServer, request, type ServerResponse } from 'node:http';

/** An answer that the relay gives in the server's place. */
export type PosedAnswer = { readonly status: number; readonly code: string; readonly detail: string };

/**
 * An HTTP relay before the server that can answer in the server's place. It is for answers that a server gives only at other
 * times: the device is too old, or its session has ended.
 */
export type PosingRelay = {
  readonly url: string;
  /** From now on, requests whose path begins with `path` get this answer. Streams are cut, and the server is not asked. */
  readonly pose: (path: string, answer: PosedAnswer) => void;
  /** From now on, the server answers again. */
  readonly step: () => void;
  /** From now on, no request is answered, until `step`. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

/** Opens a relay before the server at an address. */
export async function openPosingRelay(serverUrl: string): Promise<PosingRelay> {
  const target = new URL(serverUrl);
  const state: { path: string; answer: PosedAnswer | 'nothing' | undefined } = { path: '', answer: undefined };
  const open = new Set<ServerResponse>();
  const relay = createServer((asked, reply) => {
    open.add(reply);
    reply.once('close', () => open.delete(reply));
    const { answer } = state;
    if (answer === 'nothing') return void reply.destroy();
    if (answer && asked.url?.startsWith(state.path)) {
      reply.writeHead(answer.status, { 'content-type': 'application/problem+json' });
      return void reply.end(
        JSON.stringify({
          type: 'about:blank',
          title: answer.detail,
          status: answer.status,
          detail: answer.detail,
          code: answer.code,
          details: {},
          retry: 'never',
          instance: '',
        }),
      );
    }
    const passed = request(
      { host: target.hostname, port: target.port, path: asked.url, method: asked.method, headers: asked.headers },
      (answered) => {
        reply.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(reply);
      },
    );
    passed.once('error', () => reply.destroy());
    reply.once('close', () => passed.destroy());
    asked.pipe(passed);
    return undefined;
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const address = relay.address();
  if (typeof address !== 'object' || !address) throw new Error('The relay has no address');
  const drop = () => {
    for (const reply of open) reply.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    pose: (path, answer) => {
      Object.assign(state, { path, answer });
      drop();
    },
    step: () => void (state.answer = undefined),
    cut: () => {
      state.answer = 'nothing';
      drop();
    },
    close: () =>
      new Promise((resolve) => {
        drop();
        relay.close(() => resolve());
        relay.closeAllConnections();
      }),
  };
}
