import { hash53 } from '@outpost/domain/kernel/text/hash53';

/**
 * The keys of all records of a kind, without the keys themselves: a number of 53 bits for each. A million records with
 * five keys each take 60 MB. Different keys that have the same number by chance cost only a needless comparison.
 */
export class KeyBlocks {
  readonly #shards = Array.from({ length: shardCount }, () => new Shard());

  add(key: string, record: number): void {
    const hash = hash53(key);
    this.#shards[hash % shardCount]?.add(hash, record);
  }

  /**
   * Yields the records of each key that two or more share, one shard after the other. Blocks of more than `most` are left out. After
   * each shard it yields an empty block, so that the caller can pause where no key is shared.
   */
  *blocks(most: number): Generator<readonly number[], void, void> {
    for (const shard of this.#shards) {
      yield* shard.blocks(most);
      yield [];
    }
  }
}

/** Chosen: a shard of a million records with five keys is sorted within milliseconds. */
const shardCount = 256;

class Shard {
  #hashes = new Float64Array(64);
  #records = new Uint32Array(64);
  #count = 0;

  add(hash: number, record: number): void {
    if (this.#count === this.#hashes.length) {
      const [hashes, records] = [new Float64Array(this.#count * 2), new Uint32Array(this.#count * 2)];
      hashes.set(this.#hashes);
      records.set(this.#records);
      this.#hashes = hashes;
      this.#records = records;
    }
    this.#hashes[this.#count] = hash;
    this.#records[this.#count] = record;
    this.#count += 1;
  }

  *blocks(most: number): Generator<readonly number[], void, void> {
    const hashes = this.#hashes;
    const order = Uint32Array.from({ length: this.#count }, (_, place) => place);
    order.sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0));
    for (let from = 0; from < order.length;) {
      const hash = hashes[order[from] ?? 0];
      let to = from + 1;
      while (to < order.length && hashes[order[to] ?? 0] === hash) to += 1;
      if (to - from > 1 && to - from <= most)
        yield Array.from(order.subarray(from, to), (place) => this.#records[place] ?? 0);
      from = to;
    }
  }
}
