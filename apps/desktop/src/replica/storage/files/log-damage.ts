import { existsSync, readFileSync, statSync } from 'node:fs';

/*
 * SQLite takes a frame of its log with a wrong checksum for the torn end of a power cut. It silently ignores that frame and all
 * commits after it. But if a later frame follows commits that were synced before it, the broken frame is no torn end: it is
 * damage, and the hidden commits were acknowledged. The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */

const headerBytes = 32;
const frameHeaderBytes = 24;
const magics: ReadonlySet<number> = new Set([0x377f0682, 0x377f0683]);

type Sum = readonly [number, number];

/** Returns the log's running checksum over `bytes`, a multiple of eight. Hot path: 64 MB of log take some 60 ms. */
function sumOf(bytes: Buffer, from: Sum, isBigEndian: boolean): Sum {
  let [one, two] = from;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.byteLength; at += 8) {
    one = (one + view.getUint32(at, !isBigEndian) + two) >>> 0;
    two = (two + view.getUint32(at + 4, !isBigEndian) + one) >>> 0;
  }
  return [one, two];
}

const isEqual = (a: Sum, b: Sum): boolean => a[0] === b[0] && a[1] === b[1];

type Frame = {
  readonly at: number;
  readonly page: number;
  /** The number of the file's pages after this commit; 0 within a transaction. */
  readonly commitOf: number;
  /** Whether the frame was written since the log's last restart, according to its header. */
  readonly isOfThisLog: boolean;
  readonly header: Buffer;
  readonly data: Buffer;
  readonly written: Sum;
};

const nextPower = ([one, two]: Sum): Sum => [(one + two) >>> 0, (one + 2 * two) >>> 0];

/** Whether `off` equals `by` times plus or minus a power of two, modulo 2^32 like the checksum. */
function isBitTimes(by: Sum, off: Sum): boolean {
  for (let bit = 0; bit < 32; bit += 1) {
    const [one, two] = [Math.imul(by[0], 1 << bit) >>> 0, Math.imul(by[1], 1 << bit) >>> 0];
    if (one === off[0] && two === off[1]) return true;
    if (-one >>> 0 === off[0] && -two >>> 0 === off[1]) return true;
  }
  return false;
}

const bitsOf = (word: number): number => (word >>> 0).toString(2).replaceAll('0', '').length;
const bitsBetween = (a: Buffer, b: Buffer): number => a.reduce((sum, byte, at) => sum + bitsOf(byte ^ (b[at] ?? 0)), 0);

/** One replica file's log on disk. */
export class ReplicaLog {
  readonly #bytes: Buffer;
  /** No page of the file can have a higher number; a frame with one is torn, with any other content. */
  readonly #mostPages: number;

  constructor(bytes: Buffer, fileBytes: number) {
    this.#bytes = Buffer.from(bytes); // copied, because `mend` changes it and the buffer may be pooled or shared
    this.#mostPages = Math.ceil((fileBytes + bytes.length) / this.#pageBytes);
  }

