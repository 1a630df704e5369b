import type { Timers } from '@outpost/desktop/replica/device/ports';

/**
 * The fates of a stream's chunk. `cut`: the stream breaks in the chunk's middle. `silent`: neither the chunk nor any later one
 * arrives, without notice.
 */
export const chunkFates = ['doubled', 'cut', 'silent'] as const;
export type ChunkFate = 'arrives' | (typeof chunkFates)[number];

/**
 * The interval of the server's heartbeat, by which a device tells an idle stream from a broken one
 * (`http/routes/records/poke-stream.ts`). The server uses real time; here it is the device's time.
 */
const beatMs = 25_000;
const stillHere = new TextEncoder().encode(': still here\n\n');

export type StreamTravel = {
  readonly after: Timers['after'];
  readonly lagMs: () => number;
  readonly fate: () => ChunkFate;
  /** Whether messages sent now arrive. */
  readonly isOpen: () => boolean;
  /** Aborted when the device has closed the stream or considers it broken. */
  readonly signal: AbortSignal;
  /** Called with each chunk that the server sends. */
  readonly sent: (chunk: Uint8Array) => void;
};

/** Returns a server's stream as a device receives it: later, and not always complete. The order is kept. */
export function faultyStream(body: ReadableStream<Uint8Array>, travel: StreamTravel): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const state = { isOver: false, isSilent: false, last: Promise.resolve() };
  let stopBeat = (): void => undefined;
  const over = (): boolean => {
    const was = state.isOver;
    state.isOver = true;
    stopBeat();
    return was;
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const inTurn = (arrive: () => void): void => {
        const lag = new Promise<void>((resolve) => void travel.after(travel.lagMs(), resolve));
        state.last = Promise.all([state.last, lag]).then(() => {
          if (state.isOver || state.isSilent) return;
          if (travel.isOpen()) arrive();
          else state.isSilent = true;
        });
      };
      const breaks = (why: string): void => {
        if (!over()) controller.error(new Error(why));
      };
      const arrives = (chunk: Uint8Array): void => {
        const fate = travel.fate();
        if (fate === 'silent') return void (state.isSilent = true);
        controller.enqueue(fate === 'cut' ? chunk.slice(0, Math.floor(chunk.length / 2)) : chunk);
        if (fate === 'doubled') controller.enqueue(chunk);
        if (fate !== 'cut') return;
        breaks('The stream was cut.');
        void reader.cancel();
      };
      const beat = (): void => {
        stopBeat = travel.after(beatMs, () => {
          inTurn(() => controller.enqueue(stillHere));
          beat();
        });
      };
      const read = async (): Promise<void> => {
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          const { value } = next;
          travel.sent(value);
          inTurn(() => arrives(value));
        }
        inTurn(() => {
          if (!over()) controller.close();
        });
      };
      travel.signal.addEventListener('abort', () => {
        breaks('The device closed its stream.');
        if (travel.isOpen() && !state.isSilent) void reader.cancel(); // otherwise the server does not notice
      });
      beat();
      void read();
    },
  });
}
