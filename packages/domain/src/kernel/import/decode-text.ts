/**
 * Bytes of an import file → text, by evidence and never by luck: a byte order mark decides, then strict UTF-8, then the
 * zero bytes of UTF-16, then Windows-1252 where its bytes allow it. What is none of these is refused with what would be
 * right. No U+FFFD is ever put in by us (E-2).
 */

import { type RefusalOf, refuse } from '../refusal.ts';

/** The encodings that an import file may have. */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Text read. `encoding` is null only for a file of no bytes; `text` never begins with the byte order mark. */
export type DecodedText = {
  readonly ok: true;
  readonly text: string;
  readonly encoding: TextEncodingName | null;
  readonly bom: boolean;
};

/** Why a file as a whole can't be read: the `problem` in the refusal's details. */
export type FileProblem =
  'not-text' | 'unknown-encoding' | 'damaged-text' | 'too-large' | 'too-many-columns' | 'too-many-rows';

/** What is wrong with a file, and what would be right: `import/unreadable`. */
export type FileRefusal = RefusalOf<'import/unreadable'>;

/** Refuses a file whole. `message` and `right` are sentences for a person. */
export function refuseFile(
  fileName: string,
  problem: FileProblem,
  said: { readonly message: string; readonly right: string },
): FileRefusal {
  return refuse('import/unreadable', `${said.message} ${said.right}`, { file: fileName, problem });
}

const saveAsCsv = 'Open it in the program that it came from and save it as “CSV UTF-8”.';

/** First bytes of files that people pick by mistake, from each format's specification. */
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

/** Bytes that Windows-1252 leaves undefined: a file with one of them is something else. */
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
 * Reads a file's bytes as text. Refuses (`import/unreadable`) with problem `not-text` what is binary, `damaged-text` UTF-8 and
 * UTF-16 with a break in it, naming the line, and `unknown-encoding` bytes of an encoding that we don't know.
 */
export function decodeText(bytes: Uint8Array, fileName: string): DecodedText | FileRefusal {
  const decoded = decode(bytes);
  return decoded.ok ? decoded : refuseFile(fileName, decoded.problem, decoded);
}

function decode(bytes: Uint8Array): DecodedText | Unreadable {
  if (bytes.length === 0) return { ok: true, text: '', encoding: null, bom: false };
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return utf8(bytes.subarray(3), { bom: true });
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) {
    return unreadable('unknown-encoding', 'The file is written in UTF-32, which is not read here.');
  }
  if (startsWith(bytes, [0xff, 0xfe])) return utf16(bytes.subarray(2), { encoding: 'utf-16le', bom: true });
  if (startsWith(bytes, [0xfe, 0xff])) return utf16(bytes.subarray(2), { encoding: 'utf-16be', bom: true });
  const known = signatures.find((signature) => startsWith(bytes, signature.bytes));
  if (known) return unreadable('not-text', `The file is ${known.what}, not a CSV file.`, known.right);
  const endian = guessUtf16(bytes);
  if (endian !== null) return utf16(bytes, { encoding: endian, bom: false });
  if (bytes.includes(0)) return unreadable('not-text', 'The file holds zero bytes, so it is not a text file.');
  return utf8(bytes, { bom: false });
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function utf8(bytes: Uint8Array, { bom }: { readonly bom: boolean }): DecodedText | Unreadable {
  const text = tryDecode('utf-8', bytes);
  if (text !== null) return checked({ ok: true, text, encoding: 'utf-8', bom });
  const survey = surveyUtf8(bytes);
  // Letters of Windows-1252 hardly ever form a valid UTF-8 sequence by chance, so more good sequences than bad bytes
  // mean UTF-8 with damage. Reading it as Windows-1252 would turn every good umlaut into two wrong letters.
  if (bom || survey.sequences > survey.badBytes) {
    return unreadable(
      'damaged-text',
      `The file is written in UTF-8, but line ${survey.firstBadLine} holds bytes that are no character.`,
      'Mend that line, or save the file again as “CSV UTF-8” in the program that it came from.',
    );
  }
  if (bytes.some((byte) => undefinedIn1252.has(byte))) {
    return unreadable(
      'unknown-encoding',
      `The file is neither UTF-8 nor Windows-1252: line ${survey.firstBadLine} holds bytes that are no character in either.`,
    );
  }
  const western = tryDecode('windows-1252', bytes);
  if (western === null) throw new Error('Windows-1252 decodes every byte, and did not.');
  return checked({ ok: true, text: western, encoding: 'windows-1252', bom: false });
}

function utf16(
  bytes: Uint8Array,
  { encoding, bom }: { readonly encoding: 'utf-16le' | 'utf-16be'; readonly bom: boolean },
): DecodedText | Unreadable {
  const text = tryDecode(encoding, bytes);
  if (text !== null) return checked({ ok: true, text, encoding, bom });
  return unreadable('damaged-text', 'The file is written in UTF-16, but breaks off in the middle of a character.');
}

/** Zero characters are in no table; a web page saved as “.xls” or “.csv” would be read as one column of tags. */
function checked(decoded: DecodedText): DecodedText | Unreadable {
  if (decoded.text.includes('\0'))
    return unreadable('not-text', 'The file holds zero characters, so it is not a table in text form.');
  if (/^\s*<(!doctype html|html|table|\?xml)\b/i.test(decoded.text.slice(0, 500))) {
    return unreadable('not-text', 'The file is a web page or an XML document, not a CSV file.');
  }
  return decoded;
}

function tryDecode(encoding: TextEncodingName, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // `fatal` has no other way to say that a byte is no character
  }
}

/**
 * UTF-16 without a byte order mark shows in its zero bytes: delimiters and line ends have one in every pair, always on the
 * same side. Zero bytes on both sides are a binary file.
 */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length % 2 !== 0) return null;
  const head = bytes.subarray(0, 8192);
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

/** Counts whole multi-byte sequences and bytes that belong to none. `firstBadLine` counts from 1. */
function surveyUtf8(bytes: Uint8Array): {
  readonly sequences: number;
  readonly badBytes: number;
  readonly firstBadLine: number;
} {
  let sequences = 0;
  let badBytes = 0;
  let line = 1;
  let firstBadLine = 0;
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x0a) line += 1;
    const length =
      byte < 0x80
        ? 1
        : byte >= 0xc2 && byte < 0xe0
          ? 2
          : byte >= 0xe0 && byte < 0xf0
            ? 3
            : byte >= 0xf0 && byte < 0xf5
              ? 4
              : 0;
    const whole =
      length > 0 &&
      bytes.subarray(index + 1, index + length).every((next) => (next & 0xc0) === 0x80) &&
      index + length <= bytes.length;
    if (!whole) {
      badBytes += 1;
      if (firstBadLine === 0) firstBadLine = line;
      index += 1;
    } else {
      if (length > 1) sequences += 1;
      index += length;
    }
  }
  return { sequences, badBytes, firstBadLine };
}
