import { endingOfName, isProgram, refusedNameFault } from './attached-files.ts';
import { fileFault, isPdf, isPicture, isShown, mediaTypeOf } from './file-types.ts';

/** The most files that are kept of one e-mail. Chosen: people send some; the rest stays in the mailbox, and is counted. */
export const mostReceivedFiles = 20;

/** A file that came in. `sniffed`: the type and the ending by its first bytes, where they are of a known form. */
export type ReceivedContent = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly first: Uint8Array;
  readonly sniffed?: { readonly mime: string; readonly ext: string } | undefined;
};

/** The name and the type under which a file is kept. `caption`: says where its name was wrong; empty: it was not. */
export type ReceivedFile = { readonly name: string; readonly mediaType: string; readonly caption: string };

const mostName = 200;

/** Returns a name without what could deceive a reader or a file system: control characters, marks that turn the direction of writing, and folders. */
export function safeFileName(name: string): string {
  const bare = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '')
    .replace(/^.*[\\/]/su, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .trim();
  if (/^\.*$/.test(bare)) return 'File';
  if (bare.length <= mostName) return bare;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(bare)?.[0] ?? '';
  return `${bare
    .slice(0, mostName - ending.length)
    .toWellFormed()
    .replaceAll('\ufffd', '')}${ending}`;
}

/** The endings of each type that the app shows. */
const isNamedAs = (name: string, mediaType: string): boolean => {
  const ending = endingOfName(name);
  if (isPdf(mediaType)) return ending === 'pdf';
  const kind = mediaType.slice('image/'.length);
  return kind === 'jpeg' ? ['jpg', 'jpeg', 'jfif', 'jpe'].includes(ending) : ending === kind;
};

/**
 * MBX-12: returns how a file that came in is kept, or why it is not. The content decides the type. A file that is named as another type gets the
 * ending of its true type behind its name, and says so. A program is not kept, whatever its name says.
 */
export function receivedFile({ name: given, sizeBytes, first, sniffed }: ReceivedContent): ReceivedFile | { readonly name: string; readonly why: string } {
  const name = safeFileName(given);
  if (sizeBytes === 0) return { name, why: 'it is empty' };
  if (refusedNameFault(name) !== undefined) return { name, why: `files with the ending .${endingOfName(name)} are programs` };
  if (isProgram(first) || (sniffed && refusedNameFault(`x.${sniffed.ext}`) !== undefined)) return { name, why: 'it is a program, whatever its name says' };
  const mediaType = mediaTypeOf(name, sniffed?.mime);
  const isWrong = fileFault({ name, sizeBytes, mediaType }) !== undefined || (isShown(mediaType) && !isNamedAs(name, mediaType));
  if (!isWrong) return { name, mediaType, caption: '' };
  const trueEnding = sniffed?.ext ?? 'bin';
  const said = endingOfName(name);
  return {
    name: safeFileName(`${name.slice(0, mostName - trueEnding.length - 1)}.${trueEnding}`),
    mediaType,
    caption: `${said === '' ? 'Its name has no ending' : `Its name says .${said}`}, and its content is ${isPdf(mediaType) ? 'a PDF' : isPicture(mediaType) ? `a picture (${trueEnding})` : sniffed ? `of the type .${trueEnding}` : 'of an unknown type'}.`,
  };
} // prettier-ignore
