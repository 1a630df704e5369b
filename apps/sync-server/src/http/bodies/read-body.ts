import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Rest, Slices } from '../../sharing/loop-share.ts';
import { type BodyLimits, smallBody } from './body-rules.ts';
import { JsonScan } from './json-scan.ts';

/** The received bytes of a body, and the scan of its JSON. `bytes` has no unused room at its end. */
export type ReadBody = { readonly bytes: Uint8Array; readonly scan: JsonScan };

/** The longest time that a body may take. */
export type BodyPace = {
  /** Every body may take this long. */
  readonly graceMs: number;
  /** A body that takes longer must arrive at this rate, counted from its start. */
  readonly bytesPerSecond: number;
};

/** Chosen: a device on a line of 60 kB/s sends its largest usual push in half a minute. */
export const usualPace: BodyPace = { graceMs: 20_000, bytesPerSecond: 16_384 };

/** `rest`: called between slices of a large body. */
type Pacing = { readonly pace: BodyPace; readonly announced: number | undefined; readonly rest: Rest };

/**
 * Reads a body as a stream. It stops at the first byte or value over the limits. Refuses `request/too-large`, `request/too-slow` and
 * `request/invalid`. Throws where the connection breaks before the body's end.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  { pace, announced, rest }: Pacing,
): Promise<Result<ReadBody>> {
  const late = lateness(pace);
  try {
    // Node's parser reads no more bytes than were announced. A web stream would cost as much as a small answer.
    if (announced !== undefined && announced <= smallBody) return await readAtOnce(request, limits, late);
    return await readStream(request.body, limits, { late, rest });
  } finally {
    late.stop();
  }
}

async function readAtOnce(request: Request, limits: BodyLimits, late: Lateness): Promise<Result<ReadBody>> {
  const read = await Promise.race([request.arrayBuffer(), late.after(0)]);
  if (read === 'late') return tooSlow();
  if (read.byteLength > limits.bytes) return bodyTooLarge(limits);
  const bytes = new Uint8Array(read);
  const scan = new JsonScan(limits);
  return scan.advance(bytes, bytes.length) ?? accept({ bytes, scan });
}

async function readStream(
  body: ReadableStream<Uint8Array> | null,
  limits: BodyLimits,
  { late, rest }: { readonly late: Lateness; readonly rest: Rest },
): Promise<Result<ReadBody>> {
  const scan = new JsonScan(limits);
  if (body === null) return accept({ bytes: new Uint8Array(), scan });
  const reader = body.getReader();
  const slices = new Slices(sliceBytes, rest);
  let bytes = new Uint8Array(smallBody);
  let size = 0;
  try {
    for (;;) {
      const read = await Promise.race([reader.read(), late.after(size)]);
      if (read === 'late') return tooSlow();
      if (read.done) return accept({ bytes: bytes.subarray(0, size), scan });
      if (size + read.value.length > limits.bytes) return bodyTooLarge(limits);
      bytes = withRoom(bytes, { size, more: read.value.length, most: limits.bytes });
      // Over a network a chunk is as large as a packet. From a sender in this process it is as large as the body.
      for (let from = 0; from < read.value.length; from += chunk) {
        const part = read.value.subarray(from, from + chunk);
        bytes.set(part, size);
        size += part.length;
        const wrong = scan.advance(bytes, size);
        if (wrong) return wrong;
        if (size > smallBody) await slices.did(part.length);
      }
    }
  } finally {
    reader.cancel().catch(() => undefined); // the remaining bytes are not read
  }
}

const chunk = 16_384;
/** The bytes that are scanned before a rest. Measured: 131,072 bytes of brackets alone took 55 ms before V8 had compiled the scan. */
const sliceBytes = 32_768;

/** Returns the bytes with room for more. The size doubles, so that each byte is copied once or twice. */
function withRoom(
  bytes: Uint8Array<ArrayBuffer>,
  { size, more, most }: { readonly size: number; readonly more: number; readonly most: number },
): Uint8Array<ArrayBuffer> {
  if (size + more <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.min(most, Math.max(bytes.length * 2, size + more)));
  larger.set(bytes.subarray(0, size));
  return larger;
}

const tooSlow = (): Result<never> =>
  refuse('request/too-slow', 'The body came too slowly. Send it again, or less at a time.', { waitSeconds: 1 });

/** Returns the refusal of a body that is larger than its route takes. */
export const bodyTooLarge = ({ bytes: limit }: BodyLimits): Result<never> =>
  refuse('request/too-large', `The body is larger than ${limit} bytes. Send less at a time.`, { limit });

type Lateness = { readonly after: (size: number) => Promise<'late'>; readonly stop: () => void };

/** Watches whether a body arrives too slowly. `after(size)` resolves once `size` bytes have taken too long. Uses one timer at a time. */
function lateness({ graceMs, bytesPerSecond }: BodyPace): Lateness {
  const began = performance.now();
  const state: { size: number; timer: NodeJS.Timeout | undefined } = { size: 0, timer: undefined };
  const late = new Promise<'late'>((resolve) => {
    const look = (): void => {
      const leftMs = began + graceMs + (state.size / bytesPerSecond) * 1_000 - performance.now();
      if (leftMs <= 0) resolve('late');
      else state.timer = setTimeout(look, leftMs);
    };
    look();
  });
  return {
    after(size) {
      state.size = size;
      return late;
    },
    stop: () => clearTimeout(state.timer),
  };
}
