import { headHeader } from '@outpost/domain/sync/head-header';
import { streamHeader } from '@outpost/domain/sync/news-page';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { refuse } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type {
  BytesReply,
  BytesRequest,
  EventListener,
  HttpRequest,
  StreamReply,
  Timers,
  Transport,
} from '../../device/ports.ts';
import { isBound, type Proofs } from './proofs.ts';
import { readReply, type ServerAnswer } from './read-reply.ts';

/** The session's part: a token that is valid now, and a new one when the server refused it. */
export type TokenSource = {
  readonly accessToken: () => Promise<ServerAnswer<string>>;
  /** Returns the token after this refused one; `refused` when the session is over. */
  readonly renewed: (refusedToken: string) => Promise<ServerAnswer<string>>;
};

/**
 * Chosen: a page on a slow connection takes seconds. A connection without data for longer counts as broken, and the request is
 * sent again.
 */
const defaultTimeoutMs = 60_000;

/** Chosen: before the first byte of a large file the server may read a whole journal. Node's fetch waits for 300 s at most. */
const downloadTimeoutMs = 240_000;

/** E-3: more than any refusal has. */
const mostRefusalBytes = 65_536;

/**
 * Sends one request and reads its answer. Never rejects: a failure on the way is `offline`. A reply after the timeout does not
 * count.
 */
export async function exchange<T>(
  transport: Transport,
  request: HttpRequest,
  options: { readonly schema: z.ZodType<T>; readonly timers: Timers; readonly timeoutMs?: number },
): Promise<ServerAnswer<T>> {
  const sent = await inTime((signal) => transport.request(request, signal), options);
  return sent.kind === 'value' ? readReply(sent.value, options.schema) : sent;
}

/** Runs one request, and ends it where the server does not answer in time. Never rejects. */
async function inTime<T>(
  send: (signal: AbortSignal) => Promise<T>,
  options: { readonly timers: Timers; readonly timeoutMs?: number },
): Promise<{ readonly kind: 'value'; readonly value: T } | { readonly kind: 'offline'; readonly problem: string }> {
  const abort = new AbortController();
  let stopWaiting = (): void => undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    stopWaiting = options.timers.after(options.timeoutMs ?? defaultTimeoutMs, () => {
      abort.abort();
      reject(new Error('The server did not answer in time.'));
    });
  });
  try {
    return { kind: 'value', value: await Promise.race([send(abort.signal), tooLate]) };
  } catch (cause) {
    return {
      kind: 'offline',
      problem: cause instanceof Error && cause.message !== '' ? cause.message : 'The server was not reached.',
    };
  } finally {
    stopWaiting();
  }
}

const isSuccess = ({ status }: Pick<BytesReply, 'status'>): boolean => status >= 200 && status < 300;

/** Returns the refusal in an answer whose body was expected to be bytes. */
function refusalIn({ status, header }: Omit<BytesReply, 'bytes'>, bytes: Uint8Array): ServerAnswer<never> {
  const contentType = header('content-type') ?? '';
  const reply = readReply({ status, contentType, body: new TextDecoder().decode(bytes) }, z.never());
  return reply.kind === 'value' ? { kind: 'unfit', problem: `The server answered ${status}.` } : reply;
}

