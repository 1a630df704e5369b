/**
 * Decodes the bytes of an import file into text by evidence only. It checks for a byte order mark, then strict UTF-8,
 * then the zero bytes of UTF-16, then Windows-1252 where the bytes allow it. Any other file is refused with a hint.
 * We never insert U+FFFD (E-2).
 */

import { type RefusalOf, refuse } from '../../refusal.ts';
import type { ByteSource } from './byte-source.ts';

/** The encodings that an import file may have. */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How a file's bytes are decoded, determined from all of them. `encoding` is null only for an empty file. */
export type FoundEncoding = {
  readonly ok: true;
  readonly encoding: TextEncodingName | null;
  readonly bom: boolean;
  /** The beginning of the text, at most `headChars` characters, without the byte order mark. */
  readonly head: string;
  /** The text contains U+FFFD: letters were lost before this file was written. */
  readonly hasLostLetters: boolean;
};

/** Chosen: many records of any table, so that the delimiter can be found, in little memory. */
const headChars = 1024 * 1024;

/** Why a whole file cannot be read: the `problem` in the refusal's details. */
export type FileProblem =
  | 'not-text'
  | 'unknown-encoding'
  | 'damaged-text'
  | 'too-large'
  | 'too-many-columns'
  | 'too-many-rows'
  | 'damaged-workbook'
  | 'locked-workbook'
  | 'no-such-sheet';

/** The refusal of a file, with a hint: `import/unreadable`. */
export type FileRefusal = RefusalOf<'import/unreadable'>;

/** Refuses a whole file. `message` and `right` are sentences for a person. */
export function refuseFile(
  fileName: string,
  problem: FileProblem,
  said: { readonly message: string; readonly right: string },
): FileRefusal {
  return refuse('import/unreadable', `${said.message} ${said.right}`, { file: fileName, problem });
}

const saveAsCsv = 'Open it in the program that it came from and save it as “CSV UTF-8”.';

/** The first bytes of files that people pick by mistake, from each format's specification. */
const signatures: readonly { readonly bytes: readonly number[]; readonly what: string; readonly right: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook or a ZIP archive', right: saveAsCsv },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty ZIP archive', right: 'Choose the CSV file itself.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook (.xls)', right: saveAsCsv },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', right: 'Ask for the table as a CSV file.' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture', right: 'Choose a CSV file.' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture', right: 'Choose a CSV file.' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a GIF picture', right: 'Choose a CSV file.' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive', right: 'Unpack it and choose the CSV file inside.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', right: 'Unpack it and choose the CSV file inside.' },
  {
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66],
    what: 'an SQLite database',
    right: 'Export the table as a CSV file.',
  },
];

/** Bytes that are undefined in Windows-1252. A file with one of them has another encoding. */
const undefinedIn1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** A reason without the file's name, which only the border knows. */
type Unreadable = {
  readonly ok: false;
  readonly problem: FileProblem;
  readonly message: string;
  readonly right: string;
};

const unreadable = (problem: FileProblem, message: string, right: string = saveAsCsv): Unreadable => ({
  ok: false,
  problem,
  message,
  right,
});

/**
 * Finds the encoding of a file from all of its bytes. Yields after each piece, so that a caller can pause or stop. Refuses
 * (`import/unreadable`) a binary file with problem `not-text`, invalid UTF-8 or UTF-16 with `damaged-text` and the line, and
 * bytes of an unknown encoding with `unknown-encoding`. `right` replaces the hint at a CSV file, for files of other formats.
 */
export function* findEncoding(
  source: ByteSource,
  right?: string,
): Generator<undefined, FoundEncoding | FileRefusal, void> {
  const found = yield* find(source);
  return found.ok ? found : refuseFile(source.fileName, found.problem, { ...found, right: right ?? found.right });
}

/**
 * Yields the text of a file, piece by piece, without its byte order mark. `found` is the result of `findEncoding` for the same
 * bytes.
 */
export function* textPieces(
  source: ByteSource,
  { encoding, bom }: Pick<FoundEncoding, 'encoding' | 'bom'>,
): Generator<string, void, void> {
  if (encoding === null) return;
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let isFirst = true;
  for (const piece of source.pieces()) {
    const text = decoder.decode(piece, { stream: true });
    yield isFirst && bom ? text.slice(1) : text;
    if (text !== '') isFirst = false;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

function* find(source: ByteSource): Generator<undefined, FoundEncoding | Unreadable, void> {
  const head = headOf(source);
  if (head.length === 0) return { ok: true, encoding: null, bom: false, head: '', hasLostLetters: false };
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return yield* utf8(source, { bom: true });
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff])) {
    return unreadable('unknown-encoding', 'The file is written in UTF-32, which is not read here.');
  }
  if (startsWith(head, [0xff, 0xfe])) return yield* utf16(source, { encoding: 'utf-16le', bom: true });
  if (startsWith(head, [0xfe, 0xff])) return yield* utf16(source, { encoding: 'utf-16be', bom: true });
  const known = signatures.find((signature) => startsWith(head, signature.bytes));
  if (known) return unreadable('not-text', `The file is ${known.what}, not a CSV file.`, known.right);
  const endian = guessUtf16(head, source.sizeBytes);
  if (endian !== null) return yield* utf16(source, { encoding: endian, bom: false });
  for (const piece of source.pieces()) {
    if (piece.includes(0)) return unreadable('not-text', 'The file contains zero bytes, so it is not a text file.');
    yield;
  }
  return yield* utf8(source, { bom: false });
}

