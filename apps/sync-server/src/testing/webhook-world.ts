import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { listenLocally } from '../identity/testing/hostile-network.ts';
import { testPassword, type TestServer, type TestTenant } from './test-server.ts';

type Body = Readonly<Record<string, unknown>>;

/** A request that a receiver got. */
export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };
export type HookReceiver = {
  readonly port: number;
  readonly urlOf: (path?: string) => string;
  /** The requests in the order in which they came. */
  readonly got: Received[];
  /** Decides about each request: the status of its answer, or a promise of it. */
  answer: (request: Received) => number | Promise<number>;
  readonly close: () => Promise<void>;
};

/** Starts a receiver of webhooks on this machine: a stranger's HTTP server. */
export async function startReceiver(): Promise<HookReceiver> {
  const got: Received[] = [];
  const receiver: { answer: HookReceiver['answer'] } = { answer: () => 200 };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const received = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
      got.push(received);
      void Promise.resolve(receiver.answer(received)).then((status) => response.writeHead(status).end(`answer ${status}`));
    });
  });
  const { port, close } = await listenLocally(server);
  return Object.assign(receiver, { port, got, close, urlOf: (path = '/hook') => `http://127.0.0.1:${port}${path}` });
} // prettier-ignore

/** The answer to a request. */
export type Answered<T = Body> = { readonly status: number; readonly body: T };

/** An administrator who manages webhooks by the API. */
export type WebhookAdministrator = {
  readonly userId: string;
  readonly ask: <T = Body>(route: string, body?: unknown) => Promise<Answered<T>>;
};

/** A token and a proof of the password are valid for longer. */
const fewMinutesMs = 120_000;

/** Signs a person in, and again when the test's time has passed. */
export async function webhookAdministrator(
  test: TestServer,
  tenant: TestTenant,
  { name = 'Ann', role = 'admin' }: { readonly name?: string; readonly role?: string } = {},
): Promise<WebhookAdministrator> {
  const email = `${name.toLowerCase()}-${test.newId()}@fenwright.example`;
  const { userId } = await tenant.person(name, role, { email });
  const device = { id: test.newId(), name: 'Laptop' };
  const signIn = async (): Promise<string> => {
    const answer = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
    return ((await answer.json()) as { readonly accessToken: string }).accessToken;
  };
  const state = { token: await signIn(), atMs: test.clock.nowMs() };
  return {
    userId,
    async ask<T>(route: string, body?: unknown) {
      const nowMs = test.clock.nowMs();
      if (nowMs > state.atMs + fewMinutesMs) Object.assign(state, { token: await signIn(), atMs: nowMs });
      const [method = '', path = ''] = route.split(' ');
      const answer = await test.fetch(path, { method, token: state.token, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, body: (await answer.json()) as T };
    },
  };
}
