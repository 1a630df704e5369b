import { createHash } from 'node:crypto';
import type { HunspellDictionary } from './hunspell-file.ts';

// Chromium's own form of a dictionary, `.bdic`, version 2.0: a header, the rules as lists of text, and the words as a
// tree of their bytes. Source: `google/bdict.h` of Chromium's Hunspell. All numbers are little endian.

const headerBytes = 32;
/** The largest place of a set of flags that fits into the first two bytes of a leaf, and the mark for a larger one. */
const mostInLeaf = 0x1ffe;
const notInLeaf = 0x1fff;
/** The reader takes no more sets of flags for one word. */
const mostPerWord = 32;
/** A list has its count in four bits. */
const mostInList = 15;

type Leaf = {
  readonly byte: number;
  /** The bytes of the word that follow. */
  readonly rest: string;
  readonly places: readonly number[];
  readonly sizeBytes: number;
};
type Branch = {
  readonly byte: number;
  readonly children: readonly Node[];
  readonly form: 'list8' | 'list16' | 'table16' | 'table32';
  readonly sizeBytes: number;
};
/** A node stands for one byte after those of the nodes above it; the byte 0 is the end of a word. */
type Node = Leaf | Branch;

/** Writes a dictionary as a `.bdic` file. The dictionary has a word. */
export function bdicOf({ flagSets, affixes, replacements, others, words }: HunspellDictionary): Buffer {
  const list = (lines: readonly string[]) => Buffer.from(`${lines.map((line) => `${line}\0`).join('')}\0`, 'latin1');
  const start = headerBytes + 16; // the rules begin with the places of their four lists
  const lists = [
    list([`AF ${flagSets.length}`, ...flagSets.map((flags) => `AF ${flags}`)]),
    list(affixes),
    list(replacements.flat()),
    list(others),
  ];
  const places = lists.map((_, at) => lists.slice(0, at).reduce((sum, { length }) => sum + length, start));
  const treeAt = lists.reduce((sum, { length }) => sum + length, start);
  const sorted = [...words].sort(([one], [other]) => (one < other ? -1 : 1)); // the order of bytes
  const root = branch(0, childrenOf(sorted, { from: 0, to: sorted.length, depth: 0 }));
  const file = Buffer.alloc(treeAt + root.sizeBytes);
  for (const [at, place] of places.entries()) file.writeUInt32LE(place, headerBytes + at * 4);
  Buffer.concat(lists).copy(file, start);
  writeNode(root, file, treeAt);
  file.write('BDic', 0, 'latin1');
  file.writeUInt16LE(2, 4);
  file.writeUInt32LE(headerBytes, 8);
  file.writeUInt32LE(treeAt, 12);
  createHash('md5').update(file.subarray(headerBytes)).digest().copy(file, 16);
  return file;
}

type Words = readonly (readonly [string, readonly number[]])[];

/** Makes the nodes below one node. Words `from` to `to` have the same first `depth` bytes. */
function childrenOf(words: Words, { from, to, depth }: { from: number; to: number; depth: number }): readonly Node[] {
  const children: Node[] = [];
  for (let begin = from, end: number; begin < to; begin = end) {
    const byte = byteAt(words, begin, depth);
    end = begin + 1;
    while (end < to && byteAt(words, end, depth) === byte) end += 1;
    const [word, places] = words[begin] ?? ['', []];
    children.push(
      end === begin + 1
        ? leaf(byte, word.slice(depth + 1), places)
        : branch(byte, childrenOf(words, { from: begin, to: end, depth: depth + 1 })),
    );
  }
  return children;
}

/** The byte of a word at a place; 0 after its end. */
const byteAt = (words: Words, word: number, place: number): number => words[word]?.[0].charCodeAt(place) || 0;

function leaf(byte: number, rest: string, given: readonly number[]): Leaf {
  const places = given.slice(0, mostPerWord);
  const restBytes = rest === '' ? 0 : rest.length + 1;
  const furtherBytes = isAllFurther(places) ? places.length * 2 + 2 : places.length > 1 ? places.length * 2 : 0;
  return { byte, rest, places, sizeBytes: 2 + restBytes + furtherBytes };
}