  get #pageBytes(): number {
    const stated = this.#bytes.readUInt32BE(8);
    return stated >= 512 && stated <= 65_536 && (stated & (stated - 1)) === 0 ? stated : 4_096; // damaged: use the default, which our files have
  }

  get #isBigEndian(): boolean {
    return this.#bytes.readUInt32BE(0) === 0x377f0683;
  }

  get #isHeaderSound(): boolean {
    const { one, two } = { one: this.#bytes.readUInt32BE(24), two: this.#bytes.readUInt32BE(28) };
    const [a, b] = sumOf(this.#bytes.subarray(0, 24), [0, 0], this.#isBigEndian);
    return magics.has(this.#bytes.readUInt32BE(0)) && a === one && b === two;
  }

  *#frames(): Generator<Frame> {
    const bytes = this.#bytes;
    const step = frameHeaderBytes + this.#pageBytes;
    for (let at = headerBytes; at + step <= bytes.length; at += step) {
      const [page, commitOf] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
      const isPossible = page <= this.#mostPages && commitOf <= this.#mostPages;
      yield {
        at,
        page,
        commitOf,
        isOfThisLog: isPossible && bytes.compare(bytes, 16, 24, at + 8, at + 16) === 0,
        header: bytes.subarray(at, at + 8),
        data: bytes.subarray(at + frameHeaderBytes, at + step),
        written: [bytes.readUInt32BE(at + 16), bytes.readUInt32BE(at + 20)],
      };
    }
  }

  /**
   * Returns the first damage, or `undefined` for a sound log. A frame with more than one wrong bit and no later transaction
   * counts as torn: it looks the same as an unacknowledged commit that a power cut interrupted.
   */
  findDamage(): string | undefined {
    if (this.#bytes.length <= headerBytes) return undefined; // only a header: there are no commits
    if (!this.#isHeaderSound) return 'the head of its log'; // the header is synced before the first frame is written
    let before: Sum = [this.#bytes.readUInt32BE(24), this.#bytes.readUInt32BE(28)];
    let number = 0;
    let broken: number | undefined;
    let hasCommitBehind = false;
    for (const frame of this.#frames()) {
      number += 1;
      // Each checksum continues from the stored one before it, whether or not that frame is sound.
      const isSound = frame.isOfThisLog && frame.page > 0 && isEqual(this.#sumOf(frame, before), frame.written);
      const since = before;
      before = frame.written;
      if (broken === undefined) {
        if (isSound) continue;
        if (this.#isTurnedBit(frame, since)) return `page ${number} of its log`;
        broken = number;
        continue;
      }
      if (!isSound) continue;
      if (hasCommitBehind) return `page ${broken} of its log`; // the commit before this frame had been synced
      hasCommitBehind = frame.commitOf > 0;
    }
    return undefined;
  }

  /**
   * Whether a single wrong bit explains a frame's checksum; then no torn write caused it. (The position of the bit cannot be
   * determined: a high bit changes the sum equally anywhere in the page.) The checksum is linear: a word that differs by d, with
   * j pairs after it, changes the sum by d times the j-th power of the step's matrix. So no candidate has to be summed up.
   */
  #isTurnedBit(frame: Frame, before: Sum): boolean {
    const sum = this.#sumOf(frame, before);
    const name = bitsBetween(this.#bytes.subarray(16, 24), this.#bytes.subarray(frame.at + 8, frame.at + 16));
    if (name > 1) return false; // of an earlier log, or never written
    if (name === 1) return isEqual(sum, frame.written);
    if (bitsOf(sum[0] ^ frame.written[0]) + bitsOf(sum[1] ^ frame.written[1]) === 1) return true;
    const off: Sum = [(frame.written[0] - sum[0]) >>> 0, (frame.written[1] - sum[1]) >>> 0];
    let [first, second]: [Sum, Sum] = [
      [1, 1],
      [0, 1],
    ];
    for (let pairs = this.#pageBytes / 8 + 1; pairs > 0; pairs -= 1) {
      if (isBitTimes(first, off) || isBitTimes(second, off)) return true;
      first = nextPower(first);
      second = nextPower(second);
    }
    return false;
  }

  #sumOf(frame: Frame, before: Sum): Sum {
    return sumOf(frame.data, sumOf(frame.header, before, this.#isBigEndian), this.#isBigEndian);
  }

  /**
   * Repairs all checksums, so that SQLite reads every frame. A damaged page is then detected by its own seal, and the commits
   * after it are available again. Changes this log.
   */
  mend(): Buffer {
    const bytes = this.#bytes;
    const frames = [...this.#frames()];
    if (!this.#isHeaderSound) {
      // The frames contain the salt of their log; the newest log's frames come first.
      const [first] = frames;
      if (first === undefined) return bytes;
      bytes.writeUInt32BE(0x377f0682, 0);
      bytes.writeUInt32BE(3_007_000, 4);
      bytes.writeUInt32BE(this.#pageBytes, 8);
      bytes.copy(bytes, 16, first.at + 8, first.at + 16);
    }
    let sum = sumOf(bytes.subarray(0, 24), [0, 0], this.#isBigEndian);
    bytes.writeUInt32BE(sum[0], 24);
    bytes.writeUInt32BE(sum[1], 28);
    const last = frames.findLastIndex(
      (frame) => bitsBetween(bytes.subarray(16, 24), bytes.subarray(frame.at + 8, frame.at + 16)) <= 1,
    );
    for (const frame of frames.slice(0, last + 1)) {
      bytes.copy(bytes, frame.at + 8, 16, 24);
      sum = this.#sumOf(frame, sum);
      bytes.writeUInt32BE(sum[0], frame.at + 16);
      bytes.writeUInt32BE(sum[1], frame.at + 20);
    }
    return bytes;
  }

  /** Yields the sealed pages of its commits, in the order of writing. For a sound or repaired log. */
  *pages(): Generator<{ readonly page: number; readonly data: Buffer }> {
    const frames = [...this.#frames()].filter((frame) => frame.isOfThisLog);
    const end = frames.findLastIndex((frame) => frame.commitOf > 0) + 1;
    for (const { page, data } of frames.slice(0, end)) yield { page, data };
  }
}

/** Returns the log beside a replica's file; `undefined` where it is missing or empty. */
export function readLog(file: string): ReplicaLog | undefined {
  const path = `${file}-wal`;
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return bytes.length === 0 ? undefined : new ReplicaLog(bytes, existsSync(file) ? statSync(file).size : 0);
}
