import { isId } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import type { MessageWithFiles } from '../messages/message.ts';

/** The content of a file that goes out with a message. `record`: the record of the file. */
export type AttachedFile = {
  readonly record: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
};

type FilesLimits = {
  /** The message with its article, at the beginning of a sentence. */
  readonly one: string;
  readonly mostFiles: number;
  readonly mostBytes: number;
  /** The types that it takes. Left out: every type, but no programs. */
  readonly types?: ReadonlySet<string>;
  /** The way out where files are too many or too large. */
  readonly wayOut: string;
};

/**
 * The files that a message of each kind takes (MSG-43, MSG-72).
 *
 * E-mail: chosen, an e-mail with more than 10 files is better one file, or a link. In base64 18 MB are 24.7 million bytes: most mail servers refuse an
 * e-mail above 25 MB, and SendGrid one above 30 MB.
 *
 * Text: Twilio takes at most 10 files in one message (its error 21623). It converts JPEG, PNG and GIF for each network, and takes 5 MB of them with the
 * words (https://www.twilio.com/docs/messaging/guides/accepted-mime-types). For other types networks have limits of their own, of 500 KB and less. The
 * words have at most 6,400 bytes, so 4.9 MB of 5 stay for the files.
 */
export const attachedLimits: Readonly<Record<MessageWithFiles, FilesLimits>> = {
  email: { one: 'An e-mail', mostFiles: 10, mostBytes: 18_000_000, wayOut: 'a link' },
  text: {
    one: 'A text',
    mostFiles: 10,
    mostBytes: 4_900_000,
    types: new Set(['image/jpeg', 'image/png', 'image/gif']),
    wayOut: 'an e-mail',
  },
};

/** The endings of programs and of disks with programs that Gmail refuses (support.google.com/mail/answer/6590, November 2026). */
const refusedEndings: ReadonlySet<string> = new Set(
  `ade adp apk app appx appxbundle bat cab chm cmd com command cpl diagcab diagcfg diagpkg dll dmg ex ex_ exe hta img ins iso isp jar jnlp js jse lib
   lnk mde mjs msc msi msix msixbundle msp mst nsh pif pkg ps1 reg scf scr sct sh shb sys url vb vbe vbs vhd vhdx vxd wsc wsf wsh xll`.split(
    /\s+/,
  ),
);

/** Returns the ending of a file's name in small letters. Windows ignores dots and blanks behind it. */
export function endingOfName(name: string): string {
  const bare = name.replace(/[\s.]+$/u, '');
  return bare.includes('.') ? bare.slice(bare.lastIndexOf('.') + 1).toLowerCase() : '';
}

/** Returns why mail servers refuse a file with this name, as a sentence; undefined where they take it. */
export function refusedNameFault(name: string): string | undefined {
  const ending = endingOfName(name);
  return refusedEndings.has(ending)
    ? `“${name}” has the ending .${ending}, which is for programs. Mail servers refuse it. Send a link to it instead.`
    : undefined;
}

const marks: readonly (readonly number[])[] = [
  [0x4d, 0x5a], // Windows and DOS
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe], // Mach-O
  [0xca, 0xfe, 0xba, 0xbe], // Java, and Mach-O for several processors
  [0x23, 0x21], // "#!", a script
  [0x4c, 0, 0, 0, 1, 0x14, 2, 0], // a shortcut of Windows
];

/** The number of first bytes by which a program is recognised. */
export const programMarkBytes = 8;

/** Returns whether a content is a program, by its first bytes. */
export const isProgram = (first: Uint8Array): boolean =>
  marks.some((mark) => mark.every((byte, place) => first[place] === byte));

/** Returns why mail servers refuse a content, as a sentence; undefined where they take it. */
export const programFault = (name: string, first: Uint8Array): string | undefined =>
  isProgram(first)
    ? `“${name}” is a program, whatever its name says. Mail servers refuse it. Send a link to it instead.`
    : undefined;

/** Returns why a message of this kind does not take a file, by its name and its type, as a sentence; undefined where it does. */
export function attachedFileFault(
  by: MessageWithFiles,
  { name, mediaType }: Pick<AttachedFile, 'name' | 'mediaType'>,
): string | undefined {
  const { types } = attachedLimits[by];
  if (types === undefined) return refusedNameFault(name);
  return types.has(mediaType)
    ? undefined
    : `“${name}” is no picture that a text takes: JPEG, PNG or GIF. Send it by e-mail instead.`;
}

/** MSG-43, MSG-72: returns why these files cannot go out with one message of this kind, as a sentence; undefined where they can. */
export function attachedFilesFault(
  by: MessageWithFiles,
  files: readonly Pick<AttachedFile, 'name' | 'sizeBytes' | 'mediaType'>[],
): string | undefined {
  const { one, mostFiles, mostBytes, wayOut } = attachedLimits[by];
  if (files.length > mostFiles)
    return `${one} has at most ${mostFiles} files, and this one has ${files.length}. Leave some out, or send a second ${one.replace(/^An? /, '')}.`;
  const fault = files.map((file) => attachedFileFault(by, file)).find((found) => found !== undefined);
  if (fault !== undefined) return fault;
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return bytes > mostBytes
    ? `The files have ${(bytes / 1_000_000).toFixed(1)} MB together, and ${one.replace(/^A/, 'a')} takes ${mostBytes / 1_000_000} MB. Leave some out, or send ${wayOut}.`
    : undefined;
}

/** Returns the ids in a field that names attached files. Undefined: the value is no list of ids, or names a file twice. */
export function attachedIdsIn(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const ids = value.filter((one) => typeof one === 'string' && isId(one)) as readonly string[]; // as the filter says
  return ids.length === value.length && new Set(ids).size === ids.length ? ids : undefined;
}
