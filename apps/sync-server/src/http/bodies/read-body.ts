import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Rest, Slices } from '../../sharing/loop-share.ts';
import { type BodyLimits, smallBody } from './body-rules.ts';
import { JsonScan } from './json-scan.ts';

/** A body as it came in, and what is known of its JSON. `bytes` holds it and nothing else. */
export type ReadBody = { readonly bytes: Uint8Array; readonly scan: JsonScan };

/** How long a body may take. */
export type BodyPace = {
  /** Any body may take as long. */
  readonly graceMs: number;
  /** What lasts longer has to come at this rate, counted from the start. */
  readonly bytesPerSecond: number;
};

/** Chosen: a device on a line of 60 kB/s sends its largest usual push in half a minute. */
export const usualPace: BodyPace = { graceMs: 20_000, bytesPerSecond: 16_384 };

/** `rest`: between slices of a large body. */
type Pacing = { readonly pace: BodyPace; readonly announced: number | undefined; readonly rest: Rest };

/**
 * Reads a body as a stream, at most as much as its limits say: it stops at the first byte, or the first value, that is too much. Refuses
 * `request/too-large`, `request/too-slow` and `request/invalid`. A body that breaks off is a fault of the connection: it throws.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  { pace, announced, rest }: Pacing,
): Promise<Result<ReadBody>> {
  const late = lateness(pace);
  try {
    // Node's parser reads no more than was announced, and a stream of the web costs as much as a small answer.
    if (announced !== undefined && announced <= smallBody) return await readAtOnce(request, limits, late);
    return await readStream(request.body, limits, { late, rest });
  } finally {
    late.stop();
  }
}

async function readAtOnce(request: Request, limits: BodyLimits, late: Lateness): Promise<Result<ReadBody>> {
  const read = await Promise.race([request.arrayBuffer(), late.after(0)]);
  if (read === 'late') return tooSlow();
  if (read.byteLength > limits.bytes) return tooLarge(limits);
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
      if (size + read.value.length > limits.bytes) return tooLarge(limits);
      bytes = withRoom(bytes, { size, more: read.value.length, most: limits.bytes });
      // A chunk is as large as its sender's packets on a line, but as its body in one process.
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
    reader.cancel().catch(() => undefined); // what else comes is let go
  }
}

const chunk = 65_536;
/** Measured: some 2 ms. */
const sliceBytes = 524_288;

/** The bytes with room for more: twice as many as there were, so that each is copied once or twice. */
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

/** The refusal of a body that is larger than its route takes. */
export const tooLarge = ({ bytes: limit }: BodyLimits): Result<never> =>
  refuse('request/too-large', `The body is larger than ${limit} bytes. Send less at a time.`, { limit });

type Lateness = { readonly after: (size: number) => Promise<'late'>; readonly stop: () => void };

/** Tells when a body of which so much has come has taken longer than it may. One timer at a time. */
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