/** Returns the first bytes: enough for a signature, and to guess UTF-16 from. */
function headOf(source: ByteSource): Uint8Array {
  const head = new Uint8Array(Math.min(8192, source.sizeBytes));
  let size = 0;
  for (const piece of source.pieces()) {
    const part = piece.subarray(0, head.length - size);
    head.set(part, size);
    size += part.length;
    if (size === head.length) break;
  }
  return head.subarray(0, size);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function* utf8(
  source: ByteSource,
  { bom }: { readonly bom: boolean },
): Generator<undefined, FoundEncoding | Unreadable, void> {
  const text = yield* tryDecode(source, { encoding: 'utf-8', bom });
  if (text !== null) return text;
  const survey = yield* surveyUtf8(source);
  // Letters of Windows-1252 rarely form a valid UTF-8 sequence by chance. So more good sequences than bad bytes mean damaged
  // UTF-8. Reading it as Windows-1252 would turn every good umlaut into two wrong letters.
  if (bom || survey.sequences > survey.badBytes) {
    return unreadable(
      'damaged-text',
      `The file is written in UTF-8, but line ${survey.firstBadLine} contains bytes that are not a character.`,
      'Correct that line, or save the file again as “CSV UTF-8” in the program that it came from.',
    );
  }
  if (survey.isUndefinedIn1252) {
    return unreadable(
      'unknown-encoding',
      `The file is neither UTF-8 nor Windows-1252: line ${survey.firstBadLine} contains bytes that are not a character in either.`,
    );
  }
  const western = yield* tryDecode(source, { encoding: 'windows-1252', bom: false });
  if (western === null) throw new Error('Windows-1252 decodes every byte, and did not.');
  return western;
}

function* utf16(
  source: ByteSource,
  as: { readonly encoding: 'utf-16le' | 'utf-16be'; readonly bom: boolean },
): Generator<undefined, FoundEncoding | Unreadable, void> {
  return (
    (yield* tryDecode(source, as)) ??
    unreadable('damaged-text', 'The file is written in UTF-16, but ends in the middle of a character.')
  );
}

/** Tables contain no zero characters. A web page saved as “.xls” or “.csv” would be read as one column of tags. */
function* tryDecode(
  source: ByteSource,
  as: { readonly encoding: TextEncodingName; readonly bom: boolean },
): Generator<undefined, FoundEncoding | Unreadable | null, void> {
  const heads: string[] = [];
  let size = 0;
  let hasLostLetters = false;
  try {
    for (const text of textPieces(source, as)) {
      if (text.includes('\0'))
        return unreadable('not-text', 'The file contains zero characters, so it is not a table in text form.');
      hasLostLetters ||= text.includes('\ufffd');
      if (size < headChars) heads.push(text.slice(0, headChars - size));
      size += text.length;
      yield;
    }
  } catch {
    return null; // `fatal` reports an invalid byte only by an exception
  }
  const head = heads.join('');
  if (/^\s*<(!doctype html|html|table|\?xml)\b/i.test(head.slice(0, 500))) {
    return unreadable('not-text', 'The file is a web page or an XML document, not a CSV file.');
  }
  return { ok: true, ...as, head, hasLostLetters };
}

/**
 * Recognises UTF-16 without a byte order mark by its zero bytes: delimiters and line ends have one in every pair, always on the
 * same side. Zero bytes on both sides mean a binary file.
 */
function guessUtf16(head: Uint8Array, sizeBytes: number): 'utf-16le' | 'utf-16be' | null {
  if (sizeBytes % 2 !== 0) return null;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < head.length; index += 1) {
    if (head[index] === 0) {
      if (index % 2 === 0) even += 1;
      else odd += 1;
    }
  }
  if (odd > 0 && even === 0) return 'utf-16le';
  if (even > 0 && odd === 0) return 'utf-16be';
  return null;
}

/** Counts complete multi-byte sequences and bytes outside any sequence. `firstBadLine` counts from 1. */
function* surveyUtf8(source: ByteSource): Generator<undefined, Utf8Survey, void> {
  const survey = { sequences: 0, badBytes: 0, firstBadLine: 0, isUndefinedIn1252: false };
  let line = 1;
  let open = 0; // bytes that the sequence still needs
  let begun = 0; // its bytes so far
  const bad = (count: number): void => {
    survey.badBytes += count;
    if (count > 0 && survey.firstBadLine === 0) survey.firstBadLine = line;
  };
  for (const piece of source.pieces()) {
    for (const byte of piece) {
      survey.isUndefinedIn1252 ||= undefinedIn1252.has(byte);
      if (open > 0 && (byte & 0xc0) === 0x80) {
        open -= 1;
        begun += 1;
        if (open === 0) survey.sequences += 1;
        continue;
      }
      if (open > 0) bad(begun);
      open = 0;
      if (byte === 0x0a) line += 1;
      if (byte < 0x80) continue;
      open = byte >= 0xc2 && byte < 0xe0 ? 1 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
      begun = 1;
      if (open === 0) bad(1);
    }
    yield;
  }
  if (open > 0) bad(begun);
  return survey;
}

type Utf8Survey = {
  readonly sequences: number;
  readonly badBytes: number;
  readonly firstBadLine: number;
  readonly isUndefinedIn1252: boolean;
};
