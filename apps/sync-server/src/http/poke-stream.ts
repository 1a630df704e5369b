/** Chosen: below the half minute after which proxies and phones drop a silent connection. */
const heartbeatMs = 25_000;

/** One stream of server-sent events (WHATWG HTML, 9.2), as a body and as what writes it. */
export type PokeStream = {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Tells up to which number there is news. Of several that wait to be read the newest stands for all. */
  readonly news: (n: number) => void;
  /** Sends an event whole, or answers false: something sent before has not left yet, and more would pile up here. */
  readonly send: (event: Uint8Array<ArrayBuffer>) => boolean;
  readonly end: () => void;
};

/** Opens a stream that ends by itself after `lifeMs`. `ended` is called once, whoever ends it. */
export function openPokeStream({ lifeMs, ended }: { readonly lifeMs: number; readonly ended: () => void }): PokeStream {
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
