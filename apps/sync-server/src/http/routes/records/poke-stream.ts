/** Chosen: below the half minute after which proxies and phones close an idle connection. */
const heartbeatMs = 25_000;

/** One stream of server-sent events (WHATWG HTML, 9.2): its body, and the functions that write to it. */
export type PokeStreamWriter = {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Sends the journal number up to which there is news. While the reader is slow, only the newest number waits. */
  readonly news: (n: number) => void;
  /** Sends a whole event and returns true. Returns false while an earlier event has not been read: then nothing is sent. */
  readonly send: (event: Uint8Array<ArrayBuffer>) => boolean;
  readonly end: () => void;
};

/** Opens a stream that ends by itself after `lifeMs`. `ended` is called once, whether the server or the reader ends it. */
export function openPokeStream({
  lifeMs,
  ended,
}: {
  readonly lifeMs: number;
  readonly ended: () => void;
}): PokeStreamWriter {
  const text = new TextEncoder();
  const state = { isOver: false, news: undefined as number | undefined };
  const made: { controller?: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> } = {};
  const hasRoom = (): boolean => !state.isOver && (made.controller?.desiredSize ?? 0) > 0;
  const write = (event: Uint8Array<ArrayBuffer>): void => {
    heartbeat.refresh();
    made.controller?.enqueue(event);
  };
  const tell = (): void => {
    if (state.news === undefined || !hasRoom()) return;
    const event = text.encode(`data: ${JSON.stringify({ n: state.news })}\n\n`);
    state.news = undefined;
    write(event);
  };
  const finish = (): void => {
    if (state.isOver) return;
    state.isOver = true;
    clearInterval(heartbeat);
    clearTimeout(life);
    ended();
  };
  const end = (): void => {
    if (state.isOver) return;
    finish();
    made.controller?.close();
  };
  const heartbeat = setInterval(() => {
    if (hasRoom()) write(text.encode(': still here\n\n'));
  }, heartbeatMs);
  const life = setTimeout(end, lifeMs);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      made.controller = controller;
    },
    pull: tell,
    cancel: finish,
  });
  return {
    body,
    news(n) {
      state.news = Math.max(state.news ?? 0, n);
      tell();
    },
    send(event) {
      if (state.news !== undefined || !hasRoom()) return false;
      write(event);
      return true;
    },
    end,
  };
}