/** Returns the first bytes of a body, and ends it where it has more. */
async function firstBytes(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

/** Whether a refusal with status 401 says nothing about the token: the same request again would count as another wrong try. */
const isWrongAnswer = ({ code }: { readonly code: string }): boolean =>
  code === 'access/bad-code' || code === 'access/bad-credentials';

/**
 * A signed-in device's connection to its server: every request carries the token and the protocol's number, and is sent once more
 * after a renewal.
 */
export class ServerLink {
  readonly #transport: Transport;
  readonly #timers: Timers;
  readonly #tokens: TokenSource;
  /** Makes the proofs of this session's key; undefined for a session without one. */
  readonly #proofs: Proofs | undefined;
  /** The device's name for the stream that is open. */
  #stream: string | undefined;
  /** The newest signature of the server for its journal that this device holds, sent with every pull and push (S-1b). */
  signedHead: string | undefined;

  constructor(input: {
    readonly transport: Transport;
    readonly timers: Timers;
    readonly tokens: TokenSource;
    readonly proofs?: Proofs | undefined;
  }) {
    this.#transport = input.transport;
    this.#timers = input.timers;
    this.#tokens = input.tokens;
    this.#proofs = input.proofs;
  }

  /** Whether the server refused a proof and sent its time, so that the same request may pass with the next proof. */
  #isProvenAgain(answer: ServerAnswer<unknown>): boolean {
    return answer.kind === 'refused' && this.#proofs?.heard(answer.refusal) === true;
  }

  /** Sends a request and reads its answer. Without a given method it uses GET where `body` is undefined, else POST. */
  async ask<T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    { method = body === undefined ? 'GET' : 'POST' }: { readonly method?: HttpRequest['method'] } = {},
  ): Promise<ServerAnswer<T>> {
    return this.#withToken((token) => this.#send(path, body, { schema, method, token }));
  }

  /** Sends a request with the token, once more with a new proof where the server sent its time, and once more after a renewal. */
  async #withToken<T>(send: (token: string) => Promise<ServerAnswer<T>>): Promise<ServerAnswer<T>> {
    const token = await this.#tokens.accessToken();
    if (token.kind !== 'value') return token;
    let first = await send(token.value);
    if (this.#isProvenAgain(first)) first = await send(token.value);
    if (first.kind !== 'refused' || first.status !== 401 || isWrongAnswer(first.refusal)) return first;
    const renewed = await this.#tokens.renewed(token.value);
    return renewed.kind === 'value' ? send(renewed.value) : renewed;
  }

  #send<T>(
    path: string,
    body: unknown,
    {
      schema,
      token,
      method,
    }: { readonly schema: z.ZodType<T>; readonly token: string; readonly method: HttpRequest['method'] },
  ): Promise<ServerAnswer<T>> {
    const proof = path === '/sync/pull' || path === '/sync/push' ? this.signedHead : undefined;
    const headers = {
      ...this.#headers(token, { method, path }),
      ...(proof === undefined ? {} : { [headHeader]: proof }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const request: HttpRequest = {
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return exchange(this.#transport, request, { schema, timers: this.#timers });
  }

  /**
   * Sends a request of a file's bytes, once more after a renewal of the token. A refusal of a HEAD has no body, so it has only its
   * status.
   */
  transfer(request: BytesRequest): Promise<ServerAnswer<BytesReply>> {
    return this.#withToken((token) => this.#transfer(request, token));
  }

  /**
   * Sends a request whose answer is a large file, once more after a renewal of the token. The caller reads the answer's chunks to their
   * end, or aborts `signal`.
   */
  download(request: BytesRequest, signal: AbortSignal): Promise<ServerAnswer<StreamReply>> {
    return this.#withToken((token) => this.#download(request, { token, signal }));
  }

  async #download(
    request: BytesRequest,
    { token, signal }: { readonly token: string; readonly signal: AbortSignal },
  ): Promise<ServerAnswer<StreamReply>> {
    const { download } = this.#transport;
    if (!download) return { kind: 'offline', problem: 'This connection moves no files.' };
    const headers = { ...this.#headers(token, request), ...request.headers };
    const sent = await inTime((late) => download({ ...request, headers }, AbortSignal.any([late, signal])), {
      timers: this.#timers,
      timeoutMs: downloadTimeoutMs,
    });
    if (sent.kind !== 'value' || isSuccess(sent.value)) return sent;
    return inTime(() => firstBytes(sent.value.chunks, mostRefusalBytes), { timers: this.#timers }).then((body) =>
      body.kind === 'value' ? refusalIn(sent.value, body.value) : body,
    );
  }

  async #transfer(request: BytesRequest, token: string): Promise<ServerAnswer<BytesReply>> {
    const { transfer } = this.#transport;
    if (!transfer) return { kind: 'offline', problem: 'This connection moves no files.' };
    const headers = { ...this.#headers(token, request), ...request.headers };
    const sent = await inTime((signal) => transfer({ ...request, headers }, signal), { timers: this.#timers });
    if (sent.kind !== 'value') return sent;
    const { status, header, bytes } = sent.value;
    if (isSuccess(sent.value)) return sent;
    const contentType = header('content-type') ?? '';
    if (request.method === 'HEAD' && contentType.startsWith('application/problem+json'))
      return {
        kind: 'refused',
        status,
        refusal: refuse('request/not-found', 'The server has no such file.', { path: request.path }),
      };
    return refusalIn(sent.value, bytes);
  }

  #headers(
    token: string,
    request: Pick<HttpRequest, 'method' | 'path'> | BytesRequest,
  ): Readonly<Record<string, string>> {
    const proofs = isBound(token) ? this.#proofs : undefined;
    return {
      authorization: `${proofs ? 'DPoP' : 'Bearer'} ${token}`,
      ...proofs?.header({ ...request, token }),
      [protocolHeader]: String(protocolVersion),
      accept: 'application/json',
      ...(this.#stream === undefined ? {} : { [streamHeader]: this.#stream }),
    };
  }

  /**
   * Opens the stream of pokes under a new name, which all requests contain while it is open (S-3). So the server has the
   * position of the stream's device, and sends pages. Returns the function that closes it, or undefined where there is no
   * token to open it with.
   */
  async openPokes(name: string, listener: EventListener): Promise<(() => void) | undefined> {
    const token = await this.#tokens.accessToken();
    if (token.kind !== 'value') return undefined;
    this.#stream = name;
    const over = (): void => {
      if (this.#stream === name) this.#stream = undefined;
    };
    const close = this.#transport.openEvents(
      '/sync/poke',
      { ...this.#headers(token.value, { method: 'GET', path: '/sync/poke' }), accept: 'text/event-stream' },
      {
        ...listener,
        ended: (reason, waitMs) => {
          over();
          listener.ended(reason, waitMs);
        },
      },
    );
    return () => {
      over();
      close();
    };
  }
}