const isAllFurther = ([first = 0]: readonly number[]): boolean => first > mostInLeaf;

function branch(byte: number, children: readonly Node[]): Branch {
  const below = children.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const made = (form: Branch['form'], ownBytes: number): Branch => ({ byte, children, form, sizeBytes: ownBytes + below }); // prettier-ignore
  if (children.length <= mostInList && below <= 0xff) return made('list8', 1 + children.length * 2);
  if (children.length <= mostInList && below <= 0xffff) return made('list16', 1 + children.length * 3);
  const { hasEnd, count } = tableOf(children);
  const entries = count + (hasEnd ? 1 : 0);
  return 3 + entries * 2 + below < 0xffff ? made('table16', 3 + entries * 2) : made('table32', 3 + entries * 4);
}

/** A table has a place for each byte between its first and its last one, and one before them for the end of a word. */
function tableOf(children: readonly Node[]): {
  readonly hasEnd: boolean;
  readonly first: number;
  readonly count: number;
} {
  const hasEnd = children[0]?.byte === 0;
  const first = children[hasEnd ? 1 : 0]?.byte ?? 0;
  return { hasEnd, first, count: first === 0 ? 0 : (children.at(-1)?.byte ?? 0) - first + 1 };
}

function writeNode(node: Node, file: Buffer, at: number): void {
  if ('rest' in node) writeLeaf(node, file, at);
  else if (node.form === 'list8' || node.form === 'list16') writeList(node, file, at);
  else writeTable(node, file, at);
}

/** The bits are `0abxxxxx xxxxxxxx`. If `a` is set, bytes of the word follow. If `b` is set, further sets of flags follow. `x` is the first set. */
function writeLeaf({ rest, places, sizeBytes }: Leaf, file: Buffer, at: number): void {
  const further = isAllFurther(places) ? places : places.slice(1);
  const first = isAllFurther(places) ? notInLeaf : (places[0] ?? 0);
  file.writeUInt16BE(first | (rest === '' ? 0 : 0x4000) | (further.length === 0 ? 0 : 0x2000), at);
  file.write(rest, at + 2, 'latin1');
  if (further.length === 0) return;
  const end = at + sizeBytes;
  for (const [place, set] of further.entries()) file.writeUInt16LE(set, end - 2 - (further.length - place) * 2);
  file.writeUInt16LE(0xffff, end - 2);
}

/** `111wcccc`, then for each child its byte and its place after the list, in one byte or (w) in two. */
function writeList({ children, form }: Branch, file: Buffer, at: number): void {
  const wide = form === 'list16' ? 1 : 0;
  file.writeUInt8(0xe0 | (wide << 4) | children.length, at);
  const begin = at + 1 + children.length * (2 + wide);
  let next = begin;
  for (const [place, child] of children.entries()) {
    const entry = at + 1 + place * (2 + wide);
    file.writeUInt8(child.byte, entry);
    if (wide) file.writeUInt16LE(next - begin, entry + 1);
    else file.writeUInt8(next - begin, entry + 1);
    writeNode(child, file, next);
    next += child.sizeBytes;
  }
}

/** `110000we`, the first byte and the count; w: places in four bytes, from the start of the file, else from the node. */
function writeTable({ children, form }: Branch, file: Buffer, at: number): void {
  const { hasEnd, first, count } = tableOf(children);
  const entryBytes = form === 'table32' ? 4 : 2;
  file.writeUInt8(0xc0 | (form === 'table32' ? 2 : 0) | (hasEnd ? 1 : 0), at);
  file.writeUInt8(first, at + 1);
  file.writeUInt8(count, at + 2);
  const table = at + 3 + (hasEnd ? entryBytes : 0);
  let next = table + count * entryBytes;
  for (const child of children) {
    const entry = child.byte === 0 ? at + 3 : table + (child.byte - first) * entryBytes;
    if (entryBytes === 4) file.writeUInt32LE(next, entry);
    else file.writeUInt16LE(next - at, entry);
    writeNode(child, file, next);
    next += child.sizeBytes;
  }
}
