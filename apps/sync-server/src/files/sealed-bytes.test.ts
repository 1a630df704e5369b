import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { clearSizeOf, DamagedBytes, openRange, type RangeToOpen, sealBytes, sealedSizeOf } from './sealed-bytes.ts';

const orgId = '0190b1f2-7c00-7000-8000-0000000000f1';
const key = { id: 'twelve-bytes', contents: randomBytes(32), names: randomBytes(32) };
const at = { orgId, place: 'content of a test' };
const [segment, tag, header] = [65_536, 16, 64];

/** Yields bytes in pieces, as a stream delivers them. */
async function* inPieces(bytes: Uint8Array, size = 10_007): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const sealed = (bytes: Uint8Array, more: Partial<Parameters<typeof sealBytes>[1]> = {}): Promise<Buffer> =>
  buffer(Readable.from(sealBytes(inPieces(bytes), { ...at, key, random: randomBytes, ...more })));

async function open(stored: Buffer, sizeBytes: number, more: Partial<RangeToOpen> = {}): Promise<Buffer> {
  const read = ({ from, to }: { readonly from: number; readonly to: number }) =>
    Promise.resolve(Readable.from(inPieces(stored.subarray(from, to + 1))));
  const range = { from: 0, to: sizeBytes - 1 };
  const keyOf = ({ keyId }: { readonly keyId: string }) => (keyId === key.id ? key : undefined);
  return buffer((await openRange(read, { ...at, sizeBytes, range, keyOf, ...more })) ?? expect.fail('nothing'));
}
const partOf = (stored: Buffer, n: number): Buffer =>
  stored.subarray(header + n * (segment + tag), header + (n + 1) * (segment + tag));

describe('[PLT-48] sealed bytes', () => {
  it.each([0, 1, segment - 1, segment, segment + 1, 3 * segment, 200_003])(
    'of %i bytes open as they were',
    async (size) => {
      const bytes = randomBytes(size);
      const stored = await sealed(bytes);
      expect([stored.length, clearSizeOf(stored.length)]).toEqual([sealedSizeOf(size), size]);
      expect((await open(stored, size)).equals(bytes)).toBe(true);
    },
  );

  it('open in any range', async () => {
    const bytes = randomBytes(200_003);
    const stored = await sealed(bytes);
    const edges = [0, 1, segment - 1, segment, segment + 1, 2 * segment, 3 * segment - 1, 3 * segment, 200_002];
    for (const from of edges)
      for (const to of edges.filter((edge) => edge >= from))
        expect((await open(stored, bytes.length, { range: { from, to } })).equals(bytes.subarray(from, to + 1))).toBe(
          true,
        );
  });

  it('show nothing of the sealed content, and differ each time', async () => {
    const bytes = Buffer.from('The rack moves to the cellar. '.repeat(9_000));
    const [one, other] = [await sealed(bytes), await sealed(bytes)];
    expect([one.includes('cellar'), other.includes('cellar')]).toEqual([false, false]);
    expect(one.subarray(header).equals(other.subarray(header))).toBe(false);
  });

  const bytes = randomBytes(3 * segment + 500);
  const whole = bytes.length;
  const changed = (stored: Buffer, place: number): Buffer => {
    const copy = Buffer.from(stored);
    copy[place] = (copy[place] ?? 0) ^ 1;
    return copy;
  };
  const ofParts = (stored: Buffer, parts: readonly number[]): Buffer =>
    Buffer.concat([stored.subarray(0, header), ...parts.map((n) => partOf(stored, n))]);

  it.each<[string, (stored: Buffer) => Buffer, number]>([
    ['cut by one byte', (stored) => stored.subarray(0, -1), whole],
    ['cut after a segment', (stored) => ofParts(stored, [0, 1, 2]), whole],
    ['cut after a segment, with the size of the rest', (stored) => ofParts(stored, [0, 1, 2]), 3 * segment],
    ['with two segments reordered', (stored) => ofParts(stored, [0, 2, 1, 3]), whole],
    ['with a segment doubled', (stored) => ofParts(stored, [0, 0, 2, 3]), whole],
    ['without its first segment', (stored) => ofParts(stored, [1, 2, 3]), whole - segment],
    ['with a byte changed', (stored) => changed(stored, header + 70_000), whole],
    ['with a byte of a tag changed', (stored) => changed(stored, header + segment + 3), whole],
    ['with another salt', (stored) => changed(stored, header - 1), whole],
    ['with another key’s id', (stored) => changed(stored, header - 40), whole],
    ['with another tenant’s id', (stored) => changed(stored, 10), whole],
    ['that were never sealed', () => bytes, whole],
  ])('do not open when they are %s', async (_how, damage, sizeBytes) => {
    await expect(open(damage(await sealed(bytes)), sizeBytes)).rejects.toThrow(DamagedBytes);
  });

  it('do not open with a segment of another run, in another place, or for another tenant', async () => {
    const stored = await sealed(bytes);
    const swapped = Buffer.concat([stored.subarray(0, header), partOf(stored, 0), partOf(await sealed(bytes), 1), stored.subarray(header + 2 * (segment + tag))]); // prettier-ignore
    await expect(open(swapped, whole)).rejects.toThrow(DamagedBytes);
    await expect(open(stored, whole, { place: 'content of another test' })).rejects.toThrow(DamagedBytes);
    await expect(open(stored, whole, { orgId: orgId.replace('f1', 'f2') })).rejects.toThrow(DamagedBytes);
    const other = { ...key, contents: randomBytes(32) };
    await expect(open(stored, whole, { keyOf: () => other })).rejects.toThrow(DamagedBytes);
  });

  it('give out no byte of a segment that does not open', async () => {
    const damaged = changed(await sealed(bytes), header + 2 * (segment + tag) + 5);
    const range = { from: 0, to: 2 * segment - 1 };
    expect((await open(damaged, whole, { range })).equals(bytes.subarray(0, 2 * segment))).toBe(true);
    await expect(open(damaged, whole, { range: { from: 2 * segment + 9, to: 2 * segment + 9 } })).rejects.toThrow(
      DamagedBytes,
    );
  });

  it.each([0, 63, 79, 81 + segment])('have no size when the file has %i bytes', (size) => {
    expect(clearSizeOf(size)).toBeUndefined();
  });
});
