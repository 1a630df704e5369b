import { createServer, request, type ServerResponse } from 'node:http';

/** An answer in the server's place. */
export type Answer = { readonly status: number; readonly code: string; readonly detail: string };

/** A relay of HTTP before the server that can answer in its place, for what a server says only in other times: too old, ended. */
export type PosingRelay = {
  readonly url: string;
  /** From now on requests whose path begins so are answered with this, and streams are cut; nothing asked of the server. */
  readonly pose: (path: string, answer: Answer) => void;
  /** The server answers by itself again. */
  readonly step: () => void;
  /** Nobody answers, until `step`. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

/** Opens one before the server at that address. */
export async function openPosingRelay(serverUrl: string): Promise<PosingRelay> {
  const target = new URL(serverUrl);
  const state: { path: string; answer: Answer | 'nothing' | undefined } = { path: '', answer: undefined };
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
