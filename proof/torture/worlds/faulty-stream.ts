import type { Timers } from '@outpost/desktop/replica/device/ports';

/** What becomes of one chunk of a stream. `cut`: the stream breaks in its middle; `silent`: neither it nor anything behind it arrives, and nobody says so. */
export const chunkFates = ['doubled', 'cut', 'silent'] as const;
export type ChunkFate = 'arrives' | (typeof chunkFates)[number];

/** The server's own beat, which keeps a stream from seeming dead (`http/poke-stream.ts`): it goes by real time there, and by the device's here. */
const beatMs = 25_000;
const stillHere = new TextEncoder().encode(': still here\n\n');

export type StreamTravel = {
  readonly after: Timers['after'];
  readonly lagMs: () => number;
  readonly fate: () => ChunkFate;
  /** Whether what arrives now arrives. */
  readonly isOpen: () => boolean;
  /** The device has closed it, or has taken it for dead. */
  readonly signal: AbortSignal;
  /** Told of each chunk as the server sends it. */
  readonly sent: (chunk: Uint8Array) => void;
};

/** A stream of the server's as a device gets it: later, and not always whole. The order of a stream stays. */
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
        if (travel.isOpen() && !state.isSilent) void reader.cancel(); // else the server does not hear of it
      });
      beat();
      void read();
    },
  });
}
