/**
 * An index of the acts that name a record, for very many records: 12 bytes a record instead of some 300 for sets of texts. A
 * record is identified by 64 bits of a hash of its id. So an answer may include an act that does not name the record, but it
 * never leaves one out. Acts are identified by numbers that the caller gives.
 */
export class RecordPlaces {
  #high = new Uint32Array(0);
  #low = new Uint32Array(0);
  /** The act's number plus 1: 0 is an empty place. */
  #act = new Uint32Array(0);
  #used = 0;
  readonly #gone = new Set<number>();

  /** Notes that an act names a record. `act` is a whole number below 2 to the power of 32, less 1. */
  add(record: string, act: number): void {
    if ((this.#used + 1) * 2 > this.#act.length) this.#makeRoom();
    this.#put(hashOf(record, firstSeed), hashOf(record, secondSeed), act + 1);
  }

  /** Drops an act. Its places are reused when the tables grow. Its number is not used again. */
  drop(act: number): void {
    this.#gone.add(act);
  }

  /** Returns the acts that may name a record. */
  actsOn(record: string): readonly number[] {
    if (this.#used === 0) return [];
    const [high, low] = [hashOf(record, firstSeed), hashOf(record, secondSeed)];
    const mask = this.#act.length - 1;
    const found: number[] = [];
    for (let at = high & mask; this.#act[at] !== 0; at = (at + 1) & mask) {
      if (this.#high[at] !== high || this.#low[at] !== low) continue;
      const act = (this.#act[at] ?? 0) - 1;
      if (!this.#gone.has(act)) found.push(act);
    }
    return found;
  }

  /** Returns the number of stored pairs of record and act, including those of dropped acts whose places are not free yet. */
  get size(): number {
    return this.#used;
  }

  #put(high: number, low: number, act: number): void {
    const mask = this.#act.length - 1;
    let at = high & mask;
    while (this.#act[at] !== 0) at = (at + 1) & mask;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#act[at] = act;
    this.#used += 1;
  }

  /** Copies the pairs of acts that were not dropped into tables that are at most a quarter full. */
  #makeRoom(): void {
    const [high, low, acts] = [this.#high, this.#low, this.#act];
    let living = 0;
    for (const act of acts) if (act !== 0 && !this.#gone.has(act - 1)) living += 1;
    let room = 1_024;
    while (room < living * 4) room *= 2;
    this.#high = new Uint32Array(room);
    this.#low = new Uint32Array(room);
    this.#act = new Uint32Array(room);
    this.#used = 0;
    for (const [at, act] of acts.entries())
      if (act !== 0 && !this.#gone.has(act - 1)) this.#put(high[at] ?? 0, low[at] ?? 0, act);
    this.#gone.clear();
  }
}

const [firstSeed, secondSeed] = [0x81_1c_9d_c5, 0x9e_37_79_b9];

/**
 * Returns the FNV-1a hash with a final mix: ids of one import differ only in their last digits, and must spread nevertheless.
 */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85_eb_ca_6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
