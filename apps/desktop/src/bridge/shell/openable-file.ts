import { namesInZip } from './names-in-zip.ts';

/** The reasons why a file is not handed to a program of the operating system. */
export type UnopenedFile = 'kind' | 'content' | 'macros';

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
/** Whether the bytes at a place are the given ones. */
const has = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, index) => bytes[at + index] === byte);

type Check = (bytes: Uint8Array) => UnopenedFile | undefined;
const starting =
  (wanted: readonly number[], at = 0): Check =>
  (bytes) =>
    has(bytes, at, wanted) ? undefined : 'content';

/** Plain text: it has no zero byte, and its first line does not name a program. */
const plainText: Check = (bytes) =>
  bytes.subarray(0, sniffedTextBytes).includes(0) || has(bytes, 0, ascii('#!')) ? 'content' : undefined;
const sniffedTextBytes = 65_536;

/** The parts of a document that contain macros or controls, in the formats of Office and OpenDocument. */
const codeParts = /(?:^|\/)(?:vbaproject\.bin|vbadata\.xml|activex|basic|scripts|macrosheets)(?:\/|$)/i;

const document: Check = (bytes) => {
  const names = namesInZip(bytes);
  if (!names) return 'content';
  return names.some((name) => codeParts.test(name)) ? 'macros' : undefined;
};

/**
 * The kinds of file that are opened, by their ending, with a test of their content. The list has only kinds that are
 * known to run nothing. Programs, scripts, shortcuts (.lnk, .desktop, .url), archives, old Office formats and those
 * with macros are not in it.
 */
const checks: Readonly<Record<string, Check>> = {
  pdf: starting(ascii('%PDF-')),
  jpg: starting([0xff, 0xd8, 0xff]),
  jpeg: starting([0xff, 0xd8, 0xff]),
  png: starting([0x89, ...ascii('PNG')]),
  gif: starting(ascii('GIF8')),
  webp: starting(ascii('WEBP'), 8),
  avif: starting(ascii('ftyp'), 4),
  heic: starting(ascii('ftyp'), 4),
  mp4: starting(ascii('ftyp'), 4),
  mov: starting(ascii('ftyp'), 4),
  txt: plainText,
  csv: plainText,
  md: plainText,
  docx: document,
  xlsx: document,
  pptx: document,
  odt: document,
  ods: document,
  odp: document,
};

/** Returns a file's ending in small letters; undefined where files with this ending are never opened, only saved. */
export function openableEnding(name: string): string | undefined {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(checks, ending) ? ending : undefined;
}

/**
 * Returns why a file must not be opened by a program of the system; undefined for a file that may be opened. Reads the
 * whole content.
 */
export function openProblem(name: string, bytes: Uint8Array): UnopenedFile | undefined {
  const ending = openableEnding(name);
  const check = ending === undefined ? undefined : checks[ending];
  return check ? check(bytes) : 'kind';
}
