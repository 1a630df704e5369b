import { isOnThisMachine } from './same-server.ts';
import { heededWaitMs, isToComeLater, retryAfterSeconds } from './retry-after.ts';
import type {
  BytesReply,
  BytesRequest,
  EventListener,
  HttpReply,
  HttpRequest,
  StreamReply,
  Timers,
  Transport,
} from '../../device/ports.ts';

/**
 * The server sends a heartbeat every 25 s. When two of those are missing, the stream is broken, even if the network reports no
 * error.
 */
const silentStreamMs = 60_000;

/**
 * Returns the real transport to a server: Node's fetch. Follows no redirects, so that a network's own sign-in page is not
 * mistaken for the server. `base` is the server's address, with or without a path and a slash at its end.
 */
export function fetchTransport(base: string, { silentMs = silentStreamMs } = {}): Transport {
  const urlOf = (path: string) => `${base.replace(/\/+$/, '')}${path}`;
  const exchangeBytes = ({ method, path, headers, body }: BytesRequest, signal: AbortSignal): Promise<Response> =>
    fetch(urlOf(path), {
      method,
      headers: { ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body: new Uint8Array(body) }), // with a buffer of its own, as fetch's types require
    }).catch((cause: unknown): never => {
      throw new Error(whyUnreached(cause), { cause });
    });
  return {
    async request(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
      const response = await fetch(urlOf(request.path), {
        method: request.method,
        headers: { ...request.headers, 'accept-encoding': codingsFrom(base) },
        redirect: 'manual',
        signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      }).catch((cause: unknown): never => {
        throw new Error(whyUnreached(cause), { cause });
      });
      return replyOf(response);
    },
    transfer: async (request, signal) => bytesReplyOf(await exchangeBytes(request, signal)),
    download: async (request, signal) => streamOf(await exchangeBytes(request, signal)),
    openEvents(path, headers, listener) {
      const open = (signal: AbortSignal) => fetch(urlOf(path), { headers: { ...headers }, redirect: 'manual', signal });
      return readEvents(open, { listener, silentMs, after: afterUnwatched });
    },
  };
}

/** Returns the bytes of a response, as a transport passes them on. Rejects where they were truncated. */
export const bytesReplyOf = async (response: Response): Promise<BytesReply> => ({
  status: response.status,
  header: (name) => response.headers.get(name),
  bytes: new Uint8Array(await response.arrayBuffer()),
});

/** Returns a response whose body is read while it arrives, as a transport passes it on. */
export const streamOf = (response: Response): StreamReply => ({
  status: response.status,
  header: (name) => response.headers.get(name),
  chunks: response.body ?? nothing(), // Node's streams are iterable
});

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {}

/** Returns the whole of a response, as a transport passes it on. Rejects where it was truncated. */
export async function replyOf(response: Response): Promise<HttpReply> {
  const seconds = retryAfterSeconds(response.headers);
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}

/**
 * Returns the content codings that the device requests from this server (fetch decodes them). Pages shrink to a tenth, which
 * on a mobile connection is most of their time. A server on this same machine needs no compression.
 */
export const codingsFrom = (base: string): string => (isOnThisMachine(base) ? 'identity' : 'zstd, gzip');

/**
 * Returns the reason for a missing answer, for a person. Node's fetch reports only "fetch failed"; its cause has the reason.
 */
export function whyUnreached(cause: unknown): string {
  const inner =
    cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause ? String(cause.cause.code) : '';
  switch (inner) {
    case 'ECONNREFUSED':
      return 'Nothing answers at the address of the server.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'The name of the server was not found: there is no network here, or the address is wrong.';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'The connection was cut.';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return 'There is no way to the server from this network.';
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'The certificate of the server is not one that this device trusts. Ask its operator.';
    default:
      return 'The server was not reached.';
  }
}

/** A timer that does not keep the process alive. */
const afterUnwatched: Timers['after'] = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};

export type EventReading = {
  readonly listener: EventListener;
  /** A stream without data for this long is broken. */
  readonly silentMs?: number;
  readonly after: Timers['after'];
};

/** Reads a stream of server-sent events to its end, for any way of opening it. Returns the function that closes it. */
export function readEvents(
  open: (signal: AbortSignal) => Promise<Response>,
  { listener, silentMs = silentStreamMs, after }: EventReading,
): () => void {
  const abort = new AbortController();
  const isSilent = (): void => abort.abort(new Error('The stream of the server sent no data for too long.'));
  const watch = { stop: after(silentMs, isSilent) };
  const heard = (): void => {
    watch.stop();
    watch.stop = after(silentMs, isSilent);
  };
  void readToEnd(open(abort.signal), { listener, heard }).finally(() => watch.stop());
  return () => abort.abort();
}

async function readToEnd(
  opening: Promise<Response>,
  { listener, heard }: { readonly listener: EventListener; readonly heard: () => void },
): Promise<void> {
  try {
    const response = await opening;
    if (
      !response.ok ||
      !response.body ||
      !(response.headers.get('content-type') ?? '').startsWith('text/event-stream')
    ) {
      await response.body?.cancel();
      const waitMs = isToComeLater(response.status) ? heededWaitMs(retryAfterSeconds(response.headers)) : 0;
      listener.ended(`The server did not open its stream (${response.status}).`, waitMs);
      return;
    }
    listener.opened();
    let rest = '';
    const text = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      heard();
      const { events, open } = splitEvents(rest + text.decode(chunk, { stream: true }));
      rest = open;
      for (const event of events) listener.event(event);
    }
    listener.ended('The server closed its stream.');
  } catch (cause) {
    listener.ended(cause instanceof Error ? cause.message : 'The stream broke.');
  }
}

/**
 * Returns the data of whole events in a text of server-sent events (WHATWG HTML, 9.2.6), and the unfinished rest. Skips
 * comments and other fields.
 */
export function splitEvents(text: string): { readonly events: readonly string[]; readonly open: string } {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n');
  const open = blocks.pop() ?? '';
  const events = blocks.flatMap((block) => {
    const data = block
      .split('\n')
      .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : []));
    return data.length === 0 ? [] : [data.join('\n')];
  });
  return { events, open };
}
