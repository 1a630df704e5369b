import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A tile: its number on the Hilbert curve of all zooms (`zxyToTileId` of pmtiles), and its bytes. */
export type NumberedTile = { readonly id: number; readonly bytes: Uint8Array };

/** The facts about the whole map that a reader needs. Degrees. */
export type MapFacts = {
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  /** The metadata of the map, stored as JSON: its layers, its name, its sources. */
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** One line of a directory: `run` tiles from `id` on have these bytes; a run of 0 is another directory. */
type Entry = { readonly id: number; readonly run: number; readonly offset: number; readonly length: number };

const headerBytes = 127;
/** Readers fetch this many bytes first. They must contain the header and the root directory (PMTiles 3, section 3). */
const firstFetch = 16_384;
const gzip = 2;
const mvt = 1;

/**
 * Returns a PMTiles file (version 3) of vector tiles. Tiles are compressed with gzip, and equal tiles are stored once. `tiles`
 * have ascending numbers, each once.
 */
export function pmtilesFile(tiles: Iterable<NumberedTile>, facts: MapFacts): Buffer {
  const known = new Map<string, { readonly offset: number; readonly length: number }>();
  const bodies: Buffer[] = [];
  const entries: Entry[] = [];
  let end = 0;
  let addressed = 0;
  for (const { id, bytes } of tiles) {
    addressed += 1;
    const digest = createHash('sha256').update(bytes).digest('base64');
    let place = known.get(digest);
    if (!place) {
      const body = gzipSync(bytes, { level: 9 });
      place = { offset: end, length: body.length };
      known.set(digest, place);
      bodies.push(body);
      end += body.length;
    }
    const last = entries.at(-1);
    if (last && last.id + last.run === id && last.offset === place.offset)
      entries[entries.length - 1] = { ...last, run: last.run + 1 };
    else entries.push({ id, run: 1, ...place });
  }
  const { root, leaves } = directories(entries);
  const metadata = gzipSync(JSON.stringify(facts.metadata), { level: 9 });
  const header = Buffer.alloc(headerBytes);
  header.write('PMTiles', 0, 'ascii');
  header.writeUInt8(3, 7);
  const rootAt = headerBytes;
  const metadataAt = rootAt + root.length;
  const leavesAt = metadataAt + metadata.length;
  const tilesAt = leavesAt + leaves.length;
  const numbers = [rootAt, root.length, metadataAt, metadata.length, leavesAt, leaves.length, tilesAt, end, addressed, entries.length, bodies.length]; // prettier-ignore
  for (const [index, number] of numbers.entries()) header.writeBigUInt64LE(BigInt(number), 8 + index * 8);
  header.writeUInt8(1, 96); // the tiles are in the order of their numbers
  header.writeUInt8(gzip, 97);
  header.writeUInt8(gzip, 98);
  header.writeUInt8(mvt, 99);
  header.writeUInt8(facts.minZoom, 100);
  header.writeUInt8(facts.maxZoom, 101);
  const degrees = [facts.west, facts.south, facts.east, facts.north];
  for (const [index, degree] of degrees.entries()) header.writeInt32LE(Math.round(degree * 1e7), 102 + index * 4);
  header.writeUInt8(facts.minZoom, 118);
  header.writeInt32LE(Math.round(((facts.west + facts.east) / 2) * 1e7), 119);
  header.writeInt32LE(Math.round(((facts.south + facts.north) / 2) * 1e7), 123);
  return Buffer.concat([header, root, metadata, leaves, ...bodies]);
}

/** Returns the root directory, and further ones where the root would not fit into the first fetch. */
function directories(entries: readonly Entry[]): { readonly root: Buffer; readonly leaves: Buffer } {
  const whole = directory(entries);
  if (headerBytes + whole.length <= firstFetch) return { root: whole, leaves: Buffer.alloc(0) };
  for (let size = 4_096; ; size *= 2) {
    const leaves: Buffer[] = [];
    const named: Entry[] = [];
    let offset = 0;
    for (let from = 0; from < entries.length; from += size) {
      const part = entries.slice(from, from + size);
      const leaf = directory(part);
      named.push({ id: part[0]?.id ?? 0, run: 0, offset, length: leaf.length });
      leaves.push(leaf);
      offset += leaf.length;
    }
    const root = directory(named);
    if (headerBytes + root.length <= firstFetch) return { root, leaves: Buffer.concat(leaves) };
  }
}

/** Writes a directory column by column: the steps of the numbers, the runs, the lengths, the offsets. */
function directory(entries: readonly Entry[]): Buffer {
  const bytes: number[] = [];
  const varint = (value: number) => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  varint(entries.length);
  for (const [index, { id }] of entries.entries()) varint(id - (entries[index - 1]?.id ?? 0));
  for (const { run } of entries) varint(run);
  for (const { length } of entries) varint(length);
  for (const [index, { offset }] of entries.entries()) {
    const last = entries[index - 1];
    varint(last && offset === last.offset + last.length ? 0 : offset + 1); // 0: directly after the previous entry
  }
  return gzipSync(Uint8Array.from(bytes), { level: 9 });
}
