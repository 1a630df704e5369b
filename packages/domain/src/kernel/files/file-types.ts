/**
 * The largest file, in bytes. Chosen: a photo has some 5 MB and a scanned contract 20 MB; a minute of video fits, a film does
 * not.
 */
export const mostFileBytes = 100_000_000;

/** The number of bytes of a file's beginning by which its type is recognised. */
export const sniffedBytes = 4_100;

/** The type of files whose content is unknown, or may run scripts. They are saved, and never shown. */
export const plainBytes = 'application/octet-stream';

/** The pictures that every Chromium decodes, without scripts in them. */
const pictureTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);
export const pdfType = 'application/pdf';

/** Types that a program may run, or a browser may run as a page. */
const activeTypes: ReadonlySet<string> = new Set([
  'text/html',
  'application/xhtml+xml',
  'image/svg+xml',
  'application/xml',
  'text/xml',
  'text/javascript',
  'application/javascript',
  'application/x-msdownload',
  'application/x-executable',
  'application/x-mach-binary',
  'application/x-shockwave-flash',
]);

/** Types that have no mark in their content: the ending decides. Programs treat all of them as text. */
const textTypes: Readonly<Record<string, string>> = { txt: 'text/plain', csv: 'text/csv', md: 'text/markdown' };

const pictureEndings: ReadonlySet<string> = new Set(['jpg', 'jpeg', 'jfif', 'png', 'gif', 'webp', 'avif']);

export const isPicture = (mediaType: string): boolean => pictureTypes.has(mediaType);
export const isPdf = (mediaType: string): boolean => mediaType === pdfType;
/** Whether the app shows such a file itself, and the server sends it with its own type. */
export const isShown = (mediaType: string): boolean => isPicture(mediaType) || isPdf(mediaType);

const endingOf = (name: string): string =>
  name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';

/**
 * Returns the media type under which a file is kept. It is the type of its content, where it has one that runs nothing. For plain
 * text it is the type of the ending, and for all other files `application/octet-stream`. `sniffed`: the type by the first bytes,
 * where they are of a known form.
 */
export function mediaTypeOf(name: string, sniffed: string | undefined): string {
  const own = sniffed ?? textTypes[endingOf(name)] ?? plainBytes;
  return activeTypes.has(own) || !/^[a-z]+\/[a-z0-9.+-]+$/.test(own) ? plainBytes : own;
}

/** Returns why a file of this size can't be kept, as a sentence for a person; undefined where it can. */
export function sizeFault({
  name,
  sizeBytes,
}: {
  readonly name: string;
  readonly sizeBytes: number;
}): string | undefined {
  if (sizeBytes === 0) return `“${name}” is empty. Check the original file, and add it again.`;
  if (sizeBytes > mostFileBytes)
    return `“${name}” is larger than ${mostFileBytes / 1_000_000} MB. Make it smaller, or add a link to it instead.`;
  return undefined;
}

/**
 * Returns why a file can't be kept, as a sentence for a person; undefined where it can. A file that is named as a picture or a PDF
 * must have such content: otherwise only the person who needs the photo would notice that it isn't one.
 */
export function fileFault({
  name,
  sizeBytes,
  mediaType,
}: {
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}): string | undefined {
  const size = sizeFault({ name, sizeBytes });
  if (size !== undefined) return size;
  const ending = endingOf(name);
  if (pictureEndings.has(ending) && !isPicture(mediaType))
    return `“${name}” is named as a picture, but its content is not one. It may be damaged or cut off. Check that it opens elsewhere.`;
  if (ending === 'pdf' && !isPdf(mediaType))
    return `“${name}” is named as a PDF, but its content is not one. It may be damaged or cut off. Check that it opens elsewhere.`;
  if (activeTypes.has(mediaType)) return `“${name}” has a type that can run scripts: ${mediaType}.`;
  return undefined;
}
